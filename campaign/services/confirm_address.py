"""Let staff say that a doubtful e-mail address is right, and let the letters there go."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries.mails import release_letters
from campaign.models.roster import Target, set_health
from campaign.models.staff import record
from campaign.queries.rungs import waiting_for_address

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
    set_health(db.session(), target.id, Health.WORKING, CONFIRMED, now=now)
    released = release_letters(
        db.session(),
        waiting_for_address(target.id),
        target.email,
        now=now,
        actor=f"staff:{staff_member_id or 'terminal'}",
    )
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
