"""The tables of a jurisdiction's folder: its people, committees and ZIP codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from campaign.adapters.csv_tables import Row, check_with_lines, raise_any, read_table
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction, Places
from campaign.domain.places import Chamber, DistrictRef, ZipCode
from campaign.domain.roster import (
    Committee,
    CommitteeSeat,
    Legislator,
    Problem,
    Role,
    Roster,
)

COMMITTEE_COLUMNS = ("committee_id", "chamber", "subject", "name", "homepage")
STATEWIDE = "statewide.csv"
MEMBER_COLUMNS = ("committee_id", "person_id", "role")


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """One jurisdiction's tables. Both readers raise RosterError with file, line and cure."""

    folder: Path
    jurisdiction: Jurisdiction

    def roster(self) -> Roster:
        """Read who is in office, and accept only a whole roster."""
        problems: list[Problem] = []
        rows = self._legislator_rows(problems)
        committees = self._committees(problems)
        raise_any(problems)
        roster = Roster(self.jurisdiction, tuple(_legislator(row) for row in rows), committees)
        check_with_lines(roster, {row.values["person_id"]: row.where for row in rows})
        return roster

    def places(self) -> Places:
        """Read the districts and which of them each ZIP touches."""
        problems: list[Problem] = []
        rows = read_table(self.folder / "zips.csv", ("zip", *self.jurisdiction.houses), problems)
        zips = dict(_zips(rows, self.jurisdiction, problems))
        held = {self._seat(row) for row in self._legislator_rows(problems)}
        raise_any(problems)
        touched = {district for found in zips.values() for district in found}
        districts = sorted(touched | held, key=lambda district: district.ocd_id)
        return Places(self.jurisdiction, tuple(districts), zips)

    def statewide(self) -> tuple[Legislator, ...]:
        """Read who holds the offices that the whole state elects; none without such a table."""
        path = self.folder / STATEWIDE
        problems: list[Problem] = []
        columns = [field.name for field in fields(Legislator)]
        table = read_table(path, columns, problems) if path.exists() else []
        rows = [row for row in table if row.has_word("chamber", (Chamber.STATEWIDE,), problems)]
        raise_any(problems)
        return tuple(_legislator(row) for row in rows)

    def _seat(self, row: Row) -> DistrictRef:
        return self.jurisdiction.district(Chamber(row.values["chamber"]), row.values["district"])

    def _legislator_rows(self, problems: list[Problem]) -> list[Row]:
        columns = [field.name for field in fields(Legislator)]
        rows = read_table(self.folder / "legislators.csv", columns, problems)
        return [row for row in rows if row.has_word("chamber", self.jurisdiction.houses, problems)]

    def _committees(self, problems: list[Problem]) -> tuple[Committee, ...]:
        table = read_table(self.folder / "committees.csv", COMMITTEE_COLUMNS, problems)
        rows = [row for row in table if row.has_word("chamber", self.jurisdiction.houses, problems)]
        known = [row.values["committee_id"] for row in rows]
        seats: dict[str, list[CommitteeSeat]] = {committee_id: [] for committee_id in known}
        members = read_table(self.folder / "committee_members.csv", MEMBER_COLUMNS, problems)
        for row in members:
            named = row.has_word("committee_id", known, problems)
            if row.has_word("role", list(Role), problems) and named:
                seat = CommitteeSeat(row.values["person_id"], Role(row.values["role"]))
                seats[row.values["committee_id"]].append(seat)
        return tuple(_committee(row, seats[row.values["committee_id"]]) for row in rows)


def _legislator(row: Row) -> Legislator:
    values = {name: text for name, text in row.values.items() if name != "chamber"}
    return Legislator(chamber=Chamber(row.values["chamber"]), **values)


def _committee(row: Row, seats: Sequence[CommitteeSeat]) -> Committee:
    values = {name: text for name, text in row.values.items() if name != "chamber"}
    return Committee(chamber=Chamber(row.values["chamber"]), seats=tuple(seats), **values)


def _zips(
    rows: Sequence[Row], jurisdiction: Jurisdiction, problems: list[Problem]
) -> Iterator[tuple[ZipCode, tuple[DistrictRef, ...]]]:
    seen: set[ZipCode] = set()
    for row in rows:
        try:
            zip_code = ZipCode.parse(row.values["zip"])
        except Refused:
            cure = "write five digits, like 95814"
            problems.append(Problem("zip", row.values["zip"], cure, row.where))
            continue
        if zip_code in seen:
            problems.append(Problem("zip", str(zip_code), "keep one row for a ZIP", row.where))
        seen.add(zip_code)
        yield zip_code, tuple(_touched(row, jurisdiction, problems))


def _touched(
    row: Row, jurisdiction: Jurisdiction, problems: list[Problem]
) -> Iterator[DistrictRef]:
    for chamber in jurisdiction.houses:
        numbers = row.values[chamber].split()
        if not numbers:
            cure = "name every district that the ZIP touches"
            problems.append(Problem(chamber.value, "", cure, row.where))
        for number in numbers:
            yield jurisdiction.district(chamber, number)
