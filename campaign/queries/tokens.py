"""Who stands behind a token, and which campaign their pages speak for."""

from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import Expired, NotFound
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.supporters import Supporter


def email_of(supporter_id: str) -> str:
    """Return a supporter's address. Raises NotFound, or Expired once they are forgotten."""
    supporter = db.session.get(Supporter, supporter_id, populate_existing=True)
    if supporter is None:
        raise NotFound("supporter")
    if supporter.email is None:
        raise Expired("supporter")
    return supporter.email


def owner_of(address: str) -> str | None:
    """Return the supporter whose address it is now."""
    return db.session.scalars(select(Supporter.id).where(Supporter.email == address)).one_or_none()


def last_campaign_of(supporter_id: str) -> str | None:
    """Return the campaign in which a supporter last wrote; none where no letter is kept."""
    return db.session.scalars(
        select(Campaign.slug)
        .join(Action, Action.campaign_id == Campaign.id)
        .where(Action.supporter_id == supporter_id)
        .order_by(Action.submitted_at.desc())
        .limit(1)
    ).one_or_none()
