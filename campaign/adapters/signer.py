"""Tokens and keyed hashes from the installation's secret key."""

import base64
import hashlib
import hmac
import secrets

from campaign.domain.errors import NotFound

TOKEN_BYTES = 24
PROOF_BYTES = 16
PROOF_CHARACTERS = 22
"""Sixteen bytes in base64, without its padding."""

CODE_DIGITS = 6


class KeyedSigner:
    """Signs with HMAC-SHA-256; each purpose has a key of its own."""

    def __init__(self, secret_key: str) -> None:
        self._secret = secret_key.encode()
        self._keys: dict[str, bytes] = {}

    def token(self) -> str:
        """Return a fresh random token of 192 bits."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    def code(self) -> str:
        """Return six random digits."""
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"

    def digest(self, purpose: str, value: str) -> str:
        """Return the keyed hash of a value for one purpose, as 64 hex digits."""
        return self._mac(purpose, value).hex()

    def sign(self, purpose: str, subject: str) -> str:
        """Return the subject with 128 bits of proof; the subject must be safe in a URL."""
        proof = base64.urlsafe_b64encode(self._mac(purpose, subject)[:PROOF_BYTES]).decode()
        return f"{subject}-{proof[:PROOF_CHARACTERS]}"

    def unsign(self, purpose: str, token: str) -> str:
        """Return the subject of a token. Raises NotFound when the proof is not ours."""
        subject = token[: -PROOF_CHARACTERS - 1]
        if not hmac.compare_digest(self.sign(purpose, subject).encode(), token.encode()):
            raise NotFound(purpose)
        return subject

    def _mac(self, purpose: str, value: str) -> bytes:
        key = self._keys.get(purpose)
        if key is None:
            key = hmac.digest(self._secret, purpose.encode(), hashlib.sha256)
            self._keys[purpose] = key
        return hmac.digest(key, value.encode(), hashlib.sha256)
