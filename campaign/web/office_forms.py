"""Sending a letter by the office's own form: what to copy, and what the writer says of it."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.deliveries import Channel
from campaign.domain.ladder import FORM_OPEN
from campaign.domain.site import RECEIPT
from campaign.queries.actions import ActionView, LetterState, view
from campaign.queries.rungs import OFFICE_IS_GONE
from campaign.queries.targets import target
from campaign.services.report_form import report_form
from campaign.web.campaigns import jurisdiction, now, stand_for
from campaign.web.doors import page_locale
from campaign.web.forms.fields import problems
from campaign.web.forms.office_forms import SENT, FormWord
from campaign.web.presenters.legislators import card
from campaign.web.presenters.office_forms import copy_lines
from campaign.wiring import edges

office_forms = Blueprint("office_forms", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@office_forms.route("/receipt/<token>/form/<int:n>", methods=["GET", "POST"])
def show(token: str, n: int) -> ResponseReturnValue:
    """Show each field of an office's form to copy, or take the writer's word about it."""
    action = view(edges().signer.unsign(RECEIPT, token))
    stand_for(action.campaign_slug)
    letter = next((letter for letter in action.letters if letter.position == n), None)
    if letter is None:
        abort(404)
    receipt = url_for("receipts.receipt", token=token)
    word = FormWord()
    if word.validate_on_submit():
        report_form(action.id, n, sent=word.said.data == SENT, now=now())
        return redirect(receipt, SEE_OTHER)
    open_form = letter.channel is Channel.FORM and letter.state in FORM_OPEN
    if not open_form or letter.hold_reason in OFFICE_IS_GONE:
        return redirect(receipt, SEE_OTHER)
    return _page(action, letter, word, receipt)


def _page(
    action: ActionView, letter: LetterState, word: FormWord, receipt: str
) -> ResponseReturnValue:
    member = target(letter.target_id, on=now().date())
    found = problems(word)
    page = render_template(
        "journey/office_form.html",
        problems=found,
        legislator=card(member, jurisdiction(), page_locale()),
        lines=copy_lines(action, letter, jurisdiction()),
        receipt_url=receipt,
        post_url=request.path,
    )
    return make_response(page, UNPROCESSABLE if found else 200)
