"""People who are known by a list alone, and never wrote."""

from sqlalchemy import and_, select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.models.campaigns import Campaign, CampaignText
from campaign.models.supporters import Consent, Supporter
from campaign.queries.actions import NoticeFacts


def listed_person(email: str) -> str | None:
    """Return the supporter with an address who came by a list; none if we know none."""
    return db.session.scalars(
        select(Supporter.id).where(Supporter.email == email, Supporter.import_id.is_not(None))
    ).one_or_none()


def listed_facts(supporter_id: str) -> NoticeFacts:
    """Return what a notice to them says, in the name of the campaign of their newest consent.

    Raises NotFound where they never gave one.
    """
    row = db.session.execute(
        select(Supporter, Campaign, CampaignText)
        .join(Consent, Consent.supporter_id == Supporter.id)
        .join(Campaign, Campaign.id == Consent.campaign_id)
        .join(
            CampaignText,
            and_(CampaignText.campaign_id == Campaign.id, CampaignText.locale == Supporter.locale),
        )
        .where(Supporter.id == supporter_id)
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("supporter")
    person, campaign, text = row
    return NoticeFacts(
        email=person.email or "",
        locale=person.locale,
        given_name=person.given_name,
        campaign_slug=campaign.slug,
        campaign_title=text.title,
        organization=text.organization,
        contact_email=campaign.contact,
        legislators=(),
    )
