"""Streets: how their names are typed, and in which districts their houses lie."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from campaign.domain.places import DistrictRef

MOST_SUGGESTIONS = 8
_ALIKE = 0.7
"""How alike a typed name and a street's must be for the street to be suggested."""
_PART_LIMIT = 1_000_000
"""House numbers have fewer digits than this; "12-34" counts as 12 of these and 34."""

DIRECTIONS = {
    "NORTH": "N",
    "SOUTH": "S",
    "EAST": "E",
    "WEST": "W",
    "NORTHEAST": "NE",
    "NORTHWEST": "NW",
    "SOUTHEAST": "SE",
    "SOUTHWEST": "SW",
}
TYPES = {
    "ALLEY": "ALY",
    "AV": "AVE",
    "AVENUE": "AVE",
    "BOULEVARD": "BLVD",
    "BL": "BLVD",
    "CIRCLE": "CIR",
    "COURT": "CT",
    "COVE": "CV",
    "CRESCENT": "CRES",
    "CROSSING": "XING",
    "DRIVE": "DR",
    "EXPRESSWAY": "EXPY",
    "FREEWAY": "FWY",
    "GLEN": "GLN",
    "GROVE": "GRV",
    "HEIGHTS": "HTS",
    "HIGHWAY": "HWY",
    "LANE": "LN",
    "LOOP": "LOOP",
    "PARKWAY": "PKWY",
    "PATH": "PATH",
    "PLACE": "PL",
    "PLAZA": "PLZ",
    "POINT": "PT",
    "RIDGE": "RDG",
    "ROAD": "RD",
    "ROUTE": "RTE",
    "ROW": "ROW",
    "RUN": "RUN",
    "SQUARE": "SQ",
    "STREET": "ST",
    "STR": "ST",
    "TERRACE": "TER",
    "TERR": "TER",
    "TRAIL": "TRL",
    "WALK": "WALK",
    "WAY": "WAY",
    "WY": "WAY",
}
OTHERS = {
    "SAINT": "ST",
    "MOUNT": "MT",
    "FORT": "FT",
    "CAMINO": "CAM",
    "FIRST": "1ST",
    "SECOND": "2ND",
    "THIRD": "3RD",
    "FOURTH": "4TH",
    "FIFTH": "5TH",
    "SIXTH": "6TH",
    "SEVENTH": "7TH",
    "EIGHTH": "8TH",
    "NINTH": "9TH",
    "TENTH": "10TH",
}
"""Longer and shorter forms of one word; both the index and what is typed use the right one."""

_SHORT = {**DIRECTIONS, **TYPES, **OTHERS}
_DIRECTION_WORDS = set(DIRECTIONS.values())
_TYPE_WORDS = set(TYPES.values())
_UNITS = {"APT", "APARTMENT", "UNIT", "STE", "SUITE", "SPC", "SPACE", "FL", "RM", "BLDG", "TRLR"}
_NUMBER = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?(?:-?[A-Z])?")
_FRACTION = re.compile(r"[0-9]/[0-9]")


class Parity(StrEnum):
    """Which house numbers of a range are meant."""

    EVEN = "even"
    ODD = "odd"
    BOTH = "both"


class StreetWord(StrEnum):
    """What is to be asked again about a street."""

    UNKNOWN = "unknown_street"
    WHICH = "which_street"
    NUMBER = "needs_number"
    NO_NUMBER = "unknown_number"


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name in our own short writing; the core is what stands without the rest."""

    direction: str
    core: str
    kind: str

    @property
    def key(self) -> str:
        """Return the whole name."""
        return " ".join(part for part in (self.direction, self.core, self.kind) if part)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: a street, and the house number if they gave one."""

    name: StreetName
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Some house numbers of a street, and every district in which they may lie.

    Without first and last it is the whole street. A chamber that none of the districts belongs
    to is not known here.
    """

    first: int | None
    last: int | None
    parity: Parity
    districts: tuple[int, ...]
    """Numbers that stand for districts while an index is built."""


@dataclass(frozen=True, slots=True)
class StreetRow:
    """One row of the index."""

    street: str
    first: int | None
    last: int | None
    parity: Parity
    districts: tuple[DistrictRef, ...]

    @property
    def name(self) -> StreetName:
        """Return the street's name in short writing."""
        return street_name(self.street)

    def holds(self, number: int) -> bool:
        """Tell whether a house number belongs to this row."""
        if self.first is None or self.last is None:
            return True
        odd = number % 2 == 1
        side = self.parity is Parity.BOTH or odd == (self.parity is Parity.ODD)
        return side and self.first <= number <= self.last


@dataclass(frozen=True, slots=True)
class StreetEdition:
    """One street index in use: since when its lines hold, when it was made, and how much it holds.

    `ranges` were read and `rows` are left of them.
    """

    jurisdiction: str
    valid_from: date
    made_at: datetime
    files: int
    ranges: int
    rows: int


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A street that does not answer yet: what to ask, and which streets may be meant."""

    word: StreetWord
    streets: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def street_name(text: str) -> StreetName:
    """Return a street's name as it is compared: short forms, no accents, no punctuation."""
    words = _words(text)
    direction = words.pop(0) if len(words) > 1 and words[0] in _DIRECTION_WORDS else ""
    if not direction and len(words) > 1 and words[-1] in _DIRECTION_WORDS:
        direction = words.pop()
    kind = words.pop() if len(words) > 1 and words[-1] in _TYPE_WORDS else ""
    return StreetName(direction, " ".join(words), kind)


