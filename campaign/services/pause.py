"""Pause mail: what waits stays where it is until a person lets it go on."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.staff import AuditVerb
from campaign.models.pauses import pause as stop
from campaign.models.staff import record


def pause(scope: str, reason: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Pause one scope. `staff_member_id` is None at a terminal of the server.

    Raises Refused("no_reason"), and Refused("paused_already") when it is paused already.
    """
    if not reason.strip():
        raise Refused("no_reason")
    if not stop(db.session(), scope, reason.strip(), staff_member_id=staff_member_id, now=now):
        raise Refused("paused_already")
    record(
        db.session(),
        AuditVerb.DELIVERIES_PAUSED,
        staff_member_id=staff_member_id,
        now=now,
        subject=scope,
    )
    db.session.commit()
