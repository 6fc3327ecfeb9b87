"""What a trial came to: the relay's ledger against what the outbox says of each letter."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from campaign.db import db
from campaign.domain.deliveries import PENDING, DeliveryState
from campaign.models.deliveries import Delivery, DeliveryEvent
from tests import ledger
from tests.chaos.stage import Stage
from tests.workers import LEASE_SECONDS

LISTED_WITHIN = LEASE_SECONDS + 60


@dataclass(frozen=True, slots=True)
class Row:
    """A line of `campaign deliveries export`."""

    message_id: str
    rcpt: str
    state: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a trial may come to: so many in doubt, and second copies or not, if they are flagged."""

    doubts: int
    doubled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One line of the table. `listed` is the longest time from a mark to its doubt, in seconds."""

    trial: str
    database: str
    letters: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    unflagged: int = 0
    in_doubt: int = 0
    listed: float = 0.0
    seconds: float = 0.0
    breaches: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Return the verdict in words."""
        return "; ".join(self.breaches) or "holds"


def judge(
    stage: Stage,
    trial: str,
    *,
    made: int,
    events: int,
    began: float,
    allowed: Allowed,
    breaches: Iterable[str] = (),
) -> Verdict:
    """Compare the export with the ledger. `made` letters were confirmed."""
    db.session.rollback()
    rows = exported(stage)
    copies = ledger.copies_in(stage.relay.kept)
    doubled, unflagged = ledger.doubled(rows, copies), ledger.unflagged(rows, copies)
    lost = len(ledger.missing(rows, copies)) + max(0, made - len(rows))
    lost += sum(row.state in PENDING for row in rows)
    in_doubt = sum(row.state == DeliveryState.IN_DOUBT for row in rows)
    listed = _longest_until_listed()
    found = {
        f"{lost} lost": lost,
        f"{len(unflagged)} doubled and not flagged": unflagged,
        f"{len(doubled)} doubled": doubled and not allowed.doubled,
        f"{in_doubt} in doubt, {allowed.doubts} allowed": in_doubt > allowed.doubts,
        f"a doubt was listed after {listed:.0f} s": listed > LISTED_WITHIN,
        "kept by the relay, yet said not to have left": ledger.denied(rows, copies),
        "notices sent once more than anybody said": _unsaid(rows, copies),
    }
    return Verdict(
        trial=trial,
        database=stage.kind,
        letters=len(rows),
        events=events,
        lost=lost,
        doubled=len(doubled),
        unflagged=len(unflagged),
        in_doubt=in_doubt,
        listed=listed,
        seconds=time.monotonic() - began,
        breaches=(*breaches, *(words for words, holds in found.items() if holds)),
    )


def exported(stage: Stage) -> list[Row]:
    """Return what the command says of every letter."""
    lines = stage.campaign("deliveries", "export").splitlines()
    return [
        Row(line["message_id"], line["rcpt"], line["state"], tuple(line["flags"]))
        for line in map(json.loads, lines)
    ]


def _unsaid(rows: Sequence[Row], copies: Counter[str]) -> list[str]:
    """Return the notices of which there are more copies than steps that sent one."""
    out_of_doubt = db.session.scalars(
        select(Delivery.message_id)
        .join(DeliveryEvent, DeliveryEvent.delivery_id == Delivery.id)
        .where(
            DeliveryEvent.old == DeliveryState.IN_DOUBT, DeliveryEvent.new == DeliveryState.QUEUED
        )
    ).all()
    db.session.rollback()
    again = Counter(out_of_doubt)
    notices = copies.keys() - {row.message_id for row in rows}
    return [name for name in notices if copies[name] > 1 + again[name]]


def _longest_until_listed() -> float:
    """Return the longest time between a mark and the doubt that came of it, in seconds."""
    steps = db.session.execute(
        select(DeliveryEvent.delivery_id, DeliveryEvent.new, DeliveryEvent.at)
        .where(DeliveryEvent.new.in_([DeliveryState.TRANSMITTING, DeliveryState.IN_DOUBT]))
        .order_by(DeliveryEvent.delivery_id, DeliveryEvent.id)
    ).all()
    db.session.rollback()
    pairs = pairwise(steps)
    return max(
        (
            (doubt.at - mark.at).total_seconds()
            for mark, doubt in pairs
            if mark.delivery_id == doubt.delivery_id and doubt.new is DeliveryState.IN_DOUBT
        ),
        default=0.0,
    )
