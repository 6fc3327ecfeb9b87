"""The roster: who holds which seat and sits on which committee, and whether it is whole."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.people import normalise_email
from campaign.domain.places import Chamber

_EMAIL = re.compile(r"[a-z0-9._%+'-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)

LIMITS = {
    "person_id": 60,
    "given_name": 80,
    "family_name": 80,
    "full_name": 160,
    "gender": 20,
    "district": 60,
    "party": 60,
    "email": 254,
    "capitol_phone": 40,
    "capitol_address": 200,
    "office_address": 200,
    "office_city": 80,
    "office_phone": 40,
    "photo_url": 500,
    "contact_url": 500,
}
"""The most characters that each text of a legislator may have."""


LEAST_SHARE = 0.9
"""Where nobody tells which seats are empty, a file with fewer members than this is not whole."""

SUBJECTS = ("education", "budget", "appropriations")
"""What the committees decide on that matter to a campaign, the nearest first."""


class Role(StrEnum):
    """What a person does on a committee."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Legislator:
    """A person who holds a seat. What is not known is empty text, never a guess."""

    person_id: str
    given_name: str
    family_name: str
    full_name: str
    gender: str
    chamber: Chamber
    district: str
    party: str
    email: str
    capitol_phone: str
    capitol_address: str
    office_address: str
    office_city: str
    office_phone: str
    photo_url: str
    contact_url: str

    @property
    def seat(self) -> "Seat":
        """Return the seat that this person holds."""
        return Seat(self.chamber, self.district)


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One seat of a district; a district may have several."""

    chamber: Chamber
    district: str


@dataclass(frozen=True, slots=True)
class CommitteeSeat:
    """A person's seat on a committee."""

    person_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee that decides on a subject: education, budget or appropriations."""

    committee_id: str
    chamber: Chamber
    subject: str
    name: str
    homepage: str
    seats: tuple[CommitteeSeat, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone in office in one jurisdiction; `vacant` names each seat that nobody holds."""

    jurisdiction: Jurisdiction
    legislators: tuple[Legislator, ...]
    committees: tuple[Committee, ...]
    vacant: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its name, its value, its cure, and where it stands if known."""

    name: str
    value: str
    cure: str
    where: str = ""
    person_id: str = ""

    def __str__(self) -> str:
        """Return the problem as one line for an operator."""
        line = f"{self.name} is {self.value!r}: {self.cure}"
        return f"{self.where}: {line}" if self.where else line


class RosterError(Exception):
    """Refuse a roster, or the places beside it, and name all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def check(roster: Roster) -> None:
    """Accept a whole roster. Raises RosterError with everything that is wrong."""
    problems = [
        *_seat_counts(roster),
        *_crowded_districts(roster),
        *_repeated_people(roster),
        *_nameless_people(roster),
        *_long_texts(roster),
        *_malformed_addresses(roster),
        *_strangers_on_committees(roster),
    ]
    if problems:
        raise RosterError(problems)


def is_office_address(email: str) -> bool:
    """Tell whether this is one address like name@example.org."""
    return _EMAIL.fullmatch(email) is not None


def counted_seats(roster: Roster) -> Jurisdiction:
    """Return the jurisdiction with as many seats in each district as the roster tells.

    Only where the page does not say how many there are.
    """
    named = Counter((*(person.seat for person in roster.legislators), *roster.vacant))
    houses = {
        chamber: house
        if house.seats_per_district is not None
        else replace(
            house,
            district_seats={
                seat.district: number for seat, number in named.items() if seat.chamber is chamber
            },
        )
        for chamber, house in roster.jurisdiction.houses.items()
    }
    return replace(roster.jurisdiction, houses=houses)


def doubtful_addresses(legislators: Iterable[Legislator]) -> frozenset[str]:
    """Return, normalised, the addresses that more than one sitting member holds."""
    held = Counter(normalise_email(person.email) for person in legislators if person.email)
    return frozenset(address for address, holders in held.items() if holders > 1)


def _seat_counts(roster: Roster) -> Iterator[Problem]:
    held = Counter(person.chamber for person in roster.legislators)
    empty = Counter(seat.chamber for seat in roster.vacant)
    for chamber, house in roster.jurisdiction.houses.items():
        known = held[chamber] + empty[chamber]
        if house.seats_per_district is None:
            yield from _most_of_them(chamber, known, house.seats)
        elif known != house.seats:
            less = f", less the {empty[chamber]} named as vacant" if empty[chamber] else ""
            yield Problem(
                f"number of sitting members, {chamber} chamber",
                str(held[chamber]),
                f"the roster must hold exactly {house.seats}{less}; take the whole file, "
                "or name each seat that is empty as vacant",
            )


def _most_of_them(chamber: Chamber, known: int, seats: int) -> Iterator[Problem]:
    """Yield what is wrong with a chamber of which only the whole number of seats is known."""
    least = math.ceil(seats * LEAST_SHARE)
    if not least <= known <= seats:
        yield Problem(
            f"number of sitting members, {chamber} chamber",
            str(known),
            f"the roster must hold {least} to {seats}; take the whole file",
        )


def _crowded_districts(roster: Roster) -> Iterator[Problem]:
    held = Counter(person.seat for person in roster.legislators)
    empty = Counter(roster.vacant)
    houses = roster.jurisdiction.houses
    for seat in {**held, **empty}:
        if houses[seat.chamber].seats_per_district is None:
            continue
        seats = roster.jurisdiction.houses[seat.chamber].seats_of(seat.district)
        if held[seat] > seats:
            yield Problem(
                f"number of sitting members, {seat.chamber} district {seat.district}",
                str(held[seat]),
                f"the district has {seats}; remove who left office",
            )
        elif held[seat] + empty[seat] > seats:
            yield Problem(
                f"vacant seats, {seat.chamber} district {seat.district}",
                str(empty[seat]),
                f"{held[seat]} of its {seats} are held; name only empty seats as vacant",
            )


def _repeated_people(roster: Roster) -> Iterator[Problem]:
    seats = Counter(person.person_id for person in roster.legislators)
    for person_id, times in seats.items():
        if times > 1:
            yield Problem(
                "person_id", person_id, "a person holds one seat; keep one row", person_id=person_id
            )


def _nameless_people(roster: Roster) -> Iterator[Problem]:
    for person in roster.legislators:
        for name in ("person_id", "full_name", "district"):
            if not getattr(person, name):
                yield Problem(name, "", "write it in; a row needs it", person_id=person.person_id)


def _long_texts(roster: Roster) -> Iterator[Problem]:
    for person in roster.legislators:
        for name, limit in LIMITS.items():
            text = getattr(person, name)
            if len(text) > limit:
                cure = f"shorten it to {limit} characters"
                yield Problem(name, text, cure, person_id=person.person_id)


def _malformed_addresses(roster: Roster) -> Iterator[Problem]:
    for person in roster.legislators:
        if person.email and not is_office_address(person.email):
            yield Problem(
                f"email of {person.full_name}",
                person.email,
                "write one address like name@example.org, or leave it empty",
                person_id=person.person_id,
            )


def _strangers_on_committees(roster: Roster) -> Iterator[Problem]:
    known = {person.person_id for person in roster.legislators}
    for committee in roster.committees:
        for seat in committee.seats:
            if seat.person_id not in known:
                yield Problem(
                    f"member of the {committee.name}",
                    seat.person_id,
                    "this person holds no seat; correct the id or remove the row",
                    person_id=seat.person_id,
                )
