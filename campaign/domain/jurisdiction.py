"""A state and its legislature: its chambers, what they call things, and until when it holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from campaign.domain.areas import Area
from campaign.domain.content import Phrase
from campaign.domain.office_form import FormField
from campaign.domain.places import Chamber, DistrictRef, Point, ZipCode

NEUTRAL = "neutral"

_NUMBER = "{number}"


@dataclass(frozen=True, slots=True)
class House:
    """One chamber's facts.

    `titles` holds the forms of the members' title by gender, and always the neutral one.
    `seats_per_district` is none where the roster tells how many members a district sends;
    `district_seats` names the districts with another number of seats than most.
    """

    chamber: Chamber
    seats: int
    ocd_path: str
    seats_per_district: int | None
    name: Phrase
    titles: Mapping[str, Phrase]
    district_name: Phrase
    district_seats: Mapping[str, int]

    def seats_of(self, number: str) -> int:
        """Return how many members the district with this number sends, one where nobody tells."""
        return self.district_seats.get(number, self.seats_per_district or 1)


@dataclass(frozen=True, slots=True)
class OutlineFile:
    """The published file of a chamber's outlines: its address, and how many districts it holds."""

    features: int
    address: str


@dataclass(frozen=True, slots=True)
class Sentinel:
    """A point whose districts are certain, now and under the lines before; numbers by chamber."""

    name: str
    point: Point
    districts: Mapping[Chamber, str]
    before: Mapping[Chamber, str]


@dataclass(frozen=True, slots=True)
class PlaceSources:
    """Where a state's outlines and streets are published, and how the right ones are known.

    `census_state` is the Census Bureau's code of the state. `streets_address` holds {county},
    which stands for five digits: the state's and the county's.
    """

    census_state: str
    counties: range
    outlines: Mapping[Chamber, OutlineFile]
    streets_address: str
    sentinels: tuple[Sentinel, ...]

    def street_addresses(self) -> tuple[str, ...]:
        """Return the address of every county's file of streets."""
        return tuple(
            self.streets_address.replace("{county}", f"{self.census_state}{county:03}")
            for county in self.counties
        )


@dataclass(frozen=True, slots=True)
class Inset:
    """A crowded part of a state that its map shows once more, larger."""

    name: Phrase
    area: Area


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A state as campaigns see it.

    `postal_state` is its abbreviation in addresses, `postal_prefixes` are the first three digits
    of its ZIP codes, `percent_in_shared_zips` says how many of a hundred people their ZIP leaves
    with a choice of districts, 0 where nobody knows. `contact_form` holds the fields of an office's
    own form in their order, each with the characters that it takes. `sources` is None where no
    outlines are published. `people_address` is where the roster is published, empty where nobody
    does; `official_sites` are the hosts of a chamber's own pages. `statewide` holds the titles of
    each office that the whole state elects, as a house does.
    """

    slug: str
    name: Phrase
    postal_state: str
    time_zone: str
    division: str
    postal_prefixes: range
    percent_in_shared_zips: int
    houses: Mapping[Chamber, House]
    districts_valid_from: date
    roster_as_of: date
    roster_expires_on: date
    contact_form: Mapping[FormField, int]
    sources: PlaceSources | None = None
    insets: tuple[Inset, ...] = ()
    people_address: str = ""
    official_sites: Mapping[Chamber, tuple[str, ...]] = field(default_factory=dict)
    statewide: Mapping[str, Mapping[str, Phrase]] = field(default_factory=dict)

    def owns(self, zip_code: ZipCode) -> bool:
        """Say whether the Postal Service gives such ZIP codes to this state."""
        return int(zip_code.digits[:3]) in self.postal_prefixes

    def day(self, now: datetime) -> date:
        """Return the local day of a moment."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def district(self, chamber: Chamber, number: str) -> DistrictRef:
        """Return a district by its number."""
        name = re.sub(r"\s+", "_", number.strip().lower())
        path = "office" if chamber is Chamber.STATEWIDE else self.houses[chamber].ocd_path
        return DistrictRef(f"{self.division}/{path}:{name}", chamber, number)

    def title(self, chamber: Chamber, gender: str, number: str = "") -> Phrase:
        """Return a member's title, such as Assembly Member, Asambleísta.

        What the whole state elects is told apart by its number, such as governor.
        """
        at_large = chamber is Chamber.STATEWIDE
        titles = self.statewide[number] if at_large else self.houses[chamber].titles
        return titles.get(gender, titles[NEUTRAL])

    def district_name(self, chamber: Chamber, number: str) -> Phrase:
        """Return a district's name, such as Assembly District 6, Distrito 6 de la Asamblea."""
        if chamber is Chamber.STATEWIDE:
            return Phrase(f"the State of {self.name.en}", f"estado de {self.name.es}")
        name = self.houses[chamber].district_name
        return Phrase(name.en.replace(_NUMBER, number), name.es.replace(_NUMBER, number))


@dataclass(frozen=True, slots=True)
class Places:
    """A jurisdiction's districts, and for each ZIP all the districts that it touches."""

    jurisdiction: Jurisdiction
    districts: tuple[DistrictRef, ...]
    zips: Mapping[ZipCode, tuple[DistrictRef, ...]]
