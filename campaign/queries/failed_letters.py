"""What the writer of a letter that did not arrive is told."""

from campaign.domain.failed_letters import FailedLetter
from campaign.queries.undelivered import letter_facts


def failed_letter(
    delivery_id: str, letter_id: str, *, in_doubt: bool = False
) -> FailedLetter | None:
    """Return what the writer is told, or None when they are forgotten by now.

    `in_doubt` says that nobody knows whether the letter arrived.
    """
    facts = letter_facts(letter_id)
    if not facts.notice.email:
        return None
    return FailedLetter(
        delivery_id=delivery_id,
        action_id=facts.action_id,
        email=facts.notice.email,
        locale=facts.notice.locale,
        values=facts.values(on_paper=False, in_doubt=in_doubt),
    )
