"""A relay's ledger against what the outbox says: what must hold whatever happened."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from campaign.domain.deliveries import PENDING, DeliveryState
from tests.faults import Kept

LEFT = {DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.BOUNCED}
MAY_HAVE_LEFT = {*LEFT, DeliveryState.IN_DOUBT, *PENDING}
SAID_TWICE = {"doubted", "repeated"}


class Row(Protocol):
    """A letter as the export shows it."""

    @property
    def message_id(self) -> str:
        """Return its Message-ID."""

    @property
    def state(self) -> str:
        """Return where it stands."""

    @property
    def flags(self) -> Sequence[str]:
        """Return what a reader should know besides."""


def copies_in(kept: Iterable[Kept]) -> Counter[str]:
    """Return how many copies a relay kept of each mail, by Message-ID."""
    return Counter(mail.message_id for mail in kept)


def missing(rows: Iterable[Row], copies: Counter[str]) -> list[str]:
    """Return the letters that are said to have left, and never came."""
    return [row.message_id for row in rows if row.state in LEFT and not copies[row.message_id]]


def doubled(rows: Iterable[Row], copies: Counter[str]) -> list[str]:
    """Return the letters that came more than once."""
    return [row.message_id for row in rows if copies[row.message_id] > 1]


def unflagged(rows: Iterable[Row], copies: Counter[str]) -> list[str]:
    """Return the letters that came more than once, and are not said to have done so."""
    return [
        row.message_id
        for row in rows
        if copies[row.message_id] > 1 and not set(row.flags) >= SAID_TWICE
    ]


def denied(rows: Iterable[Row], copies: Counter[str]) -> list[str]:
    """Return the letters that came, though they are said not to have left, without any doubt."""
    return [
        row.message_id
        for row in rows
        if copies[row.message_id] and row.state not in MAY_HAVE_LEFT and "doubted" not in row.flags
    ]
