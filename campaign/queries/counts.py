"""Looks at what was counted: the folded sums and, together with them, the facts that wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Subquery, func, select, union_all

from campaign.db import db
from campaign.domain.tallies import TallyKind
from campaign.models.tallies import Tally, TallyDelta


class Line(StrEnum):
    """A line along which counts are told apart: a column of both tables."""

    RECOMMENDATION = "recommendation_id"
    TARGET = "target_id"
    DAY = "day"
    LOCALE = "locale"
    SOURCE = "source_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFilter:
    """Which facts count; None means all. Days are the campaign's own, both ends included."""

    campaign_id: str
    first: date | None = None
    last: date | None = None
    locale: str | None = None
    source_id: str | None = None
    """A source's id, or the empty text for those who came without any."""
    target_id: str | None = None


Counts = Mapping[TallyKind, int]


def totals(asked: CountFilter) -> Counts:
    """Return the sum of each kind, zero where there is none."""
    facts = _sums(asked, tuple(TallyKind), "kind")
    statement = select(facts.c.kind, func.sum(facts.c.n)).group_by(facts.c.kind)
    found = {kind: int(n) for kind, n in db.session.execute(statement)}
    return {kind: found.get(kind, 0) for kind in TallyKind}


def along(
    line: Line, kinds: Sequence[TallyKind], asked: CountFilter
) -> dict[str | date, dict[TallyKind, int]]:
    """Return the sums of some kinds for each value of a line; values without any are left out.

    One statement reads both tables, so that a fact which is folded meanwhile counts once.
    """
    facts = _sums(asked, kinds, line.value, "kind")
    value = facts.c[line.value]
    statement = select(value, facts.c.kind, func.sum(facts.c.n)).group_by(value, facts.c.kind)
    found: dict[str | date, dict[TallyKind, int]] = {}
    for key, kind, n in db.session.execute(statement):
        found.setdefault(key, dict.fromkeys(kinds, 0))[kind] = int(n)
    return found


def across(
    line: Line, other: Line, kind: TallyKind, asked: CountFilter
) -> dict[tuple[str | date, str | date], int]:
    """Return the sums of one kind for each pair of values of two lines."""
    facts = _sums(asked, (kind,), line.value, other.value)
    pair = (facts.c[line.value], facts.c[other.value])
    statement = select(*pair, func.sum(facts.c.n)).group_by(*pair)
    return {(key, other_key): int(n) for key, other_key, n in db.session.execute(statement)}


def _sums(asked: CountFilter, kinds: Sequence[TallyKind], *lines: str) -> Subquery:
    """Return the sums along some lines of the folded facts, and beneath them of the others."""
    legs = []
    for table in (Tally, TallyDelta):
        columns = [getattr(table, line) for line in lines]
        legs.append(
            select(*columns, func.sum(table.n).label("n"))
            .where(table.kind.in_(kinds), *_conditions(table, asked))
            .group_by(*columns)
        )
    return union_all(*legs).subquery()


def _conditions(
    table: type[Tally] | type[TallyDelta], asked: CountFilter
) -> list[ColumnElement[bool]]:
    conditions = [table.campaign_id == asked.campaign_id]
    if asked.first is not None:
        conditions.append(table.day >= asked.first)
    if asked.last is not None:
        conditions.append(table.day <= asked.last)
    if asked.locale is not None:
        conditions.append(table.locale == asked.locale)
    if asked.source_id is not None:
        conditions.append(table.source_id == asked.source_id)
    if asked.target_id is not None:
        conditions.append(table.target_id == asked.target_id)
    return conditions
