"""Looks at what was counted: the folded sums and, together with them, the facts that wait."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all

from campaign.db import db
from campaign.domain.tallies import WEEK, TallyKind, grain_for, monday
from campaign.models.tallies import Tally, TallyDelta


class Line(StrEnum):
    """A line along which counts are told apart: a column of both tables."""

    RECOMMENDATION = "recommendation_id"
    TARGET = "target_id"
    DAY = "day"
    LOCALE = "locale"
    SOURCE = "source_id"
    FACET = "facet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFilter:
    """Which facts count; None means all. Days are the campaign's own, both ends included."""

    campaign_id: str
    first: date | None = None
    last: date | None = None
    locale: str | None = None
    source_ids: frozenset[str] | None = None
    """The ids of some sources; the empty text stands for those who came without any."""
    recommendation_id: str | None = None
    district_ids: frozenset[str] | None = None

    @property
    def lines(self) -> frozenset[str]:
        """Return the lines along which facts must be told apart to know which count."""
        asked = {
            "day": self.first or self.last,
            "locale": self.locale,
            "source_id": self.source_ids,
            "recommendation_id": self.recommendation_id,
            "district_id": self.district_ids,
        }
        return frozenset(line for line, value in asked.items() if value is not None)


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


Cell = tuple[date, str, str]
"""The Monday of a week, a language, and the id of a source or the empty text."""


def by_week_and_origin(kind: TallyKind, campaign_id: str) -> dict[Cell, int]:
    """Return the sums of a kind for each week, language and source of a campaign."""
    asked = CountFilter(campaign_id=campaign_id)
    lines = ("day", "locale", "source_id")
    facts = _sums(asked, (kind,), *lines, told={WEEK, "locale", "source_id"})
    found: dict[Cell, int] = defaultdict(int)
    for day, locale, source_id, n in db.session.execute(
        select(*(facts.c[line] for line in lines), facts.c.n)
    ):
        found[monday(day), locale, source_id] += int(n)
    return found


def _sums(
    asked: CountFilter,
    kinds: Sequence[TallyKind],
    *columns: str,
    told: Collection[str] | None = None,
) -> Subquery:
    """Return the sums along some columns of the folded facts, and beneath them of the others.

    The folded ones come from the smallest grain that tells apart what must be told apart, which
    is `told` where that is not the columns themselves.
    """
    lines = asked.lines | frozenset(columns if told is None else told) - {"kind"}
    grains: dict[int, list[TallyKind]] = defaultdict(list)
    for kind in kinds:
        grains[grain_for(kind, lines)].append(kind)
    legs = [
        _leg(Tally, some, asked, columns).where(Tally.grain == grain)
        for grain, some in grains.items()
    ]
    return union_all(*legs, _leg(TallyDelta, kinds, asked, columns)).subquery()


def _leg(
    table: type[Tally] | type[TallyDelta],
    kinds: Sequence[TallyKind],
    asked: CountFilter,
    names: Sequence[str],
) -> "Select[*tuple[Any, ...]]":  # Its columns are asked for by name.
    columns = [getattr(table, name) for name in names]
    return (
        select(*columns, func.sum(table.n).label("n"))
        .where(table.kind.in_(kinds), *_conditions(table, asked))
        .group_by(*columns)
    )


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
    if asked.source_ids is not None:
        conditions.append(table.source_id.in_(asked.source_ids))
    if asked.recommendation_id is not None:
        conditions.append(table.recommendation_id == asked.recommendation_id)
    if asked.district_ids is not None:
        conditions.append(table.district_id.in_(asked.district_ids))
    return conditions
