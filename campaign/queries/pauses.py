"""Looks at what is paused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from campaign.db import db
from campaign.models.campaigns import CampaignText
from campaign.models.pauses import EVERYTHING, Pause
from campaign.models.roster import Target
from campaign.models.staff import StaffMember


@dataclass(frozen=True, slots=True)
class StandingPause:
    """A pause that stands.

    `name` is the office's or the campaign's, and empty for everything; `by` is empty where a
    terminal or the worker paused.
    """

    scope: str
    name: str
    reason: str
    since: datetime
    by: str


def pauses() -> list[StandingPause]:
    """Return every pause that stands, the one of everything first, then the oldest."""
    name = func.coalesce(Target.full_name, CampaignText.title, "")
    rows = db.session.execute(
        select(Pause.scope, name, Pause.reason, Pause.since, func.coalesce(StaffMember.email, ""))
        .outerjoin(Target, Pause.scope == "office:" + Target.id)
        .outerjoin(
            CampaignText,
            and_(
                Pause.scope == "campaign:" + CampaignText.campaign_id, CampaignText.locale == "en"
            ),
        )
        .outerjoin(StaffMember, StaffMember.id == Pause.staff_member_id)
        .order_by(Pause.scope != EVERYTHING, Pause.since)
    )
    return [StandingPause(*row) for row in rows]


def everything_is_paused() -> bool:
    """Tell whether no mail leaves at all."""
    return db.session.get(Pause, EVERYTHING, populate_existing=True) is not None
