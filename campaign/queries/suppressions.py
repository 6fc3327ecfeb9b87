"""Looks at the addresses that get no mail from us; they are known by their keyed hashes alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.models.supporters import Suppression


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands, or stood, on the list: why, since when, and until when."""

    reason: str
    since: datetime
    lifted_at: datetime | None


def standing(address_hash: str) -> Standing | None:
    """Return how an address stands on the list now, None where it does not."""
    now = [row for row in suppressions_of([address_hash]) if row.lifted_at is None]
    return now[0] if now else None


def suppressions_of(address_hashes: Collection[str]) -> list[Standing]:
    """Return every time that these addresses stood on the list, the first one first."""
    rows = db.session.scalars(
        select(Suppression)
        .where(Suppression.address_hash.in_(address_hashes))
        .order_by(Suppression.since)
        .execution_options(populate_existing=True)
    )
    return [Standing(row.reason, row.since, row.lifted_at) for row in rows]


def counts_by_reason() -> dict[str, int]:
    """Return how many addresses stand on the list for each reason."""
    rows = db.session.execute(
        select(Suppression.reason, func.count())
        .where(Suppression.lifted_at.is_(None))
        .group_by(Suppression.reason)
        .order_by(Suppression.reason)
    )
    return {reason: number for reason, number in rows}
