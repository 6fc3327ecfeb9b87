"""Gauge how our mail is taken, and pause everything before others do."""

from datetime import datetime

from campaign.db import db
from campaign.domain.gauges import PAUSED, Gauges
from campaign.domain.staff import AuditVerb
from campaign.log import events
from campaign.models.beats import JobRun
from campaign.models.pauses import EVERYTHING, pause
from campaign.models.staff import record
from campaign.queries.gauges import gauges, last_stop


def gauge(*, live: bool, now: datetime) -> Gauges:
    """Return both gauges; pause everything, once, where one is over its mark.

    A person ends the pause. From then on only what left after it counts: the same bounces do not
    stop the mail twice.
    """
    found = gauges(live=live, now=now, since=last_stop(now))
    reason, session = found.reason_to_stop, db.session()
    stopped = bool(reason) and pause(session, EVERYTHING, reason, staff_member_id=None, now=now)
    if stopped:
        session.add(JobRun(name=PAUSED, slot=f"{now:%Y-%m-%dT%H:%M:%S}", ran_at=now))
        record(
            session,
            AuditVerb.DELIVERIES_PAUSED,
            staff_member_id=None,
            now=now,
            subject=EVERYTHING,
            facts={"reason": reason},
        )
    session.commit()
    if stopped:
        events().error("reputation.paused", reason=reason)
    elif found.warns:
        events().warning(
            "reputation.warned",
            bounces=round(found.bounces.share, 4),
            complaints=round(found.complaints.share, 4),
        )
    return found
