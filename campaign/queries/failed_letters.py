"""What the writer of a letter that did not arrive is told."""

from dataclasses import replace

from campaign.domain.failed_letters import FailedLetter
from campaign.queries.undelivered import letter_facts


def failed_letter(
    delivery_id: str,
    letter_id: str,
    *,
    in_doubt: bool = False,
    over: bool = False,
    office_is_gone: bool = False,
) -> FailedLetter | None:
    """Return what the writer is told, or None when they are forgotten by now.

    `in_doubt` says that nobody knows whether the letter arrived, `over` that its campaign ended
    before it could leave. An office that is gone has no telephone and no form to tell of.
    """
    facts = letter_facts(letter_id)
    if office_is_gone:
        facts = replace(facts, phone="", contact_form_url="")
    if not facts.notice.email:
        return None
    return FailedLetter(
        delivery_id=delivery_id,
        action_id=facts.action_id,
        email=facts.notice.email,
        locale=facts.notice.locale,
        values=facts.values(
            on_paper=False, in_doubt=in_doubt, over=over, office_is_gone=office_is_gone
        ),
    )
