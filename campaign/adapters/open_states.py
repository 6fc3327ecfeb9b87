"""The roster that Open States publishes, with offices and entries that are kept beside it.

The form is the one of https://data.openstates.org/people/current/<state>.csv: 26 columns, one row
for each sitting member. Its `capitol_*` columns are empty, and it names one district office.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from campaign.adapters.csv_tables import Row, raise_any, read_table
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber, tidy_number
from campaign.domain.roster import Legislator, Problem, Roster, Seat

PEOPLE_COLUMNS = (
    "id",
    "name",
    "current_party",
    "current_district",
    "current_chamber",
    "given_name",
    "family_name",
    "gender",
    "email",
    "image",
    "links",
    "capitol_address",
    "capitol_voice",
    "district_address",
    "district_voice",
)
OFFICE_COLUMNS = ("person_id", "classification", "address", "voice")
HAND_KEPT_COLUMNS = tuple(field.name for field in fields(Legislator))
GENDERS = {"Female": "female", "Male": "male"}


@dataclass(frozen=True, slots=True)
class PublishedRoster:
    """The published people, and the tables beside them that an operator may have.

    `offices` holds every office of each person, `hand_kept` rows in our own columns: what one
    says of a person stands instead of the published word, and a person who is not published is
    added. `vacant` names the seats that nobody holds.
    """

    people: Path
    offices: Path | None = None
    hand_kept: Path | None = None
    vacant: tuple[Seat, ...] = ()

    def read(self, jurisdiction: Jurisdiction) -> Roster:
        """Return the roster; whether it is whole, who loads it says. Raises RosterError."""
        problems: list[Problem] = []
        rows = read_table(self.people, PEOPLE_COLUMNS, problems)
        offices = read_table(self.offices, OFFICE_COLUMNS, problems) if self.offices else []
        kept = read_table(self.hand_kept, HAND_KEPT_COLUMNS, problems) if self.hand_kept else []
        named = [
            row for row in rows if row.has_word("current_chamber", jurisdiction.houses, problems)
        ]
        kept = [row for row in kept if row.has_word("chamber", jurisdiction.houses, problems)]
        raise_any(problems)
        published = [_legislator(row, offices, jurisdiction) for row in named]
        return Roster(jurisdiction, _with_kept(published, kept), (), self.vacant)

    def sha256(self) -> str:
        """Return the checksum of the published file."""
        return hashlib.sha256(self.people.read_bytes()).hexdigest()


def _legislator(row: Row, offices: Iterable[Row], jurisdiction: Jurisdiction) -> Legislator:
    told = {name: _tidy(text) for name, text in row.values.items()}
    theirs = [office.values for office in offices if office.values["person_id"] == told["id"]]
    capitol, local = _first(theirs, "capitol"), _first(theirs, "district")
    address = _tidy_address(local.get("address", "") or told["district_address"])
    chamber, district = Chamber(told["current_chamber"]), tidy_number(told["current_district"])
    sites = jurisdiction.official_sites
    return Legislator(
        person_id=told["id"],
        given_name=told["given_name"],
        family_name=told["family_name"],
        full_name=told["name"],
        gender=GENDERS.get(told["gender"], ""),
        chamber=chamber,
        district=district,
        party=told["current_party"],
        email=told["email"],
        capitol_phone=capitol.get("voice", "") or told["capitol_voice"],
        capitol_address=_tidy_address(capitol.get("address", "") or told["capitol_address"]),
        office_address=address,
        office_city=_city_of(address, jurisdiction.postal_state),
        office_phone=local.get("voice", "") or told["district_voice"],
        photo_url=_official_photo(told["image"], [*chain.from_iterable(sites.values())]),
        contact_url=_own_page(told["links"], district, sites.get(chamber, ())),
    )


def _first(offices: Sequence[Mapping[str, str]], classification: str) -> Mapping[str, str]:
    """Return somebody's first office of one kind, in the order of the table."""
    found = (office for office in offices if office["classification"] == classification)
    return next(found, {})


def _with_kept(published: Iterable[Legislator], kept: Iterable[Row]) -> tuple[Legislator, ...]:
    """Return the published people, with what is kept by hand of them, and who is kept alone."""
    people = {person.person_id: person for person in published}
    for row in kept:
        # `Any`, for of these cells one becomes a word and the others stay text.
        values: dict[str, Any] = {**row.values, "chamber": Chamber(row.values["chamber"])}
        known = people.get(row.values["person_id"])
        said = {name: value for name, value in values.items() if value}
        people[row.values["person_id"]] = replace(known, **said) if known else Legislator(**values)
    return tuple(people.values())


def _tidy(text: str) -> str:
    """Return text in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _tidy_address(address: str) -> str:
    """Return an address without the empty parts that doubled commas leave."""
    return ", ".join(part for part in (part.strip() for part in address.split(",")) if part)


def _city_of(address: str, state: str) -> str:
    """Return the city of an address such as "1 A St., Fresno, CA 93721", if it is such a one."""
    found = re.fullmatch(rf".+, ([^,]+), {re.escape(state)} \d{{5}}(?:-\d{{4}})?", address)
    return found[1] if found else ""


def _own_page(links: str, district: str, sites: Collection[str]) -> str:
    """Return the link to the page of this very seat; members keep those of seats held before.

    The host must be one of the chamber's own, and name the district's number.
    """
    own = [link for link in links.split(";") if _is_on(link, sites) and _names(link, district)]
    return min(own, key=lambda link: (not _host_names(link, district), link), default="")


def _official_photo(link: str, sites: Collection[str]) -> str:
    """Return a photo's address if the legislature publishes it; others' photos have owners."""
    return link if _is_on(link, sites) else ""


def _is_on(link: str, sites: Collection[str]) -> bool:
    host = urlsplit(link).hostname or ""
    return any(host == site or host.endswith(f".{site}") for site in sites)


def _names(link: str, district: str) -> bool:
    last = urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]
    return _host_names(link, district) or _number_in(last) == district


def _host_names(link: str, district: str) -> bool:
    return _number_in((urlsplit(link).hostname or "").split(".")[0]) == district


def _number_in(label: str) -> str:
    """Return the number at the end of a label such as "ad07", none where there is none."""
    found = re.fullmatch(r"[a-z]*0*(\d+)", label)
    return found[1] if found else ""
