"""The box that partners put on their own pages: choose there, go on here.

It sets no cookie and keeps nothing, so that it works in a frame of any site.
"""

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.sources import is_code
from campaign.web.campaigns import current_campaign, journey_url, open_campaign
from campaign.web.doors import FRAMED_POLICY, page_locale
from campaign.web.presenters.letters import pick_cards

embed = Blueprint("embed", __name__)
embed.before_request(open_campaign)


@embed.get("/embed/<slug:campaign>")
def box() -> ResponseReturnValue:
    """Show the recommendations to choose from; the button opens our first screen with them.

    With a source code it goes by that code's link, which is where somebody is counted. Where one
    lives is asked on our own page: no address may carry it, and nothing here could hold it.
    """
    page, code = current_campaign(), request.args.get("source", "")
    by_code = is_code(code)
    answer = make_response(
        render_template(
            "embed/box.html",
            cards=pick_cards(page, ()),
            action=url_for("sources.follow", code=code) if by_code else journey_url("choose"),
            hidden={"language": page_locale(), "campaign": page.slug} if by_code else {},
        )
    )
    answer.headers["Content-Security-Policy"] = FRAMED_POLICY
    return answer
