"""The campaign that a page belongs to, and the addresses of its journey."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import abort, g, url_for

from campaign.domain.content import CampaignStatus
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.queries.campaigns import CampaignPage, campaign_page, published_slugs
from campaign.queries.places import has_districts_beyond_zips
from campaign.web.doors import page_locale
from campaign.wiring import edges


@dataclass(frozen=True, slots=True)
class Brand:
    """What every page says of its campaign."""

    title: str
    headline: str
    summary: str
    organization: str
    contact_email: str
    platform_date: str


def open_campaign() -> None:
    """Load the campaign that the address names, else the one at the root, before its page.

    Without any campaign the site is not ready (503); one that is not published is not there.
    """
    slug = g.get("campaign_slug") or root_slug()
    if slug is None:
        abort(503)
    try:
        page = campaign_page(slug, page_locale())
    except NotFound:
        page = None
    if page is None or page.status is CampaignStatus.DRAFT:
        g.pop("campaign_slug", None)
        abort(404)
    g.campaign = page


def refuse_when_over() -> None:
    """Refuse letters of a campaign that has ended, or has not begun."""
    page = current_campaign()
    if not page.is_open(jurisdiction().day(now())):
        abort(410)


def stand_for(slug: str | None) -> None:
    """Let a page that belongs to a letter speak for that letter's campaign, else for the root's."""
    root = root_slug()
    if slug is not None and slug != root:
        g.campaign_slug = slug
    if slug or root:
        g.campaign = campaign_page(slug or root or "", page_locale())


def current_campaign() -> CampaignPage:
    """Return the campaign that this page was opened for."""
    page: CampaignPage = g.campaign
    return page


def root_slug() -> str | None:
    """Return the campaign whose journey stands at the root; none while none is published."""
    return next(iter(published_slugs()), None)


def jurisdiction() -> Jurisdiction:
    """Return the state that this page's campaign writes to."""
    return jurisdiction_of(current_campaign().jurisdiction)


def jurisdiction_of(slug: str) -> Jurisdiction:
    """Return a state by its name in the data."""
    return edges().jurisdictions[slug]


def may_lack_people() -> bool:
    """Tell whether a list of somebody's legislators may be incomplete in this page's state."""
    state = jurisdiction()
    return has_districts_beyond_zips(state.slug, on=state.day(now()))


def now() -> datetime:
    """Return this moment; the doors are where time enters."""
    return datetime.now(UTC)


def journey_url(step: str, **values: str) -> str:
    """Return the address of a screen of this page's journey."""
    if g.get("campaign_slug"):
        address = url_for(f"campaign_journey.{step}", campaign=g.campaign_slug)
    else:
        address = url_for(f"journey.{step}")
    return f"{address}?{urlencode(values)}" if values else address


def words_of_the_campaign() -> dict[str, object]:
    """Return what a page's template says of its campaign; nothing is looked up for it.

    A page that tells of a failure may come before the campaign was loaded, and then has none.
    """
    if "campaign" not in g:
        return {"campaign": None}
    page = current_campaign()
    return {
        "campaign": Brand(
            title=page.title,
            headline=page.tagline,
            summary=page.summary,
            organization=page.organization,
            contact_email=page.contact,
            platform_date=page.platform_date,
        )
    }
