"""Short links: a source's code, then the first page."""

from flask import Blueprint, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from campaign.queries.sources import source_named
from campaign.web import draft as drafts
from campaign.web.languages import preferred_locale

sources = Blueprint("sources", __name__)


@sources.get("/s/<slug:code>")
def follow(code: str) -> ResponseReturnValue:
    """Remember in the browser by which link it came, and show the first page.

    A source that has ended leads there too, and counts nobody.
    """
    address = url_for("journey.choose", locale=preferred_locale())
    response = make_response(redirect(address, 302))
    known = source_named(code)
    counts = known is not None and known.is_open
    return drafts.remember_source(code, response) if counts else response
