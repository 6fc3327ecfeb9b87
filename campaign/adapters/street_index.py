"""The street index: a file of rows that say in which districts a street's houses lie."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import msgspec

from campaign.adapters.boundary_grid import Grid
from campaign.adapters.place_shelf import Shelf
from campaign.adapters.street_files import Side, read_sides
from campaign.adapters.street_sides import districts_beside
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import DistrictRef, ZipCode
from campaign.domain.ports import Progress
from campaign.domain.roster import Problem, RosterError
from campaign.domain.streets import (
    Parity,
    Range,
    StreetEdition,
    StreetRow,
    merged,
    range_of,
    street_name,
)

TABLES = """
CREATE TABLE about (edition TEXT, districts TEXT);
CREATE TABLE streets (
    zip TEXT, core TEXT, street TEXT, first INTEGER, last INTEGER, parity TEXT, districts TEXT
);
CREATE TABLE read (
    zip TEXT, core TEXT, street_key TEXT, street TEXT,
    first INTEGER, last INTEGER, parity TEXT, districts TEXT
);
"""
SIDES_AT_ONCE = 10_000
MEMORY_KIB = 64 * 1024

_ADD_READ = "INSERT INTO read VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_ROW = "INSERT INTO streets VALUES (?, ?, ?, ?, ?, ?, ?)"
_ALL_READ = "SELECT zip, core, street_key, street, first, last, parity, districts FROM read"
_ROWS = (
    "SELECT street, first, last, parity, districts FROM streets WHERE zip = ? AND core = ?"
    " ORDER BY street, first, last"
)
_NAMES = "SELECT DISTINCT street FROM streets WHERE zip = ? ORDER BY street"

ReadRow = tuple[str, str, str, str, int | None, int | None, str, str]


class StreetShelf:
    """The indexes in a folder, one for each jurisdiction and day on which lines begin."""

    def __init__(self, folder: Path, grids: Shelf[Grid]) -> None:
        self.shelf: Shelf[_Index] = Shelf(folder, "streets", _Index.open)
        self._grids = grids

    def build(
        self,
        files: Sequence[Path],
        jurisdiction: Jurisdiction,
        *,
        progress: Progress,
        now: datetime,
    ) -> StreetEdition:
        """Join files of streets to the outlines in use. Raises RosterError, NotFound."""
        day = jurisdiction.day(now)
        grid = self._grids.holding(jurisdiction.slug, on=day)
        valid_from = grid.head.valid_from
        with self.shelf.replacing(jurisdiction.slug, valid_from) as path:
            ranges, rows = _build(path, files, grid, progress)
            edition = StreetEdition(jurisdiction.slug, valid_from, now, len(files), ranges, rows)
            _finish(path, edition, grid)
        return edition

    def edition(self, jurisdiction: str, *, on: date) -> StreetEdition:
        """Return which index holds on a day. Raises NotFound."""
        return self.shelf.holding(jurisdiction, on=on).edition

    def rows(self, zip_code: ZipCode, core: str, *, jurisdiction: str, on: date) -> list[StreetRow]:
        """Return the rows of all streets of a ZIP whose name has this core."""
        try:
            return self.shelf.holding(jurisdiction, on=on).rows(zip_code.digits, core)
        except NotFound:
            return []

    def names(self, zip_code: ZipCode, *, jurisdiction: str, on: date) -> list[str]:
        """Return the streets of a ZIP as they are written."""
        try:
            return self.shelf.holding(jurisdiction, on=on).names(zip_code.digits)
        except NotFound:
            return []


@dataclass(slots=True)
class _Index:
    """One index, open for questions."""

    connection: sqlite3.Connection
    edition: StreetEdition
    districts: list[DistrictRef]

    @classmethod
    def open(cls, path: Path) -> "_Index":
        # It is never written to again, so that no lock is needed and threads may share it.
        connection = sqlite3.connect(
            f"file:{path}?immutable=1", uri=True, check_same_thread=False, isolation_level=None
        )
        edition, districts = connection.execute("SELECT edition, districts FROM about").fetchone()
        return cls(
            connection,
            msgspec.json.decode(edition, type=StreetEdition),
            msgspec.json.decode(districts, type=list[DistrictRef]),
        )

    def rows(self, digits: str, core: str) -> list[StreetRow]:
        """Return the rows of all streets of a ZIP with this core."""
        return [
            StreetRow(street, first, last, Parity(parity), self._refs(districts))
            for street, first, last, parity, districts in self.connection.execute(
                _ROWS, (digits, core)
            )
        ]

    def names(self, digits: str) -> list[str]:
        """Return the streets of a ZIP."""
        return [street for (street,) in self.connection.execute(_NAMES, (digits,))]

    def _refs(self, numbers: str) -> tuple[DistrictRef, ...]:
        return tuple(self.districts[number] for number in _numbers(numbers))


def _build(path: Path, files: Sequence[Path], grid: Grid, progress: Progress) -> tuple[int, int]:
    """Read a county at a time, then join neighbours; return how many ranges became how many rows.

    What is read waits on the disk, so that no county need fit into memory.
    """
    if not files:
        cure = "fetch them with: campaign places fetch --streets"
        raise RosterError([Problem("files of streets", "none", cure)])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            f" PRAGMA cache_size = -{MEMORY_KIB}; {TABLES}"
        )
        ranges = 0
        for number, file in enumerate(files):
            progress(file.name, number, len(files))
            ranges += _add(connection, _joined(read_sides(file), grid))
        progress("streets", len(files), len(files))
        rows = _merge(connection)
    return ranges, rows


def _joined(sides: Iterable[Side], grid: Grid) -> Iterator[ReadRow]:
    """Say of every side in which districts its houses lie."""
    numbers = {district: number for number, district in enumerate(grid.head.districts)}
    for side in sides:
        found = districts_beside(side.line, grid, left=side.left)
        districts = tuple(sorted(numbers[district] for district in found))
        each = range_of(side.first, side.last, side.parity, districts)
        name = street_name(side.street)
        yield (
            side.zip_code.digits,
            name.core,
            name.key,
            side.street,
            each.first,
            each.last,
            each.parity.value,
            ",".join(map(str, districts)),
        )


def _add(connection: sqlite3.Connection, rows: Iterator[ReadRow]) -> int:
    before = connection.total_changes
    connection.execute("BEGIN")
    connection.executemany(_ADD_READ, rows)
    connection.execute("COMMIT")
    return connection.total_changes - before


def _merge(connection: sqlite3.Connection) -> int:
    """Write the rows of every street of every ZIP, and forget what was read."""
    connection.execute("CREATE INDEX by_street ON read (zip, core, street_key)")
    connection.execute("BEGIN")
    found = connection.execute(f"{_ALL_READ} ORDER BY zip, core, street_key")
    before = connection.total_changes
    for (digits, core, _), rows in groupby(found, key=lambda row: row[:3]):
        same = list(rows)
        street = min(row[3] for row in same)
        ranges = [Range(row[4], row[5], Parity(row[6]), _numbers(row[7])) for row in same]
        connection.executemany(
            _ADD_ROW,
            [
                (digits, core, street, each.first, each.last, each.parity.value, _text(each))
                for each in merged(ranges)
            ],
        )
    written = connection.total_changes - before
    connection.execute("COMMIT")
    connection.execute("DROP TABLE read")
    return written


def _finish(path: Path, edition: StreetEdition, grid: Grid) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE INDEX by_core ON streets (zip, core)")
        connection.execute(
            "INSERT INTO about VALUES (?, ?)",
            (
                msgspec.json.encode(edition).decode(),
                msgspec.json.encode(grid.head.districts).decode(),
            ),
        )
        connection.execute("VACUUM")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def _text(each: Range) -> str:
    return ",".join(map(str, each.districts))
