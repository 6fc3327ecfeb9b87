"""Sign-in for the console: flask-security on our staff tables, its mails through our outbox."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _later
from flask_security import MailUtil, Security

from campaign import wiring
from campaign.app.factors import (
    Accounts,
    Authenticator,
    NewPasskey,
    PasskeyAnswer,
    PasswordForm,
    ProofForm,
    SealedStates,
    SpareCodes,
)
from campaign.app.sessions import SessionsByPath
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.staff import SESSION_LIFE
from campaign.models.staff import Passkey, Role, StaffMember
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
    "VERIFY_URL": "/console/second-factor/again",
    "WAN_REGISTER_URL": "/console/passkeys",
    "WAN_DELETE_URL": "/console/passkeys/remove",
    "WAN_SIGNIN_URL": "/console/second-factor/passkey",
    "WAN_VERIFY_URL": "/console/second-factor/again/passkey",
    "POST_LOGIN_VIEW": "/console/",
    "POST_LOGOUT_VIEW": "/console/sign-in",
    "POST_CHANGE_VIEW": "/console/account",
    "POST_VERIFY_VIEW": "/console/account",
    "TWO_FACTOR_POST_SETUP_VIEW": "/console/account",
    "WAN_POST_REGISTER_VIEW": "/console/account",
}

TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "console/sign_in.html",
    "CHANGE_PASSWORD_TEMPLATE": "console/password.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "console/choose_factor.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "console/second_factor.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "console/second_factor_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "console/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "console/recovery.html",
    "VERIFY_TEMPLATE": "console/prove.html",
    "WAN_REGISTER_TEMPLATE": "console/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "console/passkey_show.html",
    "WAN_VERIFY_TEMPLATE": "console/passkey_show.html",
}

NOTICES = {
    "security/email/change_notice": NoticeKind.PASSWORD_CHANGED,
    "security/email/two_factor_rescue": NoticeKind.SECOND_FACTOR_LOST,
}

MESSAGES = {
    "MSG_GENERIC_AUTHN_FAILED": (
        _later("This e-mail address and this password do not belong together."),
        "error",
    ),
    "MSG_INVALID_RECOVERY_CODE": (_later("This is none of your spare codes."), "error"),
    "MSG_REAUTHENTICATION_SUCCESSFUL": (_later("Thank you. Please go on."), "info"),
    "MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _later("The second step is set up. Make spare codes next, for when you lose your phone."),
        "info",
    ),
    "MSG_TWO_FACTOR_DISABLED": (_later("The app on your phone is not asked for any more."), "info"),
    "MSG_TWO_FACTOR_INVALID_TOKEN": (
        _later("This code is not right. Type the newest one."),
        "error",
    ),
    "MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": (_later("Welcome."), "info"),
    "MSG_TWO_FACTOR_PERMISSION_DENIED": (_later("Please sign in from the beginning."), "error"),
    "MSG_TWO_FACTOR_SETUP_EXPIRED": (
        _later("That took too long. Please start over."),
        "error",
    ),
    "MSG_UNAUTHENTICATED": (_later("Please sign in first."), "info"),
    "MSG_WEBAUTHN_EXPIRED": (_later("That took too long. Please start over."), "error"),
    "MSG_WEBAUTHN_NAME_REQUIRED": (_later("Give the passkey a name."), "error"),
    "MSG_WEBAUTHN_NAME_INUSE": (_later("You have a passkey named %(name)s already."), "error"),
    "MSG_WEBAUTHN_NAME_NOT_FOUND": (_later("You have no passkey named %(name)s."), "error"),
    "MSG_WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
        _later("Use letters, numbers, spaces and hyphens only."),
        "error",
    ),
    "MSG_INVALID_INPUT_LENGTH": (_later("Use at most %(length)s characters."), "error"),
    "MSG_WEBAUTHN_CREDENTIAL_DELETED": (_later("%(name)s is not asked for any more."), "info"),
    "MSG_WEBAUTHN_REGISTER_SUCCESSFUL": (
        _later("The passkey %(name)s is set up. Make spare codes next, for when you lose it."),
        "info",
    ),
    "MSG_WEBAUTHN_CREDENTIAL_ID_INUSE": (_later("This passkey is set up already."), "error"),
    "MSG_WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_later("We do not know this passkey."), "error"),
    "MSG_WEBAUTHN_MISMATCH_USER_HANDLE": (
        _later("This passkey belongs to another account."),
        "error",
    ),
    "MSG_WEBAUTHN_NO_VERIFY": (_later("The passkey did not work. Please try again."), "error"),
    "MSG_API_ERROR": (_later("The passkey did not work. Please try again."), "error"),
}
"""What flask-security says to people, in our words and in both languages."""

CHOICES: dict[str, object] = {
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "WEBAUTHN": True,
    "WAN_ALLOW_AS_FIRST_FACTOR": False,
    "WAN_ALLOW_AS_VERIFY": ["secondary"],
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "RETURN_GENERIC_RESPONSES": True,
    # Its pages that ask again exist only with a limit; ours asks by the second factor, long before.
    "FRESHNESS": SESSION_LIFE,
    "DATETIME_FACTORY": lambda: datetime.now(UTC),
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


def build_security(app: Flask) -> None:
    """Add sign-in, second factor and sessions of the console to the application."""
    app.session_interface = SessionsByPath(app)
    for name, value in (PATHS | TEMPLATES | MESSAGES | CHOICES).items():
        app.config[f"SECURITY_{name}"] = value
    site = app.extensions[wiring.EXTENSION].site
    app.config.update(
        SECURITY_PASSWORD_SALT=_derived(app, "password"),
        SECURITY_TOTP_SECRETS={1: _derived(app, "second factor")},
        SECURITY_TOTP_ISSUER=site.brand,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_fernet_key(app, "spare codes")],
        SECURITY_WAN_RP_NAME=site.brand,
        SECURITY_TWO_FACTOR_RESCUE_MAIL=site.mail_from,
    )
    security = Security(
        app,
        Accounts(StaffMember, Role, Passkey),
        mail_util_cls=OutboxMail,
        mf_recovery_codes_util_cls=SpareCodes,
        totp_cls=Authenticator,
        login_form=PasswordForm,
        verify_form=ProofForm,
        wan_register_response_form=NewPasskey,
        wan_signin_response_form=PasskeyAnswer,
    )
    security.wan_serializer = SealedStates(bytes.fromhex(_derived(app, "passkey")))


def _fernet_key(app: Flask, purpose: str) -> bytes:
    """Return a key for encryption, in the letters that Fernet takes."""
    return urlsafe_b64encode(bytes.fromhex(_derived(app, purpose)))


def _derived(app: Flask, purpose: str) -> str:
    """Return a key of its own for one purpose, made from the installation's secret."""
    return hmac.new(str(app.secret_key).encode(), purpose.encode(), hashlib.sha256).hexdigest()
