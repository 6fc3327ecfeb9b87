"""The second factor as flask-security asks for it: an app's codes, passkeys, spare codes.

Whatever proves one is noted in the browser's session, and what becomes of one is recorded.
"""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import segno
from cryptography.fernet import Fernet
from flask import request, session
from flask_babel import gettext as _
from flask_security import (
    Form,
    LoginForm,
    MfRecoveryCodesUtil,
    SQLAlchemyUserDatastore,
    UserMixin,
    WebAuthnMixin,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninResponseForm,
    current_user,
)
from flask_security.forms import NextFormMixin
from flask_security.totp import TokenError, Totp  # type: ignore[attr-defined]  # Its library's.
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup
from wtforms import StringField

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record, use_code
from campaign.web.console.factor import note_proof, takes

APP, PASSKEY = "app", "passkey"
"""The kinds of second factor, as the audit names them."""


class Authenticator(Totp):
    """Codes of an authenticator app; its QR code is drawn into the page itself."""

    def fetch_setup_values(self, totp: str, user: UserMixin) -> dict[str, str]:
        """Return what the set-up page shows; `image` is inline SVG."""
        values: dict[str, str] = super().fetch_setup_values(totp, user)
        code = segno.make(values["uri"], micro=False)
        values["image"] = Markup(code.svg_inline(omitsize=True, light="#fff"))  # noqa: S704  # segno draws squares, no text of anybody's.
        return values

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:  # noqa: ANN401  # As flask-security calls it.
        """Use a code up, for good at once. Raises TokenError where that was done before."""
        if not use_code(db.session(), str(user.id), int(tmatch.counter)):
            db.session.rollback()
            raise TokenError
        db.session.commit()

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Tell whether a code is right, and of a key that is set up was not used before."""
        verify = super().verify_totp if totp_secret == user.tf_totp_secret else self._fits
        right = bool(verify(token, totp_secret, user, window))
        if right:
            note_proof(user)
        return right

    def _fits(self, token: str, totp_secret: str, user: UserMixin, window: int) -> bool:
        """Tell whether a code is of a key that is being set up: its owner sees both."""
        del user
        try:
            self._totp.verify(token, totp_secret, window=window)
        except TokenError:
            return False
        return True


class SpareCodes(MfRecoveryCodesUtil):
    """Codes on paper, each good once."""

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Use a code up."""
        note_proof(user)
        return bool(super().delete_recovery_code(user, code))


class PasswordForm(LoginForm):
    """Asks for the password, and never remembers anybody beyond their session."""

    remember = None


class ProofForm(Form, NextFormMixin):
    """Asks who is signed in for a code; flask-security's own form asks for the password."""

    code = StringField()

    def __init__(self, *args: Any, user: UserMixin, **kwargs: Any) -> None:  # noqa: ANN401  # As flask-security calls it.
        super().__init__(*args, **kwargs)
        self.user = user
        if not self.next.data:
            self.next.data = request.args.get("next", "")

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401  # As above.
        """Tell whether the code is right."""
        if not super().validate(**kwargs):
            return False
        if takes(self.user, self.code.data or ""):
            return True
        self.code.errors = [_("This code is not right. Type the newest one, or a spare code.")]
        return False


class NewPasskey(WebAuthnRegisterResponseForm):
    """What a browser answers when a passkey is added."""

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401  # As flask-security calls it.
        """Tell whether the answer is sound; whoever made a passkey just now has shown it."""
        sound = bool(super().validate(**kwargs))
        if sound:
            note_proof(current_user)
        return sound


class PasskeyAnswer(WebAuthnSigninResponseForm):
    """What a browser answers when a passkey is asked for."""

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401  # As flask-security calls it.
        """Tell whether the answer is sound, and of the very person whose first step was taken."""
        if not super().validate(**kwargs):
            return False
        if self.user is None:
            return False
        if self.is_secondary and session["tf_user_id"] != self.user.fs_uniquifier:
            self.credential.errors.append(_("This passkey belongs to another account."))
            return False
        note_proof(self.user)
        return True


class SealedStates(URLSafeTimedSerializer):
    """What is remembered of a passkey between two pages, in the address of the second.

    It holds the name that somebody gave it, which no log needs to know.
    """

    def __init__(self, secret: bytes) -> None:
        super().__init__(secret, salt="passkey")
        self._box = Fernet(urlsafe_b64encode(secret))

    def dump_payload(self, obj: object) -> bytes:
        """Seal a state."""
        return self._box.encrypt(super().dump_payload(obj))

    def load_payload(self, payload: bytes, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # As itsdangerous calls it.
        """Open a state, whose signature was checked before."""
        return super().load_payload(self._box.decrypt(payload), *args, **kwargs)


class Accounts(SQLAlchemyUserDatastore):
    """The staff's rows as flask-security keeps them; a changed second factor is recorded."""

    def __init__(self, *tables: type) -> None:
        super().__init__(db, *tables)

    def tf_set(
        self,
        user: UserMixin,
        primary_method: str,
        totp_secret: str | None = None,
        phone: str | None = None,
    ) -> None:
        """Keep the key of an app; flask-security sets it anew at each sign-in, too."""
        if totp_secret and totp_secret != user.tf_totp_secret:
            _record(AuditVerb.SECOND_FACTOR_ADDED, user, APP)
        super().tf_set(user, primary_method, totp_secret, phone)

    def tf_reset(self, user: UserMixin) -> None:
        """Forget the key of an app."""
        _record(AuditVerb.SECOND_FACTOR_REMOVED, user, APP)
        super().tf_reset(user)

    def create_webauthn(  # type: ignore[override]  # Its ten arguments are handed on as they come.
        self,
        user: UserMixin,
        **facts: Any,  # noqa: ANN401  # As flask-security calls it.
    ) -> None:
        """Keep a new passkey."""
        _record(AuditVerb.SECOND_FACTOR_ADDED, user, PASSKEY)
        super().create_webauthn(user, **facts)

    def delete_webauthn(self, webauthn: WebAuthnMixin) -> None:
        """Forget a passkey."""
        _record(AuditVerb.SECOND_FACTOR_REMOVED, current_user, PASSKEY)
        super().delete_webauthn(webauthn)


def _record(verb: AuditVerb, member: UserMixin, way: str) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=str(member.id),
        subject=str(member.id),
        facts={"way": way},
        now=datetime.now(UTC),
    )
