"""What is counted, along which lines, and which sums are kept ready."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

NO_DAY = date.min
"""Stands where a sum is over all days."""

DAY, WEEK = "day", "week"
"""Of these two lines a week's is kept as the day of its Monday."""


class TallyKind(StrEnum):
    """The kinds of fact that are counted; a letter with three asks is one letter."""

    LETTER = "letter"
    ASK = "ask"
    WRITER = "writer"
    SIGN_UP = "sign_up"
    SUBMITTED = "submitted"
    """Somebody sent; whether they confirm is not known yet."""
    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    """A letter went out to its office; it goes off again when it comes back."""
    CALL = "call"
    """A writer says that they called the office; it goes off when they say that they did not."""


class OwnWords(StrEnum):
    """How much of a letter its writer wrote themselves."""

    NONE = "none"
    SOME = "some"
    HALF = "half"
    MOST = "most"


_A_THIRD = 1 / 3


def own_words(share: float) -> OwnWords:
    """Return the band of a share between 0 and 1: none, under a third, under two, more."""
    if share <= 0:
        return OwnWords.NONE
    if share < _A_THIRD:
        return OwnWords.SOME
    return OwnWords.HALF if share < 2 * _A_THIRD else OwnWords.MOST


@dataclass(frozen=True, slots=True)
class Delta:
    """One counted fact; an empty text stands where a line does not apply.

    `facet` is a writer's band of own words, or the hour in which somebody confirmed.
    """

    campaign_id: str
    day: date
    kind: TallyKind
    recommendation_id: str = ""
    target_id: str = ""
    district_id: str = ""
    source_id: str = ""
    locale: str = ""
    facet: str = ""
    n: int = 1


class Place(NamedTuple):
    """Where a fact is counted: a delta without its number."""

    campaign_id: str
    day: date
    kind: TallyKind
    recommendation_id: str
    target_id: str
    district_id: str
    source_id: str
    locale: str
    facet: str


@dataclass(frozen=True, slots=True)
class Grain:
    """Sums that are kept ready: of some kinds, told apart along some lines only."""

    number: int
    lines: frozenset[str]
    kinds: frozenset[TallyKind]


EXACT = 0
"""The grain of the sums along every line."""

_K = TallyKind
_LETTERS = frozenset({_K.LETTER, _K.DELIVERED, _K.CALL})
_ASKS = frozenset({_K.ASK})
_ALL_BUT_ASKS = frozenset(TallyKind) - _ASKS
_OFFICE = ("target_id", "district_id")
_ORIGIN = ("source_id", "locale")

GRAINS = (
    Grain(1, frozenset({DAY}), _ALL_BUT_ASKS),
    Grain(2, frozenset({"facet"}), frozenset({_K.WRITER, _K.CONFIRMED})),
    Grain(3, frozenset({"recommendation_id"}), _ASKS),
    Grain(4, frozenset(_OFFICE), _LETTERS),
    Grain(5, frozenset(_ORIGIN), _ALL_BUT_ASKS),
    Grain(6, frozenset({"recommendation_id", *_OFFICE}), _ASKS),
    Grain(7, frozenset({"recommendation_id", DAY}), _ASKS),
    Grain(8, frozenset({"recommendation_id", *_ORIGIN}), _ASKS),
    Grain(9, frozenset({WEEK, *_ORIGIN}), frozenset({_K.LETTER, _K.SIGN_UP})),
    Grain(10, frozenset({DAY, *_ORIGIN}), frozenset({_K.WRITER, _K.CONFIRMED, *_LETTERS})),
    Grain(11, frozenset({*_OFFICE, *_ORIGIN}), _LETTERS),
    Grain(12, frozenset({DAY, *_OFFICE}), _LETTERS),
)
"""The sums that the morning page asks for, about the smallest first."""


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day if day == NO_DAY else day - timedelta(days=day.weekday())


def grain_for(kind: TallyKind, lines: frozenset[str]) -> int:
    """Return the smallest grain that tells a kind apart along these lines.

    Who knows the days knows the weeks.
    """
    by_day = lines - {WEEK} | {DAY} if WEEK in lines else lines
    return next(
        (
            grain.number
            for grain in GRAINS
            if kind in grain.kinds and (lines <= grain.lines or by_day <= grain.lines)
        ),
        EXACT,
    )


def roll(sums: Mapping[Place, int]) -> Counter[tuple[int, Place]]:
    """Return sums along every line, and beside them what they add to each grain."""
    rolled: Counter[tuple[int, Place]] = Counter()
    for place, n in sums.items():
        rolled[EXACT, place] += n
        week = monday(place.day)
        for grain in _GRAINS_OF[place.kind]:
            rolled[grain.number, _rounded(place, grain.lines, week)] += n
    return rolled


def _rounded(place: Place, lines: frozenset[str], week: date) -> Place:
    """Return a place with nothing along the lines that a grain does not tell apart."""
    return Place(
        place.campaign_id,
        place.day if DAY in lines else week if WEEK in lines else NO_DAY,
        place.kind,
        place.recommendation_id if "recommendation_id" in lines else "",
        place.target_id if "target_id" in lines else "",
        place.district_id if "district_id" in lines else "",
        place.source_id if "source_id" in lines else "",
        place.locale if "locale" in lines else "",
        place.facet if "facet" in lines else "",
    )


_GRAINS_OF = {kind: [grain for grain in GRAINS if kind in grain.kinds] for kind in TallyKind}
