"""Passing the campaign on: a page to do it from, and the picture that a link shows."""

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from campaign.domain.errors import NotFound
from campaign.web.campaigns import current_campaign, open_campaign
from campaign.web.sharing import WHOLE, picture, share_campaign
from campaign.wiring import edges

shares = Blueprint("shares", __name__)
shares.before_request(open_campaign)

A_DAY = "public, max-age=86400"


@shares.get("/share")
def show() -> ResponseReturnValue:
    """Show every way to pass the campaign on, and a code to print."""
    return render_template("pages/share.html", share=share_campaign())


@shares.get("/share/<slug:campaign>/<slug:name>.png")
def image(name: str) -> ResponseReturnValue:
    """Give the picture of the campaign, or of one recommendation."""
    try:
        item = None if name == WHOLE else current_campaign().recommendation(name)
    except NotFound:
        abort(404)
    pictures, wanted = edges().pictures, picture(item)
    answer = make_response(b"")
    answer.set_etag(pictures.name(wanted))
    answer.headers["Cache-Control"] = A_DAY
    answer.make_conditional(request)
    if answer.status_code != 304:  # noqa: PLR2004  # "Not modified", said by the browser's tag.
        answer.set_data(pictures.draw(wanted))
        answer.mimetype = "image/png"
    return answer
