"""What a relay can answer, and what each answer means for the mail it was about.

An answer is sorted by its enhanced status (RFC 3463) first, then by its code, then by the phase
in which it came.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")

_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")

_FIRST_PERMANENT_CODE = 500
_FIRST_TEMPORARY_CODE = 400
_NO_SUCH_MAILBOX = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1)})
_MAILBOX_FULL = (2, 2)
_POLICY = 7
_NO_SUCH_MAILBOX_CODES = frozenset({550, 551, 553})
_MAILBOX_FULL_CODE = 552
_CLOSING = 421


class Phase(StrEnum):
    """The part of a session that an answer came in."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(StrEnum):
    """What an answer means for the delivery."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN_RECIPIENT = "unknown_recipient"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Answer:
    """A relay's definite answer: its verdict, its three-digit code, and its words."""

    verdict: Verdict
    code: int
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayFacts:
    """What a look at a relay showed.

    `encryption` is `implicit`, `starttls` or `none`; `certificate_fault` says why its certificate
    is not to be trusted, if it is not.
    """

    host: str
    addresses: tuple[str, ...]
    is_on_this_machine: bool
    encryption: str
    certificate_fault: str = ""
    certificate_ends_at: datetime | None = None


class ChannelDown(Exception):
    """Say that the relay takes no mail from us now; nothing was handed over."""


class Unknown(Exception):
    """Say that the content was sent and no definite answer came back."""


def sort_answer(code: int, reply: str, phase: Phase) -> Answer:
    """Return what a relay's reply means. Raises ChannelDown when the fault is the channel's own.

    A refusal before the recipient was named says nothing about this mail, nor does a relay that
    closes the session before it saw the content.
    """
    if 200 <= code < _FIRST_TEMPORARY_CODE:  # noqa: PLR2004  # RFC 5321 section 4.2.1.
        return Answer(Verdict.ACCEPTED, code, reply)
    if phase is Phase.SENDER or (phase is Phase.RECIPIENT and code == _CLOSING):
        raise ChannelDown(f"{code} {reply}")
    if code < _FIRST_PERMANENT_CODE:
        return Answer(Verdict.TEMPORARY, code, reply)
    return Answer(_permanent(code, _detail(reply), phase), code, reply)


def enhanced_status(reply: str) -> str:
    """Return the enhanced status that a reply begins with, like 5.1.1, or nothing."""
    found = _ENHANCED.match(reply)
    return found.group(0).strip() if found else ""


def mask_addresses(reply: str) -> str:
    """Return a reply without the e-mail addresses in it; events name nobody."""
    return _ADDRESS.sub("<address>", reply)


def _detail(reply: str) -> tuple[int, int] | None:
    found = _ENHANCED.match(reply)
    return (int(found.group(2)), int(found.group(3))) if found else None


def _permanent(code: int, detail: tuple[int, int] | None, phase: Phase) -> Verdict:
    if detail is None:
        return _by_code(code) if phase is Phase.RECIPIENT else Verdict.PERMANENT
    if detail in _NO_SUCH_MAILBOX:
        return Verdict.UNKNOWN_RECIPIENT
    if detail == _MAILBOX_FULL:
        return Verdict.TEMPORARY
    if detail[0] == _POLICY:
        return Verdict.POLICY
    return Verdict.PERMANENT


def _by_code(code: int) -> Verdict:
    if code in _NO_SUCH_MAILBOX_CODES:
        return Verdict.UNKNOWN_RECIPIENT
    return Verdict.TEMPORARY if code == _MAILBOX_FULL_CODE else Verdict.PERMANENT
