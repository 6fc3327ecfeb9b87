"""Places: ZIP codes, districts, and the answers to "who represents this person?"."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from campaign.domain.errors import Refused

_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")


class Chamber(StrEnum):
    """A house of a legislature, or what a whole state elects."""

    UPPER = "upper"
    LOWER = "lower"
    STATEWIDE = "statewide"


@dataclass(frozen=True, slots=True, order=True)
class ZipCode:
    """A five-digit ZIP code."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> "ZipCode":
        """Read a ZIP or ZIP+4 as people type it. Raises Refused("zip_nonsense")."""
        found = _ZIP.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        if found is None:
            raise Refused("zip_nonsense")
        return cls(found.group(1))

    def __str__(self) -> str:
        """Return the five digits."""
        return self.digits


@dataclass(frozen=True, slots=True)
class DistrictRef:
    """A district by its OCD division id, such as ocd-division/country:us/state:ca/sldl:6."""

    ocd_id: str
    chamber: Chamber
    number: str


MOST_LATITUDE = 90.0
MOST_LONGITUDE = 180.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in degrees (WGS 84)."""

    lat: float
    lng: float

    @classmethod
    def parse(cls, lat: str, lng: str) -> "Point":
        """Read a latitude and a longitude as they are typed or sent.

        Raises Refused("point_nonsense"), and Refused("point_swapped") where only the other order
        can be meant.
        """
        try:
            first, second = float(lat), float(lng)
        except ValueError as error:
            raise Refused("point_nonsense") from error
        if not (math.isfinite(first) and math.isfinite(second)):
            raise Refused("point_nonsense")
        if abs(first) <= MOST_LATITUDE and abs(second) <= MOST_LONGITUDE:
            return cls(first, second)
        swapped = abs(second) <= MOST_LATITUDE and abs(first) <= MOST_LONGITUDE
        raise Refused("point_swapped" if swapped else "point_nonsense")


class Rung(StrEnum):
    """A rung of the locator's ladder: what answered."""

    ZIP = "zip"
    STREET = "street"
    POINT = "point"
    GEOCODER = "geocoder"
    CHOICE = "choice"


class GeocoderWord(StrEnum):
    """What a geocoder says of an address."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class GeocoderAnswer:
    """A geocoder's word, and with FOUND the OCD ids of the districts, one of each chamber."""

    word: GeocoderWord
    ocd_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Located:
    """The districts of one person, one of each chamber."""

    districts: tuple[DistrictRef, ...]
    rung: Rung = Rung.ZIP


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The districts that one person may live in, by chamber.

    `geocoder` tells why an address look-up did not settle it; None where none was asked for.
    `likely` are the districts in which a point near a line seems to lie, by chamber.
    """

    candidates: Mapping[Chamber, tuple[DistrictRef, ...]]
    geocoder: GeocoderWord | None = None
    rung: Rung = Rung.ZIP
    likely: Mapping[Chamber, str] = field(default_factory=dict)

    @property
    def open_chambers(self) -> tuple[Chamber, ...]:
        """The chambers in which there is a choice."""
        return tuple(chamber for chamber, found in self.candidates.items() if len(found) > 1)

    def choose(self, picks: Mapping[Chamber, str]) -> Located:
        """Settle every open chamber by the OCD id picked for it.

        Raises Refused("district_missing") or Refused("district_not_offered"), with the chamber.
        """
        return Located(
            tuple(
                _pick(chamber, found, picks.get(chamber, ""))
                for chamber, found in self.candidates.items()
            ),
            Rung.CHOICE,
        )


def settle(districts: Iterable[DistrictRef], *, rung: Rung = Rung.ZIP) -> Located | Ambiguous:
    """Sort the districts that a place touches: one of each chamber is an answer."""
    candidates = by_chamber(districts)
    if all(len(found) == 1 for found in candidates.values()):
        return Located(tuple(found[0] for found in candidates.values()), rung)
    return Ambiguous(candidates, rung=rung)


def by_chamber(districts: Iterable[DistrictRef]) -> dict[Chamber, tuple[DistrictRef, ...]]:
    """Return districts by chamber, the lower first, each chamber's in the order of numbers."""
    sorted_ones = sorted(districts, key=lambda district: (district.chamber, number_order(district)))
    return {
        chamber: tuple(found)
        for chamber, found in groupby(sorted_ones, key=lambda district: district.chamber)
    }


def tidy_number(text: str) -> str:
    """Return a district's number as rosters write it: "Rockingham 02" is "Rockingham 2"."""
    return re.sub(r"\b0+(?=[0-9])", "", " ".join(text.split()))


def number_order(district: DistrictRef) -> tuple[str, int, str]:
    """Return a key that sorts "2" before "10" and "Belknap 2" before "Belknap 10"."""
    name, digits = _name_and_digits(district.number)
    return name, int(digits or 0), district.number


def _name_and_digits(number: str) -> tuple[str, str]:
    name = number.rstrip("0123456789")
    return name, number[len(name) :]


def _pick(chamber: Chamber, found: tuple[DistrictRef, ...], ocd_id: str) -> DistrictRef:
    if len(found) == 1:
        return found[0]
    if not ocd_id:
        raise Refused("district_missing", chamber=chamber.value)
    for district in found:
        if district.ocd_id == ocd_id:
            return district
    raise Refused("district_not_offered", chamber=chamber.value)
