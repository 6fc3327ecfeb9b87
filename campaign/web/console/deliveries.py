"""How the mail does: how many stand where, what is paused, and what is decided about one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later
from flask_security import current_user

from campaign import wiring
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState
from campaign.domain.errors import NotFound, Refused
from campaign.queries.campaigns import campaign_slugs
from campaign.queries.deliveries import DeliveryView
from campaign.queries.deliveries import one as one_delivery
from campaign.queries.health import relay_trouble
from campaign.queries.needs_person import count_by_state
from campaign.queries.pauses import campaign_scope, pauses, scope_exists, scope_name
from campaign.services.pause import pause as stop_mail
from campaign.services.resume import resume as let_mail_go_on
from campaign.services.retry import MAY_GO_ON
from campaign.services.retry import retry as try_again
from campaign.services.settle import ANSWERS
from campaign.services.settle import settle as settle_doubt
from campaign.web.console.access import console_pages
from campaign.web.console.back import back_or

pages = console_pages("deliveries", __name__)

DOUBT_IS_OLD = timedelta(hours=24)
EVERYTHING, OFFICE = "all", "office:"

REFUSALS = {
    "not_in_doubt": _later("Somebody has settled this delivery in the meantime."),
    "not_to_retry": _later("This delivery cannot be tried again as it stands now."),
    "words_gone": _later("The text of this mail is not kept any more, so it cannot be sent."),
    "gone_on": _later("This letter goes another way: by the office's form, or on paper."),
    "paused_already": _later("This mail is paused already."),
    "not_paused": _later("Somebody has let this mail go on in the meantime."),
}
DONE = {
    DeliveryState.SENT: _later("Noted: it arrived."),
    DeliveryState.QUEUED: _later("Noted: it is sent once more."),
    DeliveryState.FAILED: _later("Noted: it is not sent again."),
}


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state on one way, and how many letters and notices stand in it."""

    state: DeliveryState
    channel: Channel
    letters: int
    notices: int


@pages.get("/deliveries")
def show() -> ResponseReturnValue:
    """Show what is paused, and every state that something stands in."""
    return _page()


@pages.get("/deliveries/<delivery_id>")
def one(delivery_id: str) -> ResponseReturnValue:
    """Show one delivery with its evidence, and what may be decided about it."""
    try:
        delivery = one_delivery(delivery_id)
    except NotFound:
        abort(404)
    return render_template(
        "console/delivery.html",
        delivery=delivery,
        old=_is_old_doubt(delivery),
        may_retry=_may_retry(delivery),
    )


@pages.post("/deliveries/<delivery_id>/settle")
def settle(delivery_id: str) -> ResponseReturnValue:
    """Take a person's word on what became of a delivery in doubt."""
    answer = next((each for each in ANSWERS if each == request.form.get("answer")), None)
    if answer is None:
        abort(400)
    edges = wiring.edges()
    try:
        settle_doubt(
            delivery_id,
            answer,
            staff_member_id=current_user.id,
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            bell=edges.bell,
            now=datetime.now(UTC),
        )
        flash(str(DONE[answer]))
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(str(REFUSALS[refused.key]), "error")
    return redirect(back_or(url_for(".one", delivery_id=delivery_id)), 303)


@pages.post("/deliveries/<delivery_id>/retry")
def retry(delivery_id: str) -> ResponseReturnValue:
    """Queue again what failed or is held."""
    try:
        try_again(
            delivery_id,
            staff_member_id=current_user.id,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
        flash(_("Noted: it is tried again."))
    except NotFound:
        abort(404)
    except Refused as refused:
        flash(str(REFUSALS[refused.key]), "error")
    return redirect(back_or(url_for(".one", delivery_id=delivery_id)), 303)


@pages.post("/deliveries/pause")
def pause() -> ResponseReturnValue:
    """Pause all mail, a campaign's or an office's, with the reason that was typed."""
    scope, reason = request.form.get("scope", EVERYTHING), request.form.get("reason", "").strip()
    if not scope_exists(scope):
        abort(400)
    if not reason:
        wrong = [(f"reason-{scope.replace(':', '-')}", _("Write why mail is paused."))]
        return _page(problems=wrong, wrong_scope=scope), 422
    try:
        stop_mail(scope, reason, staff_member_id=current_user.id, now=datetime.now(UTC))
        flash(_("Paused. Letters wait in line."))
    except Refused as refused:
        flash(str(REFUSALS[refused.key]), "error")
    return redirect(url_for(".show"), 303)


@pages.post("/deliveries/resume")
def resume() -> ResponseReturnValue:
    """Let the mail of one scope go on."""
    try:
        let_mail_go_on(
            request.form.get("scope", ""),
            staff_member_id=current_user.id,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
        flash(_("The mail goes on."))
    except Refused as refused:
        flash(str(REFUSALS[refused.key]), "error")
    return redirect(url_for(".show"), 303)


def _page(problems: Sequence[tuple[str, str]] = (), wrong_scope: str = "") -> str:
    return render_template(
        "console/deliveries.html",
        pauses=pauses(),
        relay=relay_trouble(),
        pausable=_pausable(wrong_scope),
        states=_states(),
        problems=problems,
        wrong_scope=wrong_scope,
    )


def _pausable(wrong_scope: str) -> Sequence[tuple[str, str]]:
    """Return what may be paused here: everything, each campaign, and what was asked for in vain."""
    standing = {pause.scope for pause in pauses()}
    campaigns = [(campaign_scope(slug), slug) for slug in campaign_slugs()]
    office = [] if not wrong_scope.startswith(OFFICE) else [(wrong_scope, scope_name(wrong_scope))]
    scopes = [(EVERYTHING, ""), *campaigns, *office]
    return [(scope, name) for scope, name in scopes if scope not in standing]


def _is_old_doubt(delivery: DeliveryView) -> bool:
    if delivery.line.state is not DeliveryState.IN_DOUBT or not delivery.steps:
        return False
    return delivery.steps[-1].at <= datetime.now(UTC) - DOUBT_IS_OLD


def _may_retry(delivery: DeliveryView) -> bool:
    line = delivery.line
    held = line.state is DeliveryState.HELD and line.hold_reason in MAY_GO_ON
    may_go_on = line.state is DeliveryState.FAILED or held
    return may_go_on and delivery.has_words and not delivery.has_gone_on


def _states() -> Sequence[StateRow]:
    counts = count_by_state()
    rows = [
        StateRow(
            state,
            channel,
            counts.get((DeliveryKind.LETTER, channel, state), 0),
            counts.get((DeliveryKind.NOTICE, channel, state), 0),
        )
        for state in DeliveryState
        for channel in Channel
    ]
    return [row for row in rows if row.letters or row.notices]
