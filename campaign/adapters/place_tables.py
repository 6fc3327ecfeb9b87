"""The tables of a jurisdiction's folder: its people, committees and ZIP codes."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import House, Jurisdiction, Places
from campaign.domain.places import Chamber, DistrictRef, ZipCode
from campaign.domain.roster import (
    Committee,
    CommitteeSeat,
    Legislator,
    Problem,
    Role,
    Roster,
    RosterError,
    check,
)

COMMITTEE_COLUMNS = ("committee_id", "chamber", "subject", "name", "homepage")
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
        _raise_any(problems)
        roster = Roster(self.jurisdiction, tuple(_legislator(row) for row in rows), committees)
        _check_with_lines(roster, {row.values["person_id"]: row.where for row in rows})
        return roster

    def places(self) -> Places:
        """Read the districts and which of them each ZIP touches."""
        problems: list[Problem] = []
        rows = _read_table(self.folder / "zips.csv", ("zip", *self.jurisdiction.houses), problems)
        zips = dict(_zips(rows, self.jurisdiction, problems))
        held = {self._seat(row) for row in self._legislator_rows(problems)}
        _raise_any(problems)
        touched = {district for found in zips.values() for district in found}
        districts = sorted(touched | held, key=lambda district: district.ocd_id)
        return Places(self.jurisdiction, tuple(districts), zips)

    def _seat(self, row: "_Row") -> DistrictRef:
        return self.jurisdiction.district(Chamber(row.values["chamber"]), row.values["district"])

    def _legislator_rows(self, problems: list[Problem]) -> "list[_Row]":
        columns = [field.name for field in fields(Legislator)]
        rows = _read_table(self.folder / "legislators.csv", columns, problems)
        return [row for row in rows if row.has_word("chamber", self.jurisdiction.houses, problems)]

    def _committees(self, problems: list[Problem]) -> tuple[Committee, ...]:
        table = _read_table(self.folder / "committees.csv", COMMITTEE_COLUMNS, problems)
        rows = [row for row in table if row.has_word("chamber", self.jurisdiction.houses, problems)]
        known = [row.values["committee_id"] for row in rows]
        seats: dict[str, list[CommitteeSeat]] = {committee_id: [] for committee_id in known}
        members = _read_table(self.folder / "committee_members.csv", MEMBER_COLUMNS, problems)
        for row in members:
            named = row.has_word("committee_id", known, problems)
            if row.has_word("role", list(Role), problems) and named:
                seat = CommitteeSeat(row.values["person_id"], Role(row.values["role"]))
                seats[row.values["committee_id"]].append(seat)
        return tuple(_committee(row, seats[row.values["committee_id"]]) for row in rows)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a table, and where it stands."""

    values: Mapping[str, str]
    where: str

    def has_word(
        self, column: str, words: Sequence[str] | Mapping[Chamber, House], problems: list[Problem]
    ) -> bool:
        """Say whether a column holds one of the words; note the problem where it does not."""
        if self.values[column] in words:
            return True
        cure = f"write one of {', '.join(words) or 'none'}"
        problems.append(Problem(column, self.values[column], cure, self.where))
        return False


def _read_table(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[_Row]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                cure = "add this column, or write the table anew with its tool"
                where = f"{path}, line 1"
                problems.extend(Problem("missing column", name, cure, where) for name in missing)
                return []
            return list(_rows(path, reader, columns, problems))
    except OSError as error:
        problems.append(Problem("table", str(error.strerror), "put the file there", str(path)))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem("table", str(error), "save it as a UTF-8 CSV", str(path)))
    return []


def _rows(
    path: Path,
    reader: "csv.DictReader[str]",
    columns: Sequence[str],
    problems: list[Problem],
) -> Iterator[_Row]:
    for values in reader:
        where = f"{path}, line {reader.line_num}"
        if None in values or None in values.values():
            cure = "give every column of the header one cell"
            problems.append(Problem("number of cells", str(len(values)), cure, where))
            continue
        yield _Row({name: values[name].strip() for name in columns}, where)


def _legislator(row: _Row) -> Legislator:
    values = {name: text for name, text in row.values.items() if name != "chamber"}
    return Legislator(chamber=Chamber(row.values["chamber"]), **values)


def _committee(row: _Row, seats: Sequence[CommitteeSeat]) -> Committee:
    values = {name: text for name, text in row.values.items() if name != "chamber"}
    return Committee(chamber=Chamber(row.values["chamber"]), seats=tuple(seats), **values)


def _zips(
    rows: Sequence[_Row], jurisdiction: Jurisdiction, problems: list[Problem]
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
    row: _Row, jurisdiction: Jurisdiction, problems: list[Problem]
) -> Iterator[DistrictRef]:
    for chamber in jurisdiction.houses:
        numbers = row.values[chamber].split()
        if not numbers:
            cure = "name every district that the ZIP touches"
            problems.append(Problem(chamber.value, "", cure, row.where))
        for number in numbers:
            yield jurisdiction.district(chamber, number)


def _check_with_lines(roster: Roster, lines: Mapping[str, str]) -> None:
    try:
        check(roster)
    except RosterError as error:
        raise RosterError(
            replace(problem, where=lines.get(problem.person_id, "")) for problem in error.problems
        ) from error


def _raise_any(problems: Sequence[Problem]) -> None:
    if problems:
        raise RosterError(problems)
