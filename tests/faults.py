"""What can go wrong while a mail is handed over, as one vocabulary for every stand-in relay."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


class At(StrEnum):
    """The moment of a session at which a fault strikes."""

    GREETING = "greeting"
    HELLO = "hello"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    BODY = "body"
    DOT = "dot"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Fault:
    """A relay answers `reply`, or cuts the connection where there is none.

    With `keeps` it keeps the mail nevertheless, `hangs` is how many seconds it thinks before.
    With `ends` it ends the connection after its reply; `drips` is how many seconds lie between
    one byte of the reply and the next.
    """

    at: At
    reply: str = ""
    keeps: bool = False
    hangs: float = 0.0
    ends: bool = False
    drips: float = 0.0


@dataclass(frozen=True, slots=True)
class Manners:
    """How a relay behaves towards everybody, as long as it runs.

    `pipelining` is announced (RFC 2920); with `goes_ahead` it answers DATA with 354 even when it
    took no recipient, as that allows. `greylists_for` is how many seconds it puts a new pair of
    sender and recipient off; `mails_a_session` is how many it takes before it says 421;
    `mails_a_second` is how many it takes from all before it says 450. Of a `share` of the mails,
    drawn by `seed`, each meets one of the `mixed` faults.
    """

    pipelining: bool = False
    goes_ahead: bool = False
    asks_for_login: bool = False
    greylists_for: float = 0.0
    mails_a_session: int = 0
    mails_a_second: int = 0
    share: float = 0.0
    mixed: tuple[Fault, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that a relay kept, and when."""

    sender: str
    recipient: str
    content: bytes
    at: float = field(default=0.0, compare=False)

    @property
    def message_id(self) -> str:
        """Return its Message-ID without angle brackets, or nothing."""
        found = _MESSAGE_ID.search(self.content.partition(b"\r\n\r\n")[0])
        return found[1].decode("latin-1") if found else ""
