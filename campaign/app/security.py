"""Sign-in for the console: flask-security on our staff tables, its mails through our outbox."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import segno
from flask import Flask
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, UserMixin
from flask_security.totp import Totp
from markupsafe import Markup

from campaign import wiring
from campaign.app.sessions import SessionsByPath
from campaign.db import db
from campaign.domain.notices import Notice, NoticeKind
from campaign.models.staff import Role, StaffMember
from campaign.services.notify_staff import notify_staff
from campaign.web.console.locale import console_locale

SHORTEST_PASSWORD = 12

PATHS = {
    "LOGIN_URL": "/console/sign-in",
    "LOGOUT_URL": "/console/sign-out",
    "CHANGE_URL": "/console/password",
    "TWO_FACTOR_SETUP_URL": "/console/second-factor",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/console/second-factor/code",
    "TWO_FACTOR_RESCUE_URL": "/console/second-factor/help",
    "TWO_FACTOR_SELECT_URL": "/console/second-factor/choose",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/console/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/console/recovery",
    "POST_LOGIN_VIEW": "/console/",
    "POST_LOGOUT_VIEW": "/console/sign-in",
    "POST_CHANGE_VIEW": "/console/account",
    "TWO_FACTOR_POST_SETUP_VIEW": "/console/account",
}

TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "console/sign_in.html",
    "CHANGE_PASSWORD_TEMPLATE": "console/password.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "console/second_factor.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "console/second_factor_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "console/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "console/recovery.html",
}

NOTICES = {
    "security/email/change_notice": NoticeKind.PASSWORD_CHANGED,
    "security/email/two_factor_rescue": NoticeKind.SECOND_FACTOR_LOST,
}

CHOICES: dict[str, object] = {
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "RETURN_GENERIC_RESPONSES": True,
    "FRESHNESS": timedelta(minutes=-1),
    "EMAIL_HTML": False,
    "STATIC_FOLDER": None,
    "API_ENABLED_METHODS": ["session"],
    "LOGOUT_CSRF": True,
    "CLI_USERS_NAME": False,
    "CLI_ROLES_NAME": False,
}


class OutboxMail(MailUtil):
    """Turns flask-security's own mails into notices of ours; all of them take the outbox."""

    def send_mail(  # The shape that flask-security calls.
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,  # noqa: ANN401  # Flask-security hands its whole template context over.
    ) -> None:
        """Queue the notice that stands for flask-security's template."""
        del subject, sender, body, html
        adapters = wiring.edges()
        values = {"email": kwargs["user"].email}
        notify_staff(
            Notice(NOTICES[template], console_locale(), values),
            recipient if isinstance(recipient, str) else recipient[1],
            renderer=adapters.renderer,
            site=adapters.site,
            bell=adapters.bell,
            now=datetime.now(UTC),
        )


class Authenticator(Totp):
    """Codes of an authenticator app; its QR code is drawn into the page itself."""

    def fetch_setup_values(self, totp: str, user: UserMixin) -> dict[str, str]:
        """Return what the set-up page shows; `image` is inline SVG."""
        values: dict[str, str] = super().fetch_setup_values(totp, user)
        code = segno.make(values["uri"], micro=False)
        values["image"] = Markup(code.svg_inline(omitsize=True, light="#fff"))  # noqa: S704  # segno draws squares, no text of anybody's.
        return values


def build_security(app: Flask) -> None:
    """Add sign-in, second factor and sessions of the console to the application."""
    app.session_interface = SessionsByPath(app)
    for name, value in (PATHS | TEMPLATES | CHOICES).items():
        app.config[f"SECURITY_{name}"] = value
    site = app.extensions[wiring.EXTENSION].site
    app.config.update(
        SECURITY_PASSWORD_SALT=_derived(app, "password"),
        SECURITY_TOTP_SECRETS={1: _derived(app, "second factor")},
        SECURITY_TOTP_ISSUER=site.brand,
        SECURITY_TWO_FACTOR_RESCUE_MAIL=site.mail_from,
    )
    Security(
        app,
        SQLAlchemyUserDatastore(db, StaffMember, Role),
        mail_util_cls=OutboxMail,
        totp_cls=Authenticator,
    )


def _derived(app: Flask, purpose: str) -> str:
    """Return a key of its own for one purpose, made from the installation's secret."""
    return hmac.new(str(app.secret_key).encode(), purpose.encode(), hashlib.sha256).hexdigest()
