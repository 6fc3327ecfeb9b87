"""Coming in: the mailed link, the language, and one's own account."""

from datetime import UTC, datetime

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Expired
from campaign.i18n import LOCALES
from campaign.services.send_sign_in_link import send_sign_in_link
from campaign.services.use_sign_in_link import use_sign_in_link
from campaign.web.console.access import HOW_ONE_SIGNS_IN, console_pages, roles_of_reader
from campaign.web.console.entrance import come_in
from campaign.web.console.factor import ask_again, has_factor
from campaign.web.console.locale import CHOSEN, console_locale
from campaign.web.console.moments import moment
from campaign.web.console.shell import shell
from campaign.web.limits import SIGN_INS, limiter

TRIES = {
    "console_account.ask_for_link",
    "console_account.use_link",
    "console_invitations.accept",
    "security.login",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "security.wan_signin_response",
    "security.wan_verify_response",
}
"""Endpoints at which somebody may guess."""

pages = console_pages("account", __name__)


@pages.app_context_processor
def words_of_console() -> dict[str, object]:
    """Let every template of the console ask for its frame, and show times."""
    return {"shell": shell, "moment": moment}


@pages.before_app_request
def slow_down() -> None:
    """Let nobody try passwords and codes faster than people type them."""
    if request.method == "POST" and request.endpoint in TRIES:
        _count_a_try()


@pages.before_app_request
def protect_sign_in() -> ResponseReturnValue | None:
    """Let nobody who finds an open session change how its owner signs in."""
    if request.endpoint not in HOW_ONE_SIGNS_IN or not current_user.is_authenticated:
        return None
    return ask_again() if has_factor(current_user) else None


@limiter.limit(SIGN_INS)
def _count_a_try() -> None:
    """Count one; the limit that stands on it refuses the one too many."""


@pages.get("/account")
def show() -> ResponseReturnValue:
    """Show the reader's own account."""
    return render_template(
        "console/account.html",
        has_password=current_user.password is not None,
        has_app=current_user.tf_primary_method is not None,
        passkeys=current_user.webauthn,
        roles=[role.name for role in current_user.roles],
        lacks_partner=current_user.roles and not roles_of_reader(),
    )


@pages.post("/language")
def speak() -> ResponseReturnValue:
    """Change the language of the console for this browser."""
    if request.form.get("locale") in LOCALES:
        session[CHOSEN] = request.form["locale"]
    return redirect(_back(), 303)


@pages.post("/sign-in/link")
def ask_for_link() -> ResponseReturnValue:
    """Mail a sign-in link, and say the same whether there is such a person or not."""
    edges = wiring.edges()
    send_sign_in_link(
        request.form.get("email", "")[:254],
        locale=console_locale(),
        renderer=edges.renderer,
        signer=edges.signer,
        site=edges.site,
        bell=edges.bell,
        now=datetime.now(UTC),
    )
    return render_template("console/link_sent.html")


@pages.get("/sign-in/link/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """Show the button that signs in; a mail scanner that opens the link changes nothing."""
    return render_template("console/use_link.html", token=token)


@pages.post("/sign-in/link/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Sign in by a link, which works once; a second factor is asked for where there is one."""
    try:
        member_id = use_sign_in_link(token, signer=wiring.edges().signer, now=datetime.now(UTC))
    except Expired:
        return render_template("console/link_over.html"), 410
    answer = come_in(member_id)
    return (render_template("console/link_over.html"), 410) if answer is None else answer


def _back() -> str:
    """Return the page of the console that the reader came from."""
    came_from = request.form.get("back", "")
    return came_from if came_from.startswith("/console/") else url_for("console_counts.show")
