"""Reports of Postmark: JSON, one event a call, proven by a secret that we gave it."""

import base64
import hmac
from typing import Any

from campaign.domain.returns import Call, Forged, Report, ReturnKind, failure, moment_of, read_call

PROVIDER = "postmark"
SECRET_HEADER = "x-postmark-secret"  # noqa: S105  # The header's name.

_K = ReturnKind
_BOUNCES = {
    "HardBounce": _K.BOUNCED,
    "BadEmailAddress": _K.BOUNCED,
    "Transient": _K.DEFERRED,
    "SoftBounce": _K.DEFERRED,
    "AutoResponder": _K.AUTOMATIC,
    "ChallengeVerification": _K.AUTOMATIC,
    "SpamComplaint": _K.COMPLAINED,
    "ManuallyDeactivated": _K.REJECTED,
}
"""Every other type says that the mail was given up, and nothing about its address."""


class PostmarkHook:
    """Understands what Postmark calls us with: the secret is a password, or in a header."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def reports(self, call: Call) -> list[Report]:
        """Return what a call reports. Raises Forged or Unreadable."""
        with read_call(PROVIDER) as read:
            self._check(call)
            return _reports(read(call.body))

    def _check(self, call: Call) -> None:
        given = call.headers.get(SECRET_HEADER, "").encode()
        word, _, basic = call.headers.get("authorization", "").partition(" ")
        if word.casefold() == "basic":
            given = base64.b64decode(basic).partition(b":")[2]
        if not hmac.compare_digest(given, self._secret):
            raise Forged(PROVIDER)


# Any, because Postmark puts words and numbers into one event.
def _reports(event: dict[str, Any]) -> list[Report]:
    record, name = event["RecordType"], str(event["MessageID"])
    if record == "Delivery":
        kind, at = _K.DELIVERED, event["DeliveredAt"]
    elif record == "SpamComplaint":
        kind, at = _K.COMPLAINED, event["BouncedAt"]
    elif record == "Bounce":
        kind, at = _BOUNCES.get(event["Type"], failure("")), event["BouncedAt"]
    else:
        return []
    return [
        Report(
            provider=PROVIDER,
            event_id=f"{record}:{event.get('ID') or name}"[:200],
            kind=kind,
            occurred_at=moment_of(at),
            reference=name,
        )
    ]
