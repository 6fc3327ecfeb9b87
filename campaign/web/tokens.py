"""The other way out: ending the news, and being forgotten."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.errors import Expired
from campaign.domain.people import mask_email
from campaign.domain.site import ERASE, UNSUBSCRIBE
from campaign.queries.consents import news_senders
from campaign.queries.tokens import email_of, last_campaign_of
from campaign.services.erase import erase as erase_person
from campaign.services.erase import send_erase_link
from campaign.services.unsubscribe import unsubscribe as end_sign_ups
from campaign.web.campaigns import now, stand_for
from campaign.web.forms.fields import problems
from campaign.web.forms.journey import ButtonForm
from campaign.web.forms.tokens import AddressForm
from campaign.web.limits import ERASURES, limiter
from campaign.wiring import edges

tokens = Blueprint("tokens", __name__)
one_click = Blueprint("one_click", __name__)

SEE_OTHER = 303
GONE = 410
UNPROCESSABLE = 422


@tokens.route("/unsubscribe/<token>", methods=["GET", "POST"])
def unsubscribe(token: str) -> ResponseReturnValue:
    """Show the button that ends the news, or take its press."""
    signer = edges().signer
    supporter_id = signer.unsign(UNSUBSCRIBE, token)
    stand_for(last_campaign_of(supporter_id))
    try:
        email = email_of(supporter_id)
    except Expired:
        return make_response(render_template("tokens/gone.html"), GONE)
    button = ButtonForm()
    if button.validate_on_submit():
        end_sign_ups(token, only=request.form.get("only", ""), signer=signer, now=now())
        return redirect(url_for("tokens.unsubscribe", token=token, done="1"), SEE_OTHER)
    done = "done" in request.args and not button.is_submitted()
    senders = news_senders(supporter_id)
    return _page(
        "tokens/unsubscribe.html", button, email=mask_email(email), done=done, senders=senders
    )


@one_click.post("/unsubscribe/<token>/one-click")
def unsubscribe_at_once(token: str) -> ResponseReturnValue:
    """Take the press of a mail program's own button (RFC 8058)."""
    end_sign_ups(token, signer=edges().signer, now=now())
    return "", 200


@tokens.route("/erase", methods=["GET", "POST"])
@limiter.limit(ERASURES, methods=["POST"])
def ask_erase() -> ResponseReturnValue:
    """Ask for the address to which the link for erasure goes."""
    stand_for(None)
    form = AddressForm()
    if form.validate_on_submit():
        adapters = edges()
        send_erase_link(
            form.email.data,
            site=adapters.site,
            renderer=adapters.renderer,
            signer=adapters.signer,
            bell=adapters.bell,
            now=now(),
        )
        return redirect(url_for("tokens.ask_erase", done="1"), SEE_OTHER)
    done = "done" in request.args and not form.is_submitted()
    return _page("tokens/ask_erase.html", form, done=done)


@tokens.route("/erase/<token>", methods=["GET", "POST"])
def erase(token: str) -> ResponseReturnValue:
    """Show the button that erases a person, or take its press; once done, say so for good."""
    signer = edges().signer
    supporter_id = signer.unsign(ERASE, token)
    stand_for(last_campaign_of(supporter_id))
    button = ButtonForm()
    pressed = button.validate_on_submit()
    try:
        email = email_of(supporter_id)
        if pressed:
            erase_person(token, signer=signer, now=now())
    except Expired:
        email = ""
    if pressed:
        return redirect(request.path, SEE_OTHER)
    return _page("tokens/erase.html", button, email=mask_email(email), done=not email)


def _page(template: str, form: ButtonForm | AddressForm, **values: object) -> ResponseReturnValue:
    found = problems(form)
    page = render_template(template, form=form, problems=found, post_url=request.path, **values)
    return make_response(page, UNPROCESSABLE if found else 200)
