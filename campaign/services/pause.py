"""Pause mail: all of it, a campaign's, or one office's."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.staff import AuditVerb
from campaign.models import pauses
from campaign.models.deliveries.claims import look_again
from campaign.models.staff import record
from campaign.queries.pauses import letters_in


def pause(scope: str, reason: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Let nothing of this scope leave from now on. A run that has begun ends within seconds.

    What comes due meanwhile is held, and keeps its turn. `staff_member_id` is None at a terminal
    of the server. Raises Refused("no_reason") and Refused("paused_already").
    """
    if not reason.strip():
        raise Refused("no_reason")
    session = db.session()
    begun = pauses.pause(session, scope, reason.strip(), staff_member_id=staff_member_id, now=now)
    if not begun:
        raise Refused("paused_already")
    look_again(session, letters_in(scope))
    record(
        session,
        AuditVerb.DELIVERIES_PAUSED,
        staff_member_id=staff_member_id,
        now=now,
        subject=scope,
    )
    db.session.commit()
