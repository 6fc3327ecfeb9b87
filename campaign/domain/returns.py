"""What comes back after a mail left: reports of servers and providers, and answers of people."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from campaign.domain.deliveries import DeliveryState
from campaign.domain.relay import ChannelDown, Phase, Verdict, sort_answer

OWN_MARK = "X-Loop"
"""The header by which a mail of ours is known when it comes back to us."""


STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
"""An enhanced status (RFC 3463) among other words."""

_SAYS_NOTHING = re.compile(r"[245]\.0\.0")

_UNPRINTABLE = re.compile(r"[^ -~]")

SIGNED_WITHIN = timedelta(days=1)


class ReturnKind(StrEnum):
    """What came back."""

    DELIVERED = "delivered"
    RELAYED = "relayed"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    RETURNED = "returned"
    REJECTED = "rejected"
    COMPLAINED = "complained"
    AUTOMATIC = "automatic"
    PERSON = "person"
    UNKNOWN = "unknown"


_S, _K = DeliveryState, ReturnKind

CAME_BACK = frozenset({_K.BOUNCED, _K.RETURNED, _K.REJECTED})
"""Who wrote is told: the mail did not arrive."""

ARRIVED = frozenset({_K.DELIVERED, _K.COMPLAINED, _K.AUTOMATIC, _K.PERSON})
"""Nobody answers, or complains about, what did not arrive."""

LEFT = frozenset({_K.RELAYED, _K.DEFERRED})
"""A server has it; it ends a doubt and says no more."""

COPY_LOST = CAME_BACK - {_K.BOUNCED}
"""One copy did not arrive, and nothing is said about the address or another copy."""

WAITS_AGAIN = frozenset({_S.QUEUED, _S.HELD})
"""Where a copy may have left before, because somebody wants it sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person wrote back, as plain text; `left_out` counts the attachments."""

    name: str
    address: str
    subject: str
    text: str
    left_out: int = 0
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One thing that came back.

    `code` is the enhanced status, where there is one. `addresses`, `message_ids` and
    `reference` say which mail it is about: addresses that may be our coded return address,
    Message-IDs without brackets, and the provider's own name for the mail. `token` is what a
    provider signs in the place of its words: it proves one report, and no second one.
    """

    provider: str
    event_id: str
    kind: ReturnKind
    occurred_at: datetime
    code: str = ""
    addresses: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    reference: str = ""
    token: str = ""
    reply: Reply | None = None

    def __post_init__(self) -> None:
        """Keep what any database can be asked for: whoever wrote it may mean harm.

        What is not printable names no mail of ours.
        """
        ids = tuple(each for each in self.message_ids if not _UNPRINTABLE.search(each))
        object.__setattr__(self, "message_ids", ids)
        for name in ("event_id", "code", "reference"):
            object.__setattr__(self, name, _UNPRINTABLE.sub("?", getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a provider sent to its hook; the names of the headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    at: datetime


class Forged(Exception):
    """Say that a call does not prove that it comes from the provider."""


class Unreadable(Exception):
    """Say that a call proves its provider and yet holds nothing that we understand."""


class TooEarly(Exception):
    """Say that a provider reports on a mail of which we may not have written down that it left."""


_NOT_AS_PUBLISHED = (
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    ArithmeticError,
    RecursionError,
)


@contextmanager
def read_call(provider: str) -> Iterator[Callable[[bytes], Any]]:
    """Read a call as JSON; what is missing in it, or of another kind, raises Unreadable.

    `Any`, because it is whatever the provider wrote.
    """
    try:
        yield json.loads
    except _NOT_AS_PUBLISHED as error:
        raise Unreadable(provider) from error


def moment_of(text: str) -> datetime:
    """Return a time as somebody else wrote it. Raises ValueError where it names no zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def timely(provider: str, moment: str, call: Call, *, within: timedelta = SIGNED_WITHIN) -> None:
    """Refuse what was signed long ago, or in the future. Raises Forged.

    A provider repeats for a day what we did not take; a repeat of what we took does nothing.
    """
    signed_at = datetime.fromtimestamp(int(moment), UTC)
    if abs(call.at - signed_at) > within:
        raise Forged(provider)


def telling_status(status: str, said: str) -> str:
    """Return a status, or the one in a server's own words where the first one says nothing."""
    found = [*STATUS.findall(status), *STATUS.findall(said)]
    telling = [code for code in found if not _SAYS_NOTHING.fullmatch(code)]
    return next(iter(telling or found), "")


def failure(status: str) -> ReturnKind:
    """Return what a final failure with this enhanced status means.

    It bounced where the mailbox does not exist; for any other reason it was returned, which
    says nothing about the address.
    """
    try:
        verdict = sort_answer(int(status[:1] or 5) * 100 + 50, status, Phase.CONTENT).verdict
    except (ChannelDown, ValueError):
        return ReturnKind.RETURNED
    wrong = verdict is Verdict.UNKNOWN_RECIPIENT
    return ReturnKind.BOUNCED if wrong else ReturnKind.RETURNED


def implied(kind: ReturnKind, state: DeliveryState) -> DeliveryState | None:
    """Return the state into which a report moves a delivery, or None where it tells no news.

    What waits to be sent again is not, where a copy of it arrived, where a server has one, or
    where the mailbox does not exist. Where a copy was given up for another reason it goes again.
    """
    if state in WAITS_AGAIN:
        state = _S.QUEUED if kind in COPY_LOST else _S.IN_DOUBT
    if kind in CAME_BACK and state in {_S.SENT, _S.DELIVERED, _S.IN_DOUBT}:
        return _S.BOUNCED
    if kind in ARRIVED and state in {_S.SENT, _S.IN_DOUBT}:
        return _S.DELIVERED
    if kind in LEFT and state is _S.IN_DOUBT:
        return _S.SENT
    return None
