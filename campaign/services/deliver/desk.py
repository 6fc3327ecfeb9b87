"""What one run works with, and what each try came to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.domain.deliveries import Outcome
from campaign.domain.line import Line
from campaign.domain.pacing import Rate
from campaign.domain.people import SUPPRESSION, normalise_email
from campaign.domain.ports import Mailer, Renderer, Signer
from campaign.domain.site import Site
from campaign.queries.outbox import Claimed

ACTOR = "worker"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a claim holds, by how much the waits between tries are scaled, and the pacing.

    `rates` are those of the pacing's rungs; without any, nothing is paced. `nap` waits for so
    many seconds; without it, a run ends where nothing is due.
    """

    lease_for: timedelta
    backoff_scale: float
    rates: tuple[Rate, ...] = ()
    nap: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one run works with. `clock` tells the time, because a run outlasts a moment."""

    line: Line
    mailer: Mailer
    renderer: Renderer
    signer: Signer
    site: Site
    clock: Callable[[], datetime]
    terms: Terms
    lease: str


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
