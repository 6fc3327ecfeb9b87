"""What can go wrong while a mail is handed over, as one vocabulary for every stand-in relay."""

from dataclasses import dataclass
from enum import StrEnum


class At(StrEnum):
    """The moment of a session at which a fault strikes."""

    GREETING = "greeting"
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
    """

    at: At
    reply: str = ""
    keeps: bool = False
    hangs: float = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail that a relay kept."""

    sender: str
    recipient: str
    content: bytes
