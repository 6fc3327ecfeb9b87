"""Compares the tallies with the rows, place by place and grain by grain."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from campaign.db import db
from campaign.domain.tallies import Place, TallyKind, grain_for, roll
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.recount import counted, stream


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the tallies and the rows disagree, and in which grain."""

    grain: int
    place: Place
    tallied: int
    counted: int


def tallied(kind: TallyKind) -> Counter[tuple[int, Place]]:
    """Return what the tallies of every grain say of a kind, together with the facts that wait."""
    waiting: Counter[Place] = Counter()
    tail = select(TallyDelta.n, *_lines(TallyDelta)).where(TallyDelta.kind == kind)
    for n, *place in stream(tail):
        waiting[Place._make(place)] += n
    sums = roll(waiting)
    folded = select(Tally.n, Tally.grain, *_lines(Tally)).where(Tally.kind == kind)
    for n, grain, *place in stream(folded):
        sums[grain, Place._make(place)] += n
    return sums


def _lines(table: type[Tally] | type[TallyDelta]) -> list[Any]:  # Columns of several types.
    return [getattr(table, name) for name in Place._fields]


def differences() -> list[Difference]:
    """Return every place of every grain where the tallies are not what the rows say."""
    return [difference for kind in TallyKind for difference in _differences(kind)]


def _differences(kind: TallyKind) -> list[Difference]:
    says = tallied(kind)
    is_so: Counter[tuple[int, Place]] = Counter()
    for part in counted((kind,)):
        is_so.update(roll(part))
    return [
        Difference(grain, place, says[grain, place], is_so[grain, place])
        for grain, place in sorted({*says, *is_so})
        if says[grain, place] != is_so[grain, place]
    ]


def counted_by_an_earlier_edition() -> bool:
    """Tell whether a writer was counted without a band of own words, as was done once."""
    grain = grain_for(TallyKind.WRITER, frozenset({"facet"}))
    without = select(Tally.id).where(
        Tally.grain == grain, Tally.kind == TallyKind.WRITER, Tally.facet == "", Tally.n != 0
    )
    return db.session.scalar(select(without.exists())) or False
