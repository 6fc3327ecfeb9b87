"""Short links: a source's code, then the first page."""

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.letters import MOST_RECOMMENDATIONS
from campaign.queries.campaigns import published_slugs
from campaign.queries.sources import source_named
from campaign.web import draft as drafts
from campaign.web.doors import page_locale

sources = Blueprint("sources", __name__)


@sources.get("/s/<slug:code>")
def follow(code: str) -> ResponseReturnValue:
    """Remember in the browser by which link it came, and show the first page.

    A source that has ended leads there too, and counts nobody. A box on a partner's page says
    what was chosen there, in which language and of which campaign.
    """
    response = make_response(redirect(_first_screen(), 302))
    known = source_named(code)
    counts = known is not None and known.is_open
    return drafts.remember_source(code, response) if counts else response


def _first_screen() -> str:
    chosen = request.args.getlist("recommendation")[:MOST_RECOMMENDATIONS]
    asked, published, locale = request.args.get("campaign"), published_slugs(), page_locale()
    if asked in published[1:]:
        return url_for(
            "campaign_journey.choose", locale=locale, campaign=asked, recommendation=chosen
        )
    return url_for("journey.choose", locale=locale, recommendation=chosen)
