"""The last step of coming in by a link: the second factor where there is one, or the first page."""

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, login_user


def come_in(member_id: str) -> ResponseReturnValue | None:
    """Sign somebody in who proved that a mail to them reached them; None if they may not enter."""
    security: Security = current_app.extensions["security"]
    member = security.datastore.find_user(id=member_id)
    if member is None or not member.active:
        return None
    asks_for_more: ResponseReturnValue | None = security.two_factor_plugins.tf_enter(
        member,
        remember_me=False,
        primary_authn_via="link",
        next_loc=None,
    )
    if asks_for_more is not None:
        return asks_for_more
    login_user(member, remember=False, authn_via=["link"])
    return redirect(url_for("console_counts.show"), 303)
