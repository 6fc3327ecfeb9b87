"""Retry what failed, or what waits because an answer was unclear: a person decides."""

from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import dated, move
from campaign.models.staff import record
from campaign.queries.rungs import has_gone_on

MAY_GO_ON = frozenset(
    {
        HoldReason.UNCERTAIN_ANSWER,
        HoldReason.OFFICE_PAUSED,
        HoldReason.WORKER_FELL,
        HoldReason.RESTORED,
    }
)
"""What a person may simply let go; every other hold has its own way to end."""


def retry(delivery_id: str, *, staff_member_id: str | None, bell: Bell, now: datetime) -> None:
    """Queue a delivery again, with its three days before it. Its mail stays the same mail.

    Raises NotFound, Refused("not_to_retry") in any other state, Refused("words_gone") when its
    text is not kept any more, and Refused("gone_on") when its letter went another way.
    """
    delivery = db.session.get(Delivery, delivery_id, populate_existing=True, with_for_update=True)
    if delivery is None:
        raise NotFound(delivery_id)
    if delivery.scrubbed_at is not None:
        raise Refused("words_gone")
    if has_gone_on(delivery.letter_id, delivery.channel):
        raise Refused("gone_on")
    old = delivery.status
    failed = old is DeliveryState.FAILED
    held = old is DeliveryState.HELD and delivery.hold_reason in MAY_GO_ON
    moved = (failed or held) and move(
        db.session(),
        delivery_id,
        Move(old, DeliveryState.QUEUED, f"staff:{staff_member_id or 'terminal'}"),
        now=now,
        changes={
            "due_at": now,
            "queued_at": now,
            "mail_date": dated(now),
            "attempts": 0,
            "claims": 0,
            "hold_reason": None,
        },
    )
    if not moved:
        raise Refused("not_to_retry", state=old)
    record(
        db.session(),
        AuditVerb.DELIVERY_RETRIED,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery_id,
    )
    db.session.commit()
    bell.ring()
