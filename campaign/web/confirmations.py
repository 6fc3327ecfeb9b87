"""Confirming: the open page takes the code, the mail's link leads to a button."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.domain.errors import NotFound, Refused
from campaign.domain.retention import CODE_VALID
from campaign.domain.site import CONFIRM_LINK, CONFIRM_PAGE, RECEIPT
from campaign.queries.actions import NoticeFacts, notice_facts
from campaign.queries.confirmations import Pending, by_link, by_page, next_mail_at
from campaign.queries.pauses import everything_is_paused
from campaign.services.confirm import MOST_TRIES, Confirmed, confirm_by_code, confirm_by_link
from campaign.services.submit import ask_again
from campaign.web import draft as drafts
from campaign.web.campaigns import journey_url, jurisdiction, now, stand_for
from campaign.web.forms.fields import problems
from campaign.web.forms.journey import ButtonForm, CodeForm
from campaign.web.limits import CODES, limiter
from campaign.web.presenters.receipts import moment
from campaign.web.sentences import sentence
from campaign.wiring import edges

confirmations = Blueprint("confirmations", __name__)

SEE_OTHER = 303
GONE = 410
UNPROCESSABLE = 422

LATE = timedelta(minutes=1)
"""A code's mail leaves within seconds; one that waits for so long finds no way out."""


@confirmations.route("/confirm/<page_token>", methods=["GET", "POST"])
@limiter.limit(CODES, methods=["POST"])
def confirm(page_token: str) -> ResponseReturnValue:
    """Take the six digits, or send new ones."""
    pending = _pending_page(page_token)
    facts = _stand_for_letter(pending)
    if _is_over(pending):
        return _too_old()
    form = CodeForm()
    if "resend" in request.form:
        button = ButtonForm()
        return _send_again(page_token) if button.validate() else _code_page(pending, facts, button)
    if not form.validate_on_submit():
        return _used() if pending.confirmed_at else _code_page(pending, facts, form)
    try:
        return _to_receipt(_confirm(page_token, form.code.data))
    except Refused as refused:
        form.code.errors = [sentence(refused)]
    return _used() if pending.confirmed_at else _code_page(_pending_page(page_token), facts, form)


@confirmations.route("/confirm/link/<link_token>", methods=["GET", "POST"])
@limiter.limit(CODES, methods=["POST"])
def link(link_token: str) -> ResponseReturnValue:
    """Show the button behind the mail's link, or take its press."""
    adapters = edges()
    pending = by_link(adapters.signer.digest(CONFIRM_LINK, link_token))
    if pending is None:
        raise NotFound("confirmation")
    facts = _stand_for_letter(pending)
    if _is_over(pending):
        return _too_old()
    button = ButtonForm()
    if not button.validate_on_submit():
        return _used(pending) if pending.confirmed_at else _link_page(facts, button)
    confirmed = confirm_by_link(
        link_token,
        site=adapters.site,
        renderer=adapters.renderer,
        signer=adapters.signer,
        bell=adapters.bell,
        now=now(),
    )
    return _to_receipt(confirmed)


def _pending_page(page_token: str) -> Pending:
    signer = edges().signer
    signer.unsign(CONFIRM_PAGE, page_token)
    pending = by_page(signer.digest(CONFIRM_PAGE, page_token))
    if pending is None:
        raise NotFound("confirmation")
    return pending


def _stand_for_letter(pending: Pending) -> NoticeFacts:
    facts = notice_facts(pending.action_id)
    stand_for(facts.campaign_slug)
    return facts


def _is_over(pending: Pending) -> bool:
    """Tell whether the time for confirming has passed without it."""
    over = pending.expires_at <= now() or pending.expired_at or pending.withdrawn_at
    return bool(over) and not pending.confirmed_at


def _confirm(page_token: str, code: str) -> Confirmed:
    adapters = edges()
    return confirm_by_code(
        page_token,
        code,
        site=adapters.site,
        renderer=adapters.renderer,
        signer=adapters.signer,
        bell=adapters.bell,
        now=now(),
    )


def _send_again(page_token: str) -> ResponseReturnValue:
    """Send a fresh code; where two mails went out today, the page says so itself."""
    adapters = edges()
    try:
        ask_again(
            page_token,
            site=adapters.site,
            renderer=adapters.renderer,
            signer=adapters.signer,
            bell=adapters.bell,
            now=now(),
        )
    except Refused:
        return redirect(request.path, SEE_OTHER)
    return redirect(f"{request.path}?resent=1", SEE_OTHER)


def _code_page(pending: Pending, facts: NoticeFacts, form: CodeForm | ButtonForm) -> Response:
    found = problems(form)
    left = MOST_TRIES - pending.tries
    page = render_template(
        "journey/confirm.html",
        form=form if isinstance(form, CodeForm) else CodeForm(formdata=None),
        problems=found,
        email=facts.email,
        minutes=int(CODE_VALID.total_seconds() // 60),
        tries_left=left,
        expired=left <= 0 or pending.code_is_over(now()),
        resent="resent" in request.args,
        leaves_at=_leaves_at(pending),
        sending=pending.mail_waits,
        late=pending.mail_waits and pending.mail_due_at + LATE <= now(),
        paused=everything_is_paused(),
        can_resend=next_mail_at(facts.email, now()) <= now(),
        post_url=request.path,
    )
    return make_response(page, UNPROCESSABLE if found else 200)


def _leaves_at(pending: Pending) -> str | None:
    """Return when the mail leaves, where it waits: a third in a day has to."""
    leaves_at = pending.mail_due_at
    return moment(leaves_at, jurisdiction()) if leaves_at > now() else None


def _link_page(facts: NoticeFacts, button: ButtonForm) -> Response:
    found = problems(button)
    page = render_template(
        "journey/confirm_link.html",
        legislators=facts.legislators,
        post_url=request.path,
        problems=found,
    )
    return make_response(page, UNPROCESSABLE if found else 200)


def _too_old() -> Response:
    page = render_template("journey/link_expired.html", start_url=journey_url("choose"))
    return make_response(page, GONE)


def _used(pending: Pending | None = None) -> Response:
    """Say that it is done; only who came by the mail's link is shown the way to the receipt."""
    receipt_url = None
    if pending is not None:
        token = edges().signer.sign(RECEIPT, pending.action_id)
        receipt_url = url_for("receipts.receipt", token=token)
    return make_response(render_template("journey/link_used.html", receipt_url=receipt_url))


def _to_receipt(confirmed: Confirmed) -> Response:
    """Send the browser to the receipt; the draft that became these letters is forgotten."""
    address = url_for("receipts.receipt", token=confirmed.receipt_token)
    return drafts.discard_sent(confirmed.action_id, make_response(redirect(address, SEE_OTHER)))
