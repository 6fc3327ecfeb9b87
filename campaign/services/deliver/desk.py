"""What one run works with, and what each try came to."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from campaign.domain.deliveries import Outcome
from campaign.domain.line import Line
from campaign.domain.pacing import Rate
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Bell, Mailer, Renderer, Signer
from campaign.domain.return_address import coded_address
from campaign.domain.site import Site
from campaign.queries.outbox import Claimed

ACTOR = "worker"


def never() -> bool:
    """Answer for a run that nobody stops."""
    return False


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a claim holds, by how much the waits between tries are scaled, and the pacing.

    `rates` are those of the pacing's rungs; without any, nothing is paced. `nap` waits for so
    many seconds; without it, a run ends where nothing is due. `told_to_stop` tells whether the
    worker should end: its run gives back then what it has not begun.
    """

    lease_for: timedelta
    backoff_scale: float
    rates: tuple[Rate, ...] = ()
    nap: Callable[[float], None] | None = None
    told_to_stop: Callable[[], bool] = never


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one run works with. `clock` tells the time, because a run outlasts a moment."""

    line: Line
    mailer: Mailer
    renderer: Renderer
    signer: Signer
    bell: Bell
    site: Site
    clock: Callable[[], datetime]
    terms: Terms
    lease: str

    def is_over(self, ends_at: datetime) -> bool:
        """Tell whether nothing more is handed over: the relay, the time or the worker ends it."""
        return bool(self.line.fault) or self.terms.told_to_stop() or self.clock() >= ends_at


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed delivery with the bytes of its mail."""

    delivery: Claimed
    content: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A delivery and what its try came to."""

    delivery: Claimed
    outcome: Outcome


def address_hash(desk: Desk, delivery: Claimed) -> str:
    """Return the hash by which the recipient is known on the suppression list."""
    return desk.signer.digest(SUPPRESSION, normalise_email(delivery.mail.recipient))


def with_return_address(desk: Desk, delivery: Claimed) -> Claimed:
    """Return a delivery whose envelope names its coded return address, where there is one.

    It follows from the id and the key, so that it is the same on every try.
    """
    base = desk.site.return_address
    if not base:
        return delivery
    sender = coded_address(base, delivery.id, desk.signer)
    return replace(delivery, mail=replace(delivery.mail, envelope_sender=sender))
