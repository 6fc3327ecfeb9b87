"""Short links: a source's code, then the first page."""

from flask import Blueprint, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from campaign.queries.sources import source_named
from campaign.web import draft as drafts
from campaign.web.languages import preferred_locale

sources = Blueprint("sources", __name__)


@sources.get("/s/<slug:code>")
def follow(code: str) -> ResponseReturnValue:
    """Remember in the browser by which link it came, and show the first page."""
    address = url_for("journey.choose", locale=preferred_locale())
    response = make_response(redirect(address, 302))
    known = source_named(code)
    return drafts.remember_source(known.code, response) if known else response
