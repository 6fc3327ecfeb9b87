"""Letters that somebody must read first, without who wrote them."""

from dataclasses import dataclass

from sqlalchemy import select

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.models.actions import Action
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target


@dataclass(frozen=True, slots=True)
class LetterToRead:
    """The words of one letter, greeting included, its signature left away."""

    delivery_id: str
    legislator: str
    locale: str
    subject: str
    body: str
    original_body: str


def letter_to_read(delivery_id: str) -> LetterToRead | None:
    """Return a letter that waits for a reader; None for any other."""
    row = db.session.execute(
        select(Target.full_name, Action.locale, Letter.subject, Letter.body, Letter.original_body)
        .select_from(Delivery)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Target, Target.id == Letter.target_id)
        .where(
            Delivery.id == delivery_id,
            Delivery.status == DeliveryState.HELD,
            Delivery.hold_reason == HoldReason.MODERATION,
        )
    ).one_or_none()
    return None if row is None else LetterToRead(delivery_id, *row)
