"""Reports of SendGrid: a JSON list of events, signed with ECDSA over the time and the body."""

import base64
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from campaign.domain.returns import (
    Call,
    Forged,
    Report,
    ReturnKind,
    Unreadable,
    failure,
    read_call,
    timely,
)

PROVIDER = "sendgrid"
SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

_KINDS = {
    "delivered": ReturnKind.DELIVERED,
    "deferred": ReturnKind.DEFERRED,
    "processed": ReturnKind.RELAYED,
    "dropped": ReturnKind.REJECTED,
    "spamreport": ReturnKind.COMPLAINED,
}


class SendGridHook:
    """Understands what SendGrid calls us with; the key is its public one, as it shows it."""

    def __init__(self, key: str) -> None:
        self._key = load_der_public_key(base64.b64decode(key))

    def reports(self, call: Call) -> list[Report]:
        """Return what a call reports; one event that is unreadable hides no other.

        Raises Forged or Unreadable.
        """
        with read_call(PROVIDER) as read:
            self._check(call)
            events = list(read(call.body))
        reports: list[Report] = []
        for event in events:
            with suppress(Unreadable), read_call(PROVIDER):
                reports += _reports(event)
        return reports

    def _check(self, call: Call) -> None:
        moment = call.headers.get(TIMESTAMP, "")
        if not isinstance(self._key, EllipticCurvePublicKey):
            raise Forged(PROVIDER)
        try:
            proof = base64.b64decode(call.headers.get(SIGNATURE, ""), validate=True)
            self._key.verify(proof, moment.encode() + call.body, ECDSA(SHA256()))
        except (InvalidSignature, ValueError) as error:
            raise Forged(PROVIDER) from error
        timely(PROVIDER, moment, call)


# Any, because SendGrid puts words and numbers into one event.
def _reports(event: dict[str, Any]) -> list[Report]:
    code = str(event.get("status") or "")
    kind = _KINDS.get(event["event"])
    if event["event"] == "bounce":
        kind = ReturnKind.RETURNED if event.get("type") == "blocked" else failure(code)
    if kind is None:
        return []
    named = str(event.get("smtp-id") or "").strip("<>")
    return [
        Report(
            provider=PROVIDER,
            event_id=str(event["sg_event_id"])[:200],
            kind=kind,
            occurred_at=datetime.fromtimestamp(float(event["timestamp"]), UTC),
            code=code,
            message_ids=(named,) if named else (),
        )
    ]
