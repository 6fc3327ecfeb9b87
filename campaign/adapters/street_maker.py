"""Makes a street index: reads counties, joins them to outlines, and writes merged rows."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from campaign.adapters.boundary_grid import Grid
from campaign.adapters.street_files import Side, read_sides
from campaign.adapters.street_sides import districts_beside
from campaign.domain.ports import Progress
from campaign.domain.roster import Problem, RosterError
from campaign.domain.streets import (
    Parity,
    Range,
    StreetEdition,
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
MEMORY_KIB = 64 * 1024

_ADD_READ = "INSERT INTO read VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_ROW = "INSERT INTO streets VALUES (?, ?, ?, ?, ?, ?, ?)"
_ALL_READ = "SELECT zip, core, street_key, street, first, last, parity, districts FROM read"

ReadRow = tuple[str, str, str, str, int | None, int | None, str, str]


def make_index(
    path: Path, files: Sequence[Path], grid: Grid, *, progress: Progress, now: datetime
) -> StreetEdition:
    """Write the index of these files of streets, and say what it holds. Raises RosterError."""
    ranges, rows = _build(path, files, grid, progress)
    head = grid.head
    edition = StreetEdition(head.jurisdiction, head.valid_from, now, len(files), ranges, rows)
    _finish(path, edition, grid)
    return edition


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
