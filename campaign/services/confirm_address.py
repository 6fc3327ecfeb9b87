"""Let staff say that a doubtful e-mail address is right, and let the letters there go."""

from datetime import datetime

from sqlalchemy import and_, select, update

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries import Delivery, release_letter
from campaign.models.letters import Letter
from campaign.models.roster import Health, OfficeHealth, Target
from campaign.models.staff import record

CONFIRMED = "confirmed"


def confirm_address(
    target_id: str, *, staff_member_id: str | None, bell: Bell, now: datetime
) -> int:
    """Mark an office's address as working and queue what was held for it; return how many.

    `staff_member_id` is None where it is done from a terminal of the server. Raises NotFound,
    and Refused("no_address") where there is none to confirm.
    """
    target = db.session.get(Target, target_id)
    if target is None:
        raise NotFound(target_id)
    if not target.email:
        raise Refused("no_address")
    db.session.merge(
        OfficeHealth(target_id=target.id, state=Health.WORKING, since=now, reason=CONFIRMED)
    )
    actor = f"staff:{staff_member_id or 'terminal'}"
    released = _release(target, actor=actor, now=now)
    record(
        db.session(),
        AuditVerb.ADDRESS_CONFIRMED,
        staff_member_id=staff_member_id,
        now=now,
        subject=target.id,
        facts={"released": released},
    )
    db.session.commit()
    if released:
        bell.ring()
    return released


def _release(target: Target, *, actor: str, now: datetime) -> int:
    """Queue the letters that wait for this address, to the address as it is now."""
    to_this_office = select(Letter.id).where(Letter.target_id == target.id)
    waits = and_(
        Delivery.letter_id.in_(to_this_office),
        Delivery.status == DeliveryState.HELD,
        Delivery.hold_reason == HoldReason.DOUBTFUL_ADDRESS,
    )
    db.session.execute(
        update(Delivery).where(waits).values(recipient=target.email),
        execution_options={"synchronize_session": False},
    )
    held = db.session.scalars(select(Delivery.id).where(waits)).all()
    return sum(release_letter(db.session(), each, now=now, actor=actor) for each in held)
