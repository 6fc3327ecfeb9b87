"""The second factor: who has one, when it was proved last, and how it is asked for again."""

from datetime import UTC, datetime, timedelta

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import Security, UserMixin, current_user

from campaign import wiring
from campaign.domain.staff import FACTOR_FRESH
from campaign.web.console.held import Why, held
from campaign.web.limits import SIGN_INS, limiter

CODE = "factor_code"
"""The field in which a form that was held brings the code along."""
PROOF = "factor_proved"
"""Where a session remembers who proved their second factor in it, and when."""


def note_proof(member: UserMixin) -> None:
    """Remember in this browser that somebody proved their second factor just now."""
    session[PROOF] = [member.fs_uniquifier, datetime.now(UTC).timestamp()]


def is_proved() -> bool:
    """Tell whether whoever is signed in proved their second factor here, not long ago."""
    who, at = session.get(PROOF, ("", 0))
    age = timedelta(seconds=datetime.now(UTC).timestamp() - at)
    return who == current_user.fs_uniquifier and age < FACTOR_FRESH


def has_factor(member: UserMixin) -> bool:
    """Tell whether somebody has a second factor, of whatever kind."""
    return bool(_security().two_factor_plugins.get_setup_tf_methods(member))


def takes(member: UserMixin, typed: str) -> bool:
    """Tell whether a code is one of the app's, or a spare one, which is used up by it.

    Raises RateLimitExceeded for whoever tries too many.
    """
    _count_a_try()
    security, code = _security(), "".join(typed.split())
    window = current_app.config["SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY"]
    if member.tf_totp_secret and security.totp_factory.verify_totp(
        code, member.tf_totp_secret, member, window
    ):
        return True
    spare = security.mf_recovery_codes_util
    if not spare.check_recovery_code(member, code):
        return False
    spare.delete_recovery_code(member, code)
    security.datastore.commit()  # type: ignore[no-untyped-call]  # The library's own gap.
    return True


def ask_for_factor() -> ResponseReturnValue | None:
    """Lead who has no second factor to one, and let who has one prove it; None goes on."""
    if has_factor(current_user):
        return ask_again()
    if request.method == "POST":
        return held(Why.NO_FACTOR)
    flash(
        _(
            "This page gives out what people entrusted to us, so it asks for a second step. "
            "It takes two minutes to set up, once."
        )
    )
    return redirect(url_for("security.two_factor_setup"), 303)


def ask_again() -> ResponseReturnValue | None:
    """Ask for the second factor unless it was proved not long ago; None lets a request go on."""
    if is_proved():
        return None
    if request.method != "POST":
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("security.verify", next=wanted), 303)
    code = request.form.get(CODE)
    if code is None:
        return held(Why.FACTOR)
    return None if takes(current_user, code) else held(Why.FACTOR, wrong_code=True)


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security


def _account_key() -> str:
    return wiring.edges().signer.digest("account", current_user.id)


@limiter.limit(SIGN_INS, key_func=_account_key)
def _count_a_try() -> None:
    """Count one of this account; the limit that stands on it refuses the one too many."""
