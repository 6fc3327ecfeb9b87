"""Looks at what was counted: the folded sums and, together with them, the facts that wait."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    FromClause,
    Integer,
    Result,
    Select,
    bindparam,
    cast,
    func,
    select,
    union_all,
)

from campaign.db import Base, db
from campaign.domain.tallies import WEEK, TallyKind, grain_for, monday
from campaign.models.tallies import Tally, TallyDelta

_TALLIES = Base.metadata.tables[Tally.__tablename__]
_DELTAS = Base.metadata.tables[TallyDelta.__tablename__]
"""The bare tables: the morning page asks a dozen times, and without the weight of objects."""


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
    target_id: str | None = None

    @property
    def lines(self) -> frozenset[str]:
        """Return the lines along which facts must be told apart to know which count."""
        asked = {
            "day": self.first or self.last,
            "locale": self.locale,
            "source_id": self.source_ids,
            "recommendation_id": self.recommendation_id,
            "district_id": self.district_ids,
            "target_id": self.target_id,
        }
        return frozenset(line for line, value in asked.items() if value is not None)


Counts = Mapping[TallyKind, int]


def totals(asked: CountFilter) -> Counts:
    """Return the sum of each kind, zero where there is none."""
    found = dict.fromkeys(TallyKind, 0)
    for kind, n in _rows(asked, tuple(TallyKind), ("kind",)):
        found[kind] += n
    return found


def along(
    line: Line, kinds: Sequence[TallyKind], asked: CountFilter
) -> dict[str | date, dict[TallyKind, int]]:
    """Return the sums of some kinds for each value of a line; values without any are left out.

    One statement reads both tables, so that a fact which is folded meanwhile counts once.
    """
    found: dict[str | date, dict[TallyKind, int]] = {}
    for key, kind, n in _rows(asked, tuple(kinds), (line.value, "kind")):
        found.setdefault(key, dict.fromkeys(kinds, 0))[kind] += n
    return found


def across(
    line: Line, other: Line, kind: TallyKind, asked: CountFilter
) -> dict[tuple[str | date, str | date], int]:
    """Return the sums of one kind for each pair of values of two lines."""
    found: dict[tuple[str | date, str | date], int] = defaultdict(int)
    for key, other_key, n in _rows(asked, (kind,), (line.value, other.value)):
        found[key, other_key] += n
    return found


Origin = tuple[date, str, str]
"""The Monday of a week, a language, and the id of a source or the empty text."""


def by_week_and_origin(kind: TallyKind, campaign_id: str) -> dict[Origin, int]:
    """Return the sums of a kind for each week, language and source of a campaign."""
    columns, told = ("day", "locale", "source_id"), frozenset({WEEK, "locale", "source_id"})
    found: dict[Origin, int] = defaultdict(int)
    for day, locale, source_id, n in _rows(
        CountFilter(campaign_id=campaign_id), (kind,), columns, told
    ):
        found[monday(day), locale, source_id] += n
    return found


def _rows(
    asked: CountFilter,
    kinds: tuple[TallyKind, ...],
    columns: tuple[str, ...],
    told: frozenset[str] | None = None,
) -> "Result[*tuple[Any, ...]]":
    """Return the sums along some columns, of the folded facts and of those that wait.

    A value may come twice: once of each table. The folded ones come from the smallest grain that
    tells apart what must be told apart, which is `told` where that is not the columns themselves.
    """
    lines = frozenset(columns) - {"kind"} if told is None else told
    values = {
        "campaign_id": asked.campaign_id,
        "first": asked.first,
        "last": asked.last,
        "locale": asked.locale,
        "source_ids": asked.source_ids,
        "recommendation_id": asked.recommendation_id,
        "district_ids": asked.district_ids,
        "target_id": asked.target_id,
    }
    given = {
        name: list(value) if isinstance(value, frozenset) else value
        for name, value in values.items()
        if value is not None
    }
    statement = _statement(columns, kinds, lines | asked.lines, frozenset(given))
    return db.session.execute(statement, given)


@lru_cache(maxsize=256)
def _statement(
    columns: tuple[str, ...],
    kinds: tuple[TallyKind, ...],
    lines: frozenset[str],
    given: frozenset[str],
) -> "CompoundSelect[*tuple[Any, ...]]":
    """Return the statement for a shape of question; to write it takes longer than to ask it."""
    grains: dict[int, list[TallyKind]] = defaultdict(list)
    for kind in kinds:
        grains[grain_for(kind, lines)].append(kind)
    folded = [
        _leg(_TALLIES, some, columns, given).where(_TALLIES.c.grain == grain)
        for grain, some in grains.items()
    ]
    return union_all(*folded, _leg(_DELTAS, kinds, columns, given))


def _leg(
    table: FromClause,
    kinds: Sequence[TallyKind],
    names: Sequence[str],
    given: frozenset[str],
) -> "Select[*tuple[Any, ...]]":
    columns = [table.c[name] for name in names]
    conditions = {
        "campaign_id": table.c.campaign_id == bindparam("campaign_id"),
        "first": table.c.day >= bindparam("first"),
        "last": table.c.day <= bindparam("last"),
        "locale": table.c.locale == bindparam("locale"),
        "source_ids": table.c.source_id.in_(bindparam("source_ids", expanding=True)),
        "recommendation_id": table.c.recommendation_id == bindparam("recommendation_id"),
        "district_ids": table.c.district_id.in_(bindparam("district_ids", expanding=True)),
        "target_id": table.c.target_id == bindparam("target_id"),
    }
    return (
        select(*columns, cast(func.sum(table.c.n), Integer))
        .where(table.c.kind.in_(kinds), *(conditions[name] for name in sorted(given)))
        .group_by(*columns)
    )
