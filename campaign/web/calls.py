"""Calling an office after the letter: a script, and one tap to say how it went."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.calls import CallOutcome
from campaign.domain.site import RECEIPT
from campaign.queries.actions import ActionView, LetterState, view
from campaign.queries.calls import calls_of
from campaign.queries.targets import target
from campaign.services.report_call import report_call
from campaign.web.campaigns import jurisdiction, now, stand_for
from campaign.web.doors import page_locale
from campaign.web.forms.calls import CallForm
from campaign.web.forms.fields import problems
from campaign.web.presenters.calls import script
from campaign.web.presenters.legislators import card
from campaign.wiring import edges

calls = Blueprint("calls", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@calls.route("/receipt/<token>/call/<int:n>", methods=["GET", "POST"])
def show(token: str, n: int) -> ResponseReturnValue:
    """Show the number and what one can say, or take a word about how it went."""
    action = view(edges().signer.unsign(RECEIPT, token))
    stand_for(action.campaign_slug)
    letter = next((letter for letter in action.letters if letter.position == n), None)
    if letter is None or action.confirmed_at is None:
        abort(404)
    word = CallForm()
    if word.validate_on_submit():
        report_call(action.id, n, CallOutcome(word.outcome.data), now=now())
        return redirect(url_for("calls.show", token=token, n=n), SEE_OTHER)
    return _page(action, letter, word, url_for("receipts.receipt", token=token))


def _page(
    action: ActionView, letter: LetterState, word: CallForm, receipt: str
) -> ResponseReturnValue:
    member = target(letter.target_id, on=now().date())
    found = problems(word)
    page = render_template(
        "journey/call.html",
        problems=found,
        legislator=card(member, jurisdiction(), page_locale()),
        script=script(action, member, request.args.get("speak", page_locale())),
        said=calls_of(action.id).get(letter.position),
        receipt_url=receipt,
        post_url=request.path,
    )
    return make_response(page, UNPROCESSABLE if found else 200)
