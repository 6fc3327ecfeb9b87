"""Settle a doubt: a person says what became of a letter."""

from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries import Delivery, move
from campaign.models.staff import record

ANSWERS = frozenset({DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.FAILED})
"""It arrived; send it once more, though it may arrive twice; give it up."""


def settle(
    delivery_id: str,
    answer: DeliveryState,
    *,
    staff_member_id: str | None,
    bell: Bell,
    now: datetime,
) -> None:
    """Move a delivery out of doubt. `staff_member_id` is None at a terminal of the server.

    Raises NotFound, Refused("not_in_doubt"), and Refused("words_gone") when it should be sent
    and its text is not kept any more.
    """
    if answer not in ANSWERS:
        raise Refused("not_an_answer", answer=answer)
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound(delivery_id)
    if answer is DeliveryState.QUEUED and delivery.scrubbed_at is not None:
        raise Refused("words_gone")
    again = answer is DeliveryState.QUEUED
    moved = move(
        db.session(),
        delivery_id,
        Move(DeliveryState.IN_DOUBT, answer, f"staff:{staff_member_id or 'terminal'}"),
        now=now,
        changes={"due_at": now, "queued_at": now} if again else None,
    )
    if not moved:
        raise Refused("not_in_doubt")
    record(
        db.session(),
        AuditVerb.DELIVERY_SETTLED,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery_id,
        facts={"answer": answer},
    )
    db.session.commit()
    if again:
        bell.ring()
