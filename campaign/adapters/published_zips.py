"""A table of ZIP codes with the districts that each touches, and the districts of a roster.

Its columns are `zip` and one for each chamber, under any of the names that such tables use.
Several districts stand apart by semicolons, or by spaces where they are numbers.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from campaign.adapters.csv_tables import Row, raise_any, read_table
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Places
from campaign.domain.places import Chamber, DistrictRef, ZipCode, tidy_number
from campaign.domain.roster import Problem, Roster, counted_seats

NAMES: Mapping[Chamber, tuple[str, ...]] = {
    Chamber.LOWER: ("lower", "house", "assembly"),
    Chamber.UPPER: ("upper", "senate"),
}
"""What tables call the column of a chamber."""

_NUMBERS = re.compile(r"[0-9]+(?: [0-9]+)*")


def read_places(roster: Roster, path: Path) -> Places:
    """Return every district that a ZIP touches or somebody sits for. Raises RosterError."""
    problems: list[Problem] = []
    jurisdiction = counted_seats(roster)
    columns = {chamber: _column(path, chamber) for chamber in jurisdiction.houses}
    zips: dict[ZipCode, tuple[DistrictRef, ...]] = {}
    for row in read_table(path, ("zip", *columns.values()), problems):
        try:
            zip_code = ZipCode.parse(row.values["zip"])
        except Refused:
            cure = "write five digits, like 95814"
            problems.append(Problem("zip", row.values["zip"], cure, row.where))
            continue
        zips[zip_code] = tuple(
            jurisdiction.district(chamber, number)
            for chamber, column in columns.items()
            for number in _numbers(row, column)
        )
    raise_any(problems)
    touched = {district for found in zips.values() for district in found}
    held = {
        jurisdiction.district(seat.chamber, seat.district)
        for seat in (*(person.seat for person in roster.legislators), *roster.vacant)
    }
    districts = sorted(touched | held, key=lambda district: district.ocd_id)
    return Places(jurisdiction, tuple(districts), zips)


def _column(path: Path, chamber: Chamber) -> str:
    """Return the name of a chamber's column in this table, the usual one where it has none."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            header = lines.readline().strip().split(",")
    except (OSError, UnicodeDecodeError):
        header = []
    names = NAMES[chamber]
    return next((name for name in names if name in header), names[0])


def _numbers(row: Row, column: str) -> Iterator[str]:
    cell = row.values[column]
    parts = cell.split() if _NUMBERS.fullmatch(cell) else cell.split(";")
    return (tidy_number(part) for part in parts if part.strip())
