"""Looks at what is paused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.models.campaigns import Campaign
from campaign.models.pauses import EVERYTHING, Pause
from campaign.models.roster import Target


@dataclass(frozen=True, slots=True)
class PauseLine:
    """One pause; `name` is the campaign's slug or the legislator's name, or nothing for all."""

    scope: str
    name: str
    reason: str
    since: datetime


def pauses() -> list[PauseLine]:
    """Return every pause, the oldest first."""
    rows = db.session.execute(
        select(
            Pause.scope,
            func.coalesce(Campaign.slug, Target.full_name, ""),
            Pause.reason,
            Pause.since,
        )
        .outerjoin(Campaign, Pause.scope == "campaign:" + Campaign.id)
        .outerjoin(Target, Pause.scope == "office:" + Target.id)
        .order_by(Pause.since, Pause.scope)
    )
    return [PauseLine(*row) for row in rows]


def everything_is_paused() -> bool:
    """Tell whether no mail at all leaves."""
    found = select(Pause.scope).where(Pause.scope == EVERYTHING)
    return db.session.scalar(found) is not None
