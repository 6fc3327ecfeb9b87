"""Sending a letter to the new legislator: what it would say, and the writer's own tap."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.errors import Expired, Refused
from campaign.domain.site import RECEIPT, SUCCESSOR
from campaign.queries.actions import ActionView, view
from campaign.queries.successors import held_letters
from campaign.services.readdress import readdress
from campaign.web.campaigns import jurisdiction, now, stand_for
from campaign.web.doors import page_locale
from campaign.web.forms.fields import MAIN, problems
from campaign.web.forms.successors import SendToSuccessor
from campaign.web.presenters.successors import offer
from campaign.web.sentences import sentence
from campaign.wiring import edges

successors = Blueprint("successors", __name__)


@successors.route("/successor/<token>", methods=["GET", "POST"])
def send(token: str) -> ResponseReturnValue:
    """Show each letter as it would go to who follows, or take the tap that sends one."""
    adapters = edges()
    action = view(adapters.signer.unsign(SUCCESSOR, token))
    stand_for(action.campaign_slug)
    form = SendToSuccessor()
    if not form.validate_on_submit():
        found = problems(form)
        return _page(action, found, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK)
    try:
        readdress(
            action.id,
            form.letter.data,
            form.to.data,
            jurisdiction=jurisdiction(),
            site=adapters.site,
            bell=adapters.bell,
            now=now(),
        )
    except Refused as refused:
        return _page(action, [(MAIN, sentence(refused))], HTTPStatus.CONFLICT)
    except Expired:
        return redirect(request.path, HTTPStatus.SEE_OTHER)
    return redirect(_receipt(action), HTTPStatus.SEE_OTHER)


def _page(action: ActionView, found: Sequence[tuple[str, str]], status: HTTPStatus) -> Response:
    letters = held_letters(action.id, now())
    page = render_template(
        "journey/successor.html",
        problems=found,
        offers=[
            offer(letter, letter.successor, action.campaign_slug, jurisdiction(), page_locale())
            for letter in letters
            if letter.successor is not None
        ],
        receipt_url=_receipt(action),
        post_url=request.path,
    )
    return make_response(page, status)


def _receipt(action: ActionView) -> str:
    return url_for("receipts.receipt", token=edges().signer.sign(RECEIPT, action.id))