def typed_street(text: str, number: str = "") -> Typed:
    """Read a street as people type it, with or without a house number and a flat's."""
    street = re.split(r"[,#]", text, maxsplit=1)[0].upper().split()
    found = house_number(number)
    if len(street) > 1 and house_number(street[0]) is not None:
        found = house_number(street[0]) if found is None else found
        street = street[1:]
        if len(street) > 1 and _FRACTION.fullmatch(street[0]):
            street = street[1:]
    # A flat's word ends the street; as its first word it is the street's own name.
    ends = (at for at, word in enumerate(street) if at and word.strip(".") in _UNITS)
    return Typed(street_name(" ".join(street[: next(ends, len(street))])), found)


def house_number(text: str) -> int | None:
    """Return a house number that can be compared: "12-34" and "101 1/2" are numbers too.

    None for one that has no order, such as "N6W23001".
    """
    first = text.upper().split()[:1]
    found = _NUMBER.fullmatch(first[0].strip(".")) if first else None
    if found is None:
        return None
    whole, part = found.groups()
    return int(whole) if part is None else int(whole) * _PART_LIMIT + int(part)


def matching(typed: Typed, rows: Sequence[StreetRow]) -> tuple[StreetRow, ...] | AskAgain:
    """Return the rows that a typed street means, among those whose name has its core."""
    meant = [row for row in rows if _means(typed.name, row.name)]
    if not meant:
        word = StreetWord.WHICH if rows else StreetWord.UNKNOWN
        return AskAgain(word, _names(rows))
    if typed.number is not None:
        held = [row for row in meant if row.holds(typed.number)]
        if not held:
            return AskAgain(StreetWord.NO_NUMBER)
        return tuple(held) if _agree(held) or _one_street(held) else _which(held)
    if _agree(meant):
        return tuple(meant)
    return AskAgain(StreetWord.NUMBER, _names(meant)) if _one_street(meant) else _which(meant)


def suggestions(typed: StreetName, names: Iterable[str]) -> tuple[str, ...]:
    """Return the streets whose names are most like a typed one."""
    alike = sorted((-_likeness(typed.core, street_name(name).core), name) for name in names)
    return tuple(name for unlike, name in alike[:MOST_SUGGESTIONS] if -unlike >= _ALIKE)


def merged(ranges: Collection[Range]) -> list[Range]:
    """Return as few ranges as say the same of one street in one ZIP."""
    if len({each.districts for each in ranges}) == 1:
        (districts,) = {each.districts for each in ranges}
        return [Range(None, None, Parity.BOTH, districts)]
    ordered = sorted(ranges, key=lambda each: (each.parity, each.first or 0, each.last or 0))
    rows: list[Range] = []
    for _, side in groupby(ordered, key=lambda each: each.parity):
        rows.extend(_joined(side))
    return rows


def range_of(first: str, last: str, parity: str, districts: tuple[int, ...]) -> Range:
    """Return a range as the street files write it; numbers without order hold no house."""
    ends = sorted(number for number in map(house_number, (first, last)) if number is not None)
    if not ends:
        return Range(0, -1, Parity.BOTH, districts)
    sides = {"E": Parity.EVEN, "O": Parity.ODD}
    return Range(ends[0], ends[-1], sides.get(parity, Parity.BOTH), districts)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).upper()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"[.'\u2019]", "", plain)
    return [_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", plain)]


def _likeness(typed: str, there: str) -> float:
    """Return how alike two names are, 0 to 1; a beginning is as good as the whole."""
    if typed and there.startswith(typed):
        return 1.0
    return SequenceMatcher(None, typed, there).ratio()


def _means(typed: StreetName, there: StreetName) -> bool:
    """Tell whether a typed name may mean a street: what was typed must not contradict it."""
    direction = typed.direction in {"", there.direction} or not there.direction
    return direction and typed.kind in {"", there.kind}


def _agree(rows: Sequence[StreetRow]) -> bool:
    return len({row.districts for row in rows}) == 1


def _one_street(rows: Sequence[StreetRow]) -> bool:
    return len({row.name for row in rows}) == 1


def _which(rows: Sequence[StreetRow]) -> AskAgain:
    return AskAgain(StreetWord.WHICH, _names(rows))


def _names(rows: Iterable[StreetRow]) -> tuple[str, ...]:
    return tuple(sorted({row.street for row in rows}))


def _joined(side: Iterable[Range]) -> Iterator[Range]:
    """Join neighbours that lie in the same districts, with no other between them."""
    held: Range | None = None
    for each in side:
        if held is not None and each.districts == held.districts:
            held = replace(held, last=max(held.last or 0, each.last or 0))
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held
