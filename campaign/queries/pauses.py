"""Looks at what is paused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.models.pauses import EVERYTHING, Pause
from campaign.models.staff import StaffMember


@dataclass(frozen=True, slots=True)
class StandingPause:
    """A pause that stands; `by` is empty where a terminal or the worker paused."""

    scope: str
    reason: str
    since: datetime
    by: str


def pauses() -> list[StandingPause]:
    """Return every pause that stands, the one of everything first, then the oldest."""
    rows = db.session.execute(
        select(Pause.scope, Pause.reason, Pause.since, func.coalesce(StaffMember.email, ""))
        .outerjoin(StaffMember, StaffMember.id == Pause.staff_member_id)
        .order_by(Pause.scope != EVERYTHING, Pause.since)
    )
    return [StandingPause(*row) for row in rows]


def everything_is_paused() -> bool:
    """Tell whether no mail leaves at all."""
    return db.session.get(Pause, EVERYTHING, populate_existing=True) is not None
