"""What the writer of a letter that did not arrive is told."""

from sqlalchemy import select

from campaign.db import db
from campaign.domain.failed_letters import FailedLetter
from campaign.models.letters import Letter
from campaign.queries.actions import notice_facts
from campaign.queries.outbox import addressee


def failed_letter(delivery_id: str, letter_id: str) -> FailedLetter | None:
    """Return what the writer is told, or None when they are forgotten by now."""
    action_id = db.session.scalars(select(Letter.action_id).where(Letter.id == letter_id)).one()
    facts = notice_facts(action_id)
    if not facts.email:
        return None
    return FailedLetter(
        delivery_id=delivery_id,
        action_id=action_id,
        email=facts.email,
        locale=facts.locale,
        values=facts.values(legislators=[addressee(letter_id)]),
    )
