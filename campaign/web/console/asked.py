"""The campaign that a page of the console is about: the address names it, or it is the first."""

from flask import request

from campaign.queries.campaigns import CampaignPage, campaign_page, campaign_slugs
from campaign.web.console.locale import console_locale


def asked_campaign(jurisdiction: str | None = None) -> CampaignPage | None:
    """Return the campaign of the page, none where there is none; of one state where that is said.

    A name in the address that fits no campaign is passed over.
    """
    pages = [campaign_page(slug, console_locale()) for slug in campaign_slugs()]
    fitting = [page for page in pages if jurisdiction in {None, page.jurisdiction}]
    asked = request.args.get("campaign")
    return next((page for page in fitting if page.slug == asked), fitting[0] if fitting else None)


def ignored_words() -> list[str]:
    """Return which words of the address no page understood."""
    asked = request.args.get("campaign", "")
    return ["campaign"] if asked and asked not in campaign_slugs() else []
