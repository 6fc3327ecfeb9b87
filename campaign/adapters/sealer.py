"""Encryption of drafts with a key drawn from the installation's secret key."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from campaign.domain.errors import NotFound


class FernetSealer:
    """Seals with Fernet (AES-128-CBC and HMAC-SHA-256)."""

    def __init__(self, secret_key: str) -> None:
        key = hmac.digest(secret_key.encode(), b"drafts", hashlib.sha256)
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def seal(self, content: bytes) -> bytes:
        """Return the content encrypted."""
        return self._fernet.encrypt(content)

    def unseal(self, sealed: bytes) -> bytes:
        """Return sealed content. Raises NotFound when another key sealed it."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise NotFound("draft") from error
