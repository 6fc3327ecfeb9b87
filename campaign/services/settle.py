"""Settle a doubt: a person says what became of a letter."""

from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import FORM_WAITS
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries import Delivery, move
from campaign.models.staff import record
from campaign.queries.doubts import doubts_of_a_restore

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
    delivery = db.session.get(Delivery, delivery_id, populate_existing=True, with_for_update=True)
    if delivery is None:
        raise NotFound(delivery_id)
    if answer is DeliveryState.QUEUED and delivery.scrubbed_at is not None:
        raise Refused("words_gone")
    if not _settle(delivery, answer, staff_member_id=staff_member_id, now=now):
        raise Refused("not_in_doubt")
    db.session.commit()
    if answer is DeliveryState.QUEUED:
        bell.ring()


def settle_restored(
    answer: DeliveryState, *, staff_member_id: str | None, bell: Bell, now: datetime
) -> int:
    """Give every doubt that a restored backup brought the same answer; return how many.

    What should be sent and has no text any more stays in doubt.
    """
    again = answer is DeliveryState.QUEUED
    settled = [
        delivery.id
        for delivery in doubts_of_a_restore()
        if not (again and delivery.scrubbed_at is not None)
        and _settle(delivery, answer, staff_member_id=staff_member_id, now=now)
    ]
    db.session.commit()
    if again:
        bell.ring()
    return len(settled)


def _settle(
    delivery: Delivery, answer: DeliveryState, *, staff_member_id: str | None, now: datetime
) -> bool:
    """End one doubt and write it down; return False when there was none."""
    session, actor = db.session(), f"staff:{staff_member_id or 'terminal'}"
    again = answer is DeliveryState.QUEUED
    moved = move(
        session,
        delivery.id,
        Move(DeliveryState.IN_DOUBT, answer, actor),
        now=now,
        changes=_anew(delivery.channel, now) if again else None,
    )
    if not moved:
        return False
    if again and delivery.hold_reason is not None:
        _hold_again(delivery.id, delivery.hold_reason, actor=actor, now=now)
    record(
        session,
        AuditVerb.DELIVERY_SETTLED,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery.id,
        facts={"answer": answer},
    )
    return True


def _anew(channel: Channel, now: datetime) -> dict[str, object]:
    """Return what begins anew: a mail's three days, or the writer's two weeks with the form."""
    if channel is Channel.EMAIL:
        return {"due_at": now, "queued_at": now, "claims": 0}
    return {"due_at": now + FORM_WAITS}


def _hold_again(delivery_id: str, reason: HoldReason, *, actor: str, now: datetime) -> None:
    """Hold what was held when the backup was made: it did not leave, and its reason stands."""
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, actor)
    move(db.session(), delivery_id, step, now=now, changes={"hold_reason": reason})
