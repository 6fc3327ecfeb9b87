"""Reports of Mailgun: JSON, one event a call, signed with an HMAC over its time and a token.

The words themselves are not signed: so a proof is good for some minutes, and for one report.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.domain.returns import Call, Forged, Report, ReturnKind, failure, read_call, timely

PROVIDER = "mailgun"
SIGNED_WITHIN = timedelta(minutes=15)

_KINDS = {
    "delivered": ReturnKind.DELIVERED,
    "complained": ReturnKind.COMPLAINED,
    "rejected": ReturnKind.REJECTED,
}
_KNOWN_BAD = "suppress-bounce"
"""Mailgun did not try, for the address bounced before."""


class MailgunHook:
    """Understands what Mailgun calls us with; the key is its webhook signing key."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def reports(self, call: Call) -> list[Report]:
        """Return what a call reports. Raises Forged or Unreadable."""
        with read_call(PROVIDER) as read:
            content = read(call.body)
            self._check(content["signature"], call)
            return _reports(content["event-data"], str(content["signature"]["token"]))

    def _check(self, signature: dict[str, str], call: Call) -> None:
        signed = (signature["timestamp"] + signature["token"]).encode()
        proof = hmac.digest(self._key, signed, hashlib.sha256).hex()
        if not hmac.compare_digest(proof.encode(), signature["signature"].encode()):
            raise Forged(PROVIDER)
        timely(PROVIDER, signature["timestamp"], call, within=SIGNED_WITHIN)


# Any, because Mailgun nests words, numbers and objects as the event wants them.
def _reports(event: dict[str, Any], token: str) -> list[Report]:
    status = event.get("delivery-status") or {}
    code = str(status.get("enhanced-code") or "")
    kind = _KINDS.get(event["event"])
    if event["event"] == "failed":
        kind = ReturnKind.DEFERRED if event.get("severity") == "temporary" else failure(code)
        kind = ReturnKind.BOUNCED if event.get("reason") == _KNOWN_BAD else kind
    if kind is None:
        return []
    message = event.get("message") or {}
    named = str((message.get("headers") or {}).get("message-id") or "")
    sender = str((event.get("envelope") or {}).get("sender") or "")
    return [
        Report(
            provider=PROVIDER,
            event_id=str(event["id"])[:200],
            kind=kind,
            occurred_at=datetime.fromtimestamp(float(event["timestamp"]), UTC),
            code=code,
            addresses=(sender,) if sender else (),
            message_ids=(named.strip("<>"),) if named else (),
            token=token,
        )
    ]
