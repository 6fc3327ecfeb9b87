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

_TOO_FAST = frozenset({(4, 5), (7, 28)})
"""Congestion (RFC 3463) and a flood of mail (IANA's registry); Google says 5.4.5 for a quota."""

_TOO_FAST_WORDS = re.compile(
    r"\brate\b|rate[- ]?limit|throttl|too (?:much mail|quickly|fast)|slow down|flood"
    r"|too many (?:mails|messages|e-?mails|connections|sessions|concurrent|recipients|requests)"
    r"|unexpected volume|server busy|sending (?:limit|quota)|message quota|concurrency limit",
    re.IGNORECASE,
)
"""What the large providers write beside a 4xx that asks for fewer mails."""

_LOG_IN_FIRST_CODES = frozenset({530, 534, 535, 538})
_SENDER_REFUSED_CODES = frozenset({550, 553})
_OUR_SENDER = frozenset({(1, 7), (1, 8)})
_OUR_FAULT = frozenset(
    {(7, detail) for detail in (8, 9, 11, 13, 20, 21, 22, 23, 24, 25, 26, 27, 57, 60)}
)
"""Who we are (RFC 4954), and what vouches for us: DKIM, SPF, reverse DNS, DMARC (RFC 7372),
a sender's domain without mail (RFC 7505); 57 and 60 are Exchange's for no log-in and for a
sender that the log-in may not use."""

_OUR_FAULT_WORDS = re.compile(
    r"relay(?:ing)? (?:access )?denied|sender address rejected|send as this sender"
    r"|address is not verified|not owned by user",
    re.IGNORECASE,
)
"""What relays write beside a refusal that would meet every other mail of ours as well."""

_REFUSES_US_WORDS = re.compile(
    r"\b(?:SPF|DKIM|DMARC|PTR|rDNS)\b|reverse (?:DNS|lookup|hostname)"
    r"|authentication (?:is )?(?:required|failed|unsuccessful|credentials)|not authenticated"
    r"|unauthenticated|must (?:first )?authenticate|not (?:allowed|authori[sz]ed) to send",
    re.IGNORECASE,
)
"""What is written beside such a refusal as well as beside one that is a single office's rule."""

_RECIPIENTS_RULE = frozenset({(7, 124), (7, 129), (7, 133), (7, 134)})
"""Exchange's for a list or a mailbox that takes mail from its own people alone."""


class Phase(StrEnum):
    """The part of a session that an answer came in."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Verdict(StrEnum):
    """What an answer means for the delivery."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    RATE_LIMITED = "rate_limited"
    PERMANENT = "permanent"
    UNKNOWN_RECIPIENT = "unknown_recipient"
    POLICY = "policy"
    REFUSES_US = "refuses_us"
    """A refusal that speaks of who we are: one office's rule, or a fault of ours."""


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


class BrokeOnMail(ChannelDown):
    """Say that the session broke when a mail had been named: that mail may be the reason."""


class ChannelStopped(ChannelDown):
    """Say that the relay refuses us, whatever the mail: a person must mend it."""


class ClaimOver(Exception):
    """Say that the time of a claim was over before the final dot; nothing was handed over."""


class Unknown(Exception):
    """Say that the content was sent and no definite answer came back."""


def sort_answer(code: int, reply: str, phase: Phase) -> Answer:
    """Return what a relay's reply means.

    Raises ChannelStopped when the fault is our own, ChannelDown when it is the channel's,
    BrokeOnMail when it may be this mail's. A refusal before the recipient was named says nothing
    about this mail.
    """
    if 200 <= code < _FIRST_TEMPORARY_CODE:  # noqa: PLR2004  # RFC 5321 section 4.2.1.
        return Answer(Verdict.ACCEPTED, code, reply)
    detail = _detail(reply)
    if code >= _FIRST_PERMANENT_CODE and _is_our_fault(code, reply, detail, phase):
        raise ChannelStopped(f"{code} {reply}")
    if phase is Phase.SENDER:
        raise ChannelDown(f"{code} {reply}")
    if code < _FIRST_PERMANENT_CODE:
        verdict = _temporary(reply, detail)
        if phase is Phase.RECIPIENT and code == _CLOSING and verdict is Verdict.TEMPORARY:
            raise BrokeOnMail(f"{code} {reply}")
        return Answer(verdict, code, reply)
    if _may_be_our_fault(reply, detail):
        return Answer(Verdict.REFUSES_US, code, reply)
    return Answer(_permanent(code, detail, phase), code, reply)


def enhanced_status(reply: str) -> str:
    """Return the enhanced status that a reply begins with, like 5.1.1, or nothing."""
    found = _ENHANCED.match(reply)
    return found.group(0).strip() if found else ""


def names_no_mailbox(status: str) -> bool:
    """Tell whether an enhanced status, like 5.1.1, says that there is no such mailbox."""
    return _detail(status) in _NO_SUCH_MAILBOX


def mask_addresses(reply: str) -> str:
    """Return a reply without the e-mail addresses in it; events name nobody."""
    return _ADDRESS.sub("<address>", reply)


def _detail(reply: str) -> tuple[int, int] | None:
    found = _ENHANCED.match(reply)
    return (int(found.group(2)), int(found.group(3))) if found else None


def _is_our_fault(code: int, reply: str, detail: tuple[int, int] | None, phase: Phase) -> bool:
    """Tell whether a refusal is about us: our log-in, our sender, or what vouches for them."""
    if code in _LOG_IN_FIRST_CODES or detail in _OUR_FAULT or detail in _OUR_SENDER:
        return True
    if phase is Phase.SENDER and code in _SENDER_REFUSED_CODES:
        return True
    words = _OUR_FAULT_WORDS.search(reply)
    if phase is Phase.SENDER:
        words = words or _REFUSES_US_WORDS.search(reply)
    return _is_on_principle(detail) and words is not None


def _may_be_our_fault(reply: str, detail: tuple[int, int] | None) -> bool:
    """Tell whether a refusal speaks of us, and is not known to be a recipient's own rule."""
    if detail in _RECIPIENTS_RULE or not _is_on_principle(detail):
        return False
    return _REFUSES_US_WORDS.search(reply) is not None


def _is_on_principle(detail: tuple[int, int] | None) -> bool:
    return detail is None or detail[0] == _POLICY


def _temporary(reply: str, detail: tuple[int, int] | None) -> Verdict:
    if detail == _MAILBOX_FULL:
        return Verdict.TEMPORARY
    if detail in _TOO_FAST or _TOO_FAST_WORDS.search(reply):
        return Verdict.RATE_LIMITED
    return Verdict.TEMPORARY


def _permanent(code: int, detail: tuple[int, int] | None, phase: Phase) -> Verdict:
    if detail is None:
        return _by_code(code) if phase is Phase.RECIPIENT else Verdict.PERMANENT
    if detail in _NO_SUCH_MAILBOX:
        return Verdict.UNKNOWN_RECIPIENT
    if detail == _MAILBOX_FULL:
        return Verdict.TEMPORARY
    if detail in _TOO_FAST:
        return Verdict.RATE_LIMITED
    if detail[0] == _POLICY:
        return Verdict.POLICY
    return Verdict.PERMANENT


def _by_code(code: int) -> Verdict:
    if code in _NO_SUCH_MAILBOX_CODES:
        return Verdict.UNKNOWN_RECIPIENT
    return Verdict.TEMPORARY if code == _MAILBOX_FULL_CODE else Verdict.PERMANENT
