"""Reports of Amazon SES, as messages of an SNS topic that are signed with Amazon's certificate."""

import base64
import re
from typing import Any

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import load_pem_x509_certificate

from campaign.domain.returns import (
    Call,
    Forged,
    Report,
    ReturnKind,
    TooEarly,
    failure,
    moment_of,
    read_call,
    telling_status,
)

PROVIDER = "ses"
SECONDS = 5
MOST_CERTIFICATES = 8

_K = ReturnKind
_HOST = r"https://sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?/"
_CERTIFICATE = re.compile(_HOST + r"[A-Za-z0-9_-]+\.pem")
_CONFIRMATION = re.compile(_HOST + r"\?Action=ConfirmSubscription&[!-~]+")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ),
}
_KINDS = {
    "Delivery": _K.DELIVERED,
    "DeliveryDelay": _K.DEFERRED,
    "Reject": _K.REJECTED,
    "Send": _K.RELAYED,
}
_NO_MAILBOX = {"General", "Suppressed"}
_ON_A_LIST = "OnAccountSuppressionList"
"""The account's own list holds complaints too; SES has not tried."""


class SesHook:
    """Understands what one topic calls us with, and agrees to its subscription."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._keys: dict[str, RSAPublicKey] = {}

    def reports(self, call: Call) -> list[Report]:
        """Return what a call reports. Raises Forged or Unreadable."""
        with read_call(PROVIDER) as read:
            message = read(call.body)
            self._check(message)
            if message["Type"] == "SubscriptionConfirmation":
                _get(_CONFIRMATION, message["SubscribeURL"])
                return []
            return _reports(message, read(message["Message"].encode()))

    def _check(self, message: dict[str, str]) -> None:
        """Refuse another topic, and what Amazon's key has not signed."""
        if message["TopicArn"] != self._topic or message["Type"] not in _SIGNED:
            raise Forged(PROVIDER)
        names = [name for name in _SIGNED[message["Type"]] if name in message]
        signed = "".join(f"{name}\n{message[name]}\n" for name in names).encode()
        # Amazon's first version of the signature is made with SHA-1, and is still the default.
        algorithm = SHA256() if message["SignatureVersion"] == "2" else SHA1()  # noqa: S303  # Version 1 is SHA-1.
        try:
            proof = base64.b64decode(message["Signature"], validate=True)
            self._key(message["SigningCertURL"]).verify(proof, signed, PKCS1v15(), algorithm)
        except (InvalidSignature, ValueError) as error:
            raise Forged(PROVIDER) from error

    def _key(self, address: str) -> RSAPublicKey:
        """Return the key of a certificate that only Amazon can serve; it is fetched once."""
        if address not in self._keys:
            key = load_pem_x509_certificate(_get(_CERTIFICATE, address)).public_key()
            if not isinstance(key, RSAPublicKey) or len(self._keys) >= MOST_CERTIFICATES:
                raise Forged(PROVIDER)
            self._keys[address] = key
        return self._keys[address]


def _get(allowed: re.Pattern[str], address: str) -> bytes:
    """Fetch an address of Amazon's SNS and no other, wherever it would lead.

    Raises TooEarly when it does not answer: Amazon then calls again.
    """
    if allowed.fullmatch(address) is None:
        raise Forged(PROVIDER)
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise TooEarly(PROVIDER) from error
    return answer.content


# Any, because SES nests words and lists as the event wants them.
def _reports(message: dict[str, str], event: dict[str, Any]) -> list[Report]:
    word = event.get("eventType") or event.get("notificationType") or ""
    kind, code = _KINDS.get(word), ""
    if word == "Bounce":
        kind, code = _bounce(event["bounce"])
    elif word == "Complaint":
        friendly = event["complaint"].get("complaintFeedbackType") == "not-spam"
        kind = _K.DELIVERED if friendly else _K.COMPLAINED
    if kind is None:
        return []
    mail = event["mail"]
    headers = mail.get("headers") or []
    named = [str(item["value"]) for item in headers if item["name"].lower() == "message-id"]
    return [
        Report(
            provider=PROVIDER,
            event_id=message["MessageId"][:200],
            kind=kind,
            occurred_at=moment_of(message["Timestamp"]),
            code=code,
            addresses=(str(mail.get("source") or ""),),
            message_ids=tuple(value.strip("<>") for value in named),
            reference=str(mail["messageId"]),
        )
    ]


def _bounce(bounce: dict[str, Any]) -> tuple[ReturnKind, str]:
    """Sort a bounce; a general transient one is often an absence note that SES took for one.

    SES calls permanent whatever it does not try again, a refusal on principle too: the status
    tells which it was. Without one, only its own two words for a missing mailbox say so.
    """
    recipient = (bounce.get("bouncedRecipients") or [{}])[0]
    status, said = (str(recipient.get(name) or "") for name in ("status", "diagnosticCode"))
    code, more = telling_status(status, said), str(bounce.get("bounceSubType") or "")
    if bounce["bounceType"] == "Permanent":
        if more == _ON_A_LIST:
            return _K.RETURNED, code
        no_mailbox = not code and more in _NO_MAILBOX
        return _K.BOUNCED if no_mailbox else failure(code), code
    if bounce["bounceType"] == "Transient" and more == "General":
        return _K.DEFERRED, code
    return failure(code) if code.startswith("5") else _K.RETURNED, code
