"""A delivery's states, the moves between them, and when a delivery is tried again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from campaign.domain.relay import Answer, Verdict, enhanced_status


class DeliveryKind(StrEnum):
    """What is delivered: a letter to an office, or a notice to its writer."""

    LETTER = "letter"
    NOTICE = "notice"


class Channel(StrEnum):
    """The way a delivery takes."""

    EMAIL = "email"
    FORM = "form"
    PRINT = "print"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    UNCONFIRMED = "unconfirmed"
    QUEUED = "queued"
    HELD = "held"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"


class HoldReason(StrEnum):
    """Why a delivery waits for a person."""

    MODERATION = "moderation"
    VACANT_SEAT = "vacant_seat"
    LEFT_OFFICE = "left_office"
    TRANSLATION = "translation"
    OFFICE_PAUSED = "office_paused"
    DOUBTFUL_ADDRESS = "doubtful_address"
    NO_ADDRESS = "no_address"
    UNCERTAIN_ANSWER = "uncertain_answer"
    MAIL_PAUSED = "mail_paused"
    WORKER_FELL = "worker_fell"
    WRITER_SENDS = "writer_sends"
    IN_PACKET = "in_packet"
    RESTORED = "restored"


_S = DeliveryState

MOVES: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.UNCONFIRMED: frozenset({_S.QUEUED, _S.HELD, _S.EXPIRED, _S.CANCELLED}),
    _S.QUEUED: frozenset({_S.CLAIMED, _S.HELD, _S.IN_DOUBT, _S.CANCELLED}),
    _S.HELD: frozenset({_S.QUEUED, _S.SENT, _S.FAILED, _S.IN_DOUBT, _S.CANCELLED}),
    _S.CLAIMED: frozenset(
        {
            _S.QUEUED,
            _S.HELD,
            _S.TRANSMITTING,
            _S.IN_DOUBT,
            _S.FAILED,
            _S.SUPPRESSED,
            _S.CANCELLED,
        }
    ),
    _S.TRANSMITTING: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.IN_DOUBT}),
    _S.SENT: frozenset({_S.DELIVERED, _S.BOUNCED}),
    _S.IN_DOUBT: frozenset({_S.SENT, _S.QUEUED, _S.FAILED, _S.DELIVERED, _S.BOUNCED}),
    _S.DELIVERED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    _S.FAILED: frozenset({_S.QUEUED}),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.SUPPRESSED: frozenset(),
}

FINAL = frozenset(
    {_S.SENT, _S.DELIVERED, _S.BOUNCED, _S.FAILED, _S.EXPIRED, _S.CANCELLED, _S.SUPPRESSED}
)
OUT = frozenset({_S.SENT, _S.DELIVERED})
"""It went out to its recipient, and did not come back."""

PENDING = frozenset({_S.QUEUED, _S.CLAIMED, _S.TRANSMITTING})
LEASED = frozenset({_S.CLAIMED, _S.TRANSMITTING})
WITHDRAWABLE = frozenset({_S.UNCONFIRMED, _S.QUEUED, _S.HELD, _S.CLAIMED})

GIVEN_UP = "given_up"
"""The code of the step by which a person gives a doubt up: nobody knows whether it arrived."""

_BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480))
GIVE_UP_AFTER = timedelta(hours=72)
SUSPECT_CLAIMS = 2
"""Whoever was claimed so often in a row without a verdict is claimed alone from then on."""

MOST_CLAIMS = 3
"""After so many such claims a person looks at it: it may be what makes workers fall."""

LAST_TRY_BEFORE_END = timedelta(minutes=10)
"""Where the next wait would pass the end, one last try comes so long before it."""

JITTER = 0.1
_SHORTEST_BREAK, _LONGEST_BREAK = timedelta(minutes=1), timedelta(hours=1)
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=1)
_MOST_DOUBLINGS = 10


class MoveNotAllowed(Exception):
    """Say that no delivery may go from this state to that one."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step in a delivery's life, as its event records it."""

    old: DeliveryState
    new: DeliveryState
    actor: str
    code: str = ""
    reply: str = ""

    def __post_init__(self) -> None:
        """Refuse a step that is not in the table of moves."""
        if self.new not in MOVES[self.old]:
            raise MoveNotAllowed(f"{self.old} -> {self.new}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to: the state that follows, and what is written beside it.

    `wait` is how long a delivery waits in its queue; `hold` is why it waits for a person;
    `is_try` tells whether the try counts, `no_such_mailbox` whether the address is wrong,
    `slow_down` whether the office asked for fewer mails.
    """

    state: DeliveryState
    code: str = ""
    reply: str = ""
    wait: timedelta = timedelta(0)
    hold: HoldReason | None = None
    is_try: bool = True
    no_such_mailbox: bool = False
    slow_down: bool = False


def outcome_of(
    answer: Answer, *, attempts: int, time_left: timedelta, scale: float, seed: str
) -> Outcome:
    """Return what a relay's answer makes of a delivery.

    `attempts` counts this try. What was only put off is tried again as long as there is time
    left; a refusal on principle goes to a person.
    """
    code = f"{answer.code} {enhanced_status(answer.reply)}".strip()
    wait = wait_before_attempt(attempts, scale=scale, seed=seed)
    if wait >= time_left > 2 * LAST_TRY_BEFORE_END * scale:
        wait = time_left - LAST_TRY_BEFORE_END * scale
    match answer.verdict:
        case Verdict.ACCEPTED:
            return Outcome(_S.SENT, code, answer.reply)
        case Verdict.POLICY | Verdict.REFUSES_US:
            return Outcome(_S.HELD, code, answer.reply, hold=HoldReason.UNCERTAIN_ANSWER)
        case Verdict.TEMPORARY | Verdict.RATE_LIMITED if wait < time_left:
            slow_down = answer.verdict is Verdict.RATE_LIMITED
            return Outcome(_S.QUEUED, code, answer.reply, wait=wait, slow_down=slow_down)
        case verdict:
            wrong = verdict is Verdict.UNKNOWN_RECIPIENT
            return Outcome(_S.FAILED, code, answer.reply, no_such_mailbox=wrong)


def outcome_of_break(
    reply: str, *, waited: timedelta, time_left: timedelta, scale: float
) -> Outcome:
    """Return what becomes of a delivery on which the session broke before its dot.

    The relay may have broken by chance, so it is no try. It may break on this mail alone, so
    the mail waits half as long as it has waited already, behind the others, and not for ever.
    """
    wait = min(max(waited / 2, _SHORTEST_BREAK * scale), _LONGEST_BREAK * scale)
    if wait >= time_left:
        return Outcome(_S.FAILED, "broke_off", reply, is_try=False)
    return Outcome(_S.QUEUED, "", reply, wait=wait, is_try=False)


def wait_before_attempt(attempts: int, *, scale: float, seed: str) -> timedelta:
    """Return how long to wait after `attempts` tries, with a tenth of jitter either way.

    The jitter comes from the seed, so that deliveries put off together come back apart.
    """
    base = _BACKOFF[min(max(attempts, 1), len(_BACKOFF)) - 1]
    draw = int.from_bytes(sha256(f"{seed}:{attempts}".encode()).digest()[:4])
    return base * scale * (1 + JITTER * (2 * draw / 0xFFFF_FFFF - 1))


def pause_after(failures: int, *, scale: float) -> timedelta:
    """Return how long a relay is left alone after so many failures in a row."""
    doublings = min(failures - 1, _MOST_DOUBLINGS)
    return min(_FIRST_PAUSE * float(2**doublings), _LONGEST_PAUSE) * scale
