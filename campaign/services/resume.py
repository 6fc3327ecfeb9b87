"""Let mail go on that was paused."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models.pauses import resume as go_on
from campaign.models.staff import record


def resume(scope: str, *, staff_member_id: str | None, bell: Bell, now: datetime) -> None:
    """End the pause of one scope and ring. `staff_member_id` is None at a terminal.

    Raises Refused("not_paused").
    """
    if not go_on(db.session(), scope):
        raise Refused("not_paused")
    record(
        db.session(),
        AuditVerb.DELIVERIES_RESUMED,
        staff_member_id=staff_member_id,
        now=now,
        subject=scope,
    )
    db.session.commit()
    bell.ring()
