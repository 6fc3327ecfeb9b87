"""Our signature on a mail (DKIM, RFC 6376), with RSA or Ed25519 (RFC 8463), both relaxed.

The same mail has the same signature on every try: its time is the frozen Date, and neither way
of signing draws anything at random. `dkimpy` is the oracle of the tests, not a part of this.
"""

import base64
import binascii
import hashlib
import re
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from campaign.domain.dkim import MadeKey, PublicKey

RSA_BITS = 2048
WEAKEST_RSA_BITS = 1024

OVER_SIGNED = ("from", "to", "reply-to", "subject", "date", "message-id")
"""Named once more often than they stand there, so that nobody can add a second one."""

SIGNED = (
    *OVER_SIGNED,
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)

_LINE = 72
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_SPACES = re.compile(rb"[ \t]+")
_SPACES_AT_END = re.compile(rb"[ \t]+(?=\r\n)")

_Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class BadKey(Exception):
    """Say that a text is no private key that can sign mail."""


class DkimSigner:
    """Signs mails for one domain with one key, whose public half stands in the DNS."""

    def __init__(self, key: str, *, domain: str, selector: str) -> None:
        """Read the key: PEM, or the base64 of PKCS #8. Raises BadKey."""
        self._key = _read(key)
        self.public = PublicKey(domain=domain, selector=selector, record=_record(self._key))
        algorithm = "rsa" if isinstance(self._key, rsa.RSAPrivateKey) else "ed25519"
        self._start = f"v=1; a={algorithm}-sha256; c=relaxed/relaxed; d={domain}; s={selector}; t="

    def signed(self, content: bytes, sent_at: datetime) -> bytes:
        """Return a mail with its signature before it."""
        head, _, body = content.partition(b"\r\n\r\n")
        fields = [_relaxed(field) for field in _FOLD.sub(b"", head).split(b"\r\n")]
        names = _names({name for name, _ in fields})
        hashed = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
        tags = f"{self._start}{int(sent_at.timestamp())};\r\n bh={hashed};\r\n h={_folded(names)};"
        unsigned = f"DKIM-Signature: {tags}\r\n b=".encode()
        to_sign = [*_chosen(fields, names), _relaxed(_FOLD.sub(b"", unsigned))]
        covered = b"\r\n".join(b":".join(field) for field in to_sign)
        signature = base64.b64encode(self._sign(covered)).decode()
        lines = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
        return unsigned + "\r\n ".join(lines).encode() + b"\r\n" + content

    def _sign(self, covered: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(covered, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(hashlib.sha256(covered).digest())


def make_key(*, ed25519_key: bool) -> MadeKey:
    """Make a fresh key: its private half as PEM, and the record that is published."""
    key: _Key = (
        ed25519.Ed25519PrivateKey.generate()
        if ed25519_key
        else rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return MadeKey(pem=pem.decode(), record=_record(key))


def _read(text: str) -> _Key:
    try:
        if text.startswith("-----"):
            key = serialization.load_pem_private_key(text.encode(), password=None)
        else:
            der = base64.b64decode("".join(text.split()), validate=True)
            key = serialization.load_der_private_key(der, password=None)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        raise BadKey("neither PEM nor the base64 of PKCS #8") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < WEAKEST_RSA_BITS:
        raise BadKey(f"{key.key_size} bits, where {WEAKEST_RSA_BITS} are the least")
    if not isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey):
        raise BadKey("neither RSA nor Ed25519")
    return key


def _record(key: _Key) -> str:
    """Return what is published: RSA as SubjectPublicKeyInfo, Ed25519 as its bare 32 bytes."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"


def _names(present: set[bytes]) -> list[str]:
    """Return the names to sign; a header that is absent and named may not be added later."""
    once = [name for name in SIGNED if name.encode() in present]
    return [*once, *OVER_SIGNED]


def _chosen(fields: list[tuple[bytes, bytes]], names: list[str]) -> list[tuple[bytes, bytes]]:
    """Return the headers that the names stand for: the last one first, each of them once."""
    left = dict[bytes, list[bytes]]()
    for name, value in fields:
        left.setdefault(name, []).append(value)
    found = [(name.encode(), left.get(name.encode())) for name in names]
    return [(name, values.pop()) for name, values in found if values]


def _relaxed(field: bytes) -> tuple[bytes, bytes]:
    name, _, value = field.partition(b":")
    return name.rstrip(b" \t").lower(), _SPACES.sub(b" ", value).strip(b" \t")


def _relaxed_body(body: bytes) -> bytes:
    body = _SPACES.sub(b" ", _SPACES_AT_END.sub(b"", body)).rstrip(b"\r\n \t")
    return body + b"\r\n" if body else b""


def _folded(names: list[str]) -> str:
    """Put the names on lines, folded after a colon."""
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > _LINE:
            lines.append("")
        lines[-1] += f"{name}:"
    return "\r\n  ".join(lines).rstrip(":")
