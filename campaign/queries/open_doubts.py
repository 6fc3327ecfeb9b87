"""Looks at every doubt that a relay's log could end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery in doubt, since when it is, and whether it could leave once more.

    `target_id` is the office of a letter, and empty for a notice. `held_for` is why it was held
    before it came into doubt, if it was.
    """

    id: str
    message_id: str
    since: datetime
    target_id: str | None
    held_for: HoldReason | None
    words_gone: bool


def doubts_of_no_log() -> int:
    """Return how many letters are in doubt on a form or on paper, which no log of a relay knows."""
    return db.session.scalars(
        select(func.count()).where(
            Delivery.status == DeliveryState.IN_DOUBT, Delivery.message_id.is_(None)
        )
    ).one()


def open_doubts() -> list[Doubt]:
    """Return every delivery in doubt that a relay could know by its Message-ID."""
    rows = db.session.execute(
        select(
            Delivery.id,
            Delivery.message_id,
            func.max(func.coalesce(DeliveryEvent.at, Delivery.created_at)).label("since"),
            Letter.target_id,
            Delivery.hold_reason,
            Delivery.scrubbed_at,
        )
        .outerjoin(
            DeliveryEvent,
            (DeliveryEvent.delivery_id == Delivery.id)
            & (DeliveryEvent.new == DeliveryState.IN_DOUBT),
        )
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .where(Delivery.status == DeliveryState.IN_DOUBT, Delivery.message_id.is_not(None))
        .group_by(Delivery.id, Letter.target_id)
        .order_by(Delivery.id)
    )
    return [
        Doubt(
            id=row.id,
            message_id=row.message_id,
            since=row.since,
            target_id=row.target_id,
            held_for=row.hold_reason,
            words_gone=row.scrubbed_at is not None,
        )
        for row in rows
    ]
