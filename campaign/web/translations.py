"""The English of a writer's own words: what the letter would be, and the writer's own tap."""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.errors import Refused
from campaign.domain.site import RECEIPT, TRANSLATION
from campaign.queries.actions import ActionView, view
from campaign.queries.translations import offered_translation
from campaign.services.answer_translation import answer_translation
from campaign.web.campaigns import jurisdiction, now, stand_for
from campaign.web.forms.fields import problems
from campaign.web.forms.translations import ACCEPT, AnswerForm
from campaign.web.presenters.receipts import moment
from campaign.wiring import edges

translations = Blueprint("translations", __name__)


@translations.route("/translation/<token>", methods=["GET", "POST"])
def answer(token: str) -> ResponseReturnValue:
    """Show both versions of each letter, or take the tap that lets one go."""
    adapters = edges()
    action = view(adapters.signer.unsign(TRANSLATION, token))
    stand_for(action.campaign_slug)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(action, form)
    try:
        answer_translation(
            action.id,
            accepts=form.answer.data == ACCEPT,
            site=adapters.site,
            bell=adapters.bell,
            now=now(),
        )
    except Refused:
        return redirect(request.path, HTTPStatus.SEE_OTHER)
    return redirect(_receipt(action), HTTPStatus.SEE_OTHER)


def _page(action: ActionView, form: AnswerForm) -> Response:
    offered, found = offered_translation(action.id), problems(form)
    page = render_template(
        "journey/translation.html",
        problems=found,
        offered=offered if offered and offered.letters else None,
        deadline=moment(offered.deadline, jurisdiction()) if offered else "",
        receipt_url=_receipt(action),
        post_url=request.path,
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if found else HTTPStatus.OK)


def _receipt(action: ActionView) -> str:
    return url_for("receipts.receipt", token=edges().signer.sign(RECEIPT, action.id))
