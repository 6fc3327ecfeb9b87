"""Write a file into a sink, bit by bit: its number of rows and its hash come out."""

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from defusedcsv import csv as harmless

from campaign.domain.exports import ExportOrder, FileFormat
from campaign.domain.osdi import PEOPLE, person
from campaign.domain.ports import Sheets
from campaign.queries.export_lines import ROWS_AT_ONCE, csv_lines, rows
from campaign.queries.export_rows import statement

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet program that the file is UTF-8."""

FULL_WIDTH = ("＝", "＋", "－", "＠")  # noqa: RUF001  # Excel takes them for = + - @.
_SUSPECT = re.compile(
    rb"(?m:^|[,\"])(?:[=+\-@|%]|\xef\xbc[\x9d\x8b\x8d\xa0])"  # What begins a formula.
    rb"|[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]"  # What steers a terminal or a program.
    rb"|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xd8\x9c|\xef\xbb\xbf"  # What nobody sees.
)
_SIGNS = {
    b"=+-@|%": b"=",
    b',"\n': b",",
    bytes((*range(10), *range(11, 32), 127, 0xC2, 0xD8, 0xE2, 0xEF)): b"!",
}
_SCREEN = bytes(
    next((kind[0] for signs, kind in _SIGNS.items() if sign in signs), 0) for sign in range(256)
)
"""Turns each byte into its kind, so that a look at a thousand rows takes two short searches."""
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}

Sink: TypeAlias = Callable[[bytes], object]
Heard: TypeAlias = Callable[[int], None]
"""Hears, a thousand rows at a time, how many were written so far."""


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file: how many rows it has beneath its header, and its SHA-256."""

    rows: int
    sha256: str


def write_file(order: ExportOrder, sink: Sink, *, sheets: Sheets, heard: Heard) -> Written:
    """Write the file that was ordered, as it is now; nothing of it is kept in memory."""
    gauge = _Gauge(sink, heard)
    match order.file_format:
        case FileFormat.CSV:
            _write_csv(order, gauge)
        case FileFormat.XLSX:
            sheets.write(order.columns, _cells(order, gauge), gauge.take)
        case FileFormat.OSDI:
            _write_osdi(order, gauge)
    return Written(gauge.rows, gauge.hash.hexdigest())


class _Gauge:
    """Hands bytes on, and measures what passes."""

    def __init__(self, sink: Sink, heard: Heard) -> None:
        self._sink, self._heard = sink, heard
        self.hash = hashlib.sha256()
        self.rows = 0

    def take(self, content: bytes) -> None:
        """Hand on a part of the file."""
        self.hash.update(content)
        self._sink(content)

    def count(self, rows: int) -> None:
        """Count rows that were read."""
        self.rows += rows
        if self.rows % ROWS_AT_ONCE == 0:
            self._heard(self.rows)


def _write_csv(order: ExportOrder, gauge: _Gauge) -> None:
    header = ",".join(order.columns)
    gauge.take(f"{BYTE_ORDER_MARK}{header}\r\n".encode())
    for lines, number in csv_lines(statement(order)):
        gauge.take(harmless_lines(lines, number))
        gauge.count(number)


def _write_osdi(order: ExportOrder, gauge: _Gauge) -> None:
    gauge.take(f'{{"_embedded": {{"{PEOPLE}": ['.encode())
    between = "\n"
    for row in _cells(order, gauge):
        found = person(dict(zip(order.columns, map(str, row), strict=True)))
        gauge.take(f"{between}{json.dumps(found, ensure_ascii=False)}".encode())
        between = ",\n"
    gauge.take(f'\n]}}, "total_records": {gauge.rows}}}\n'.encode())


def _cells(order: ExportOrder, gauge: _Gauge) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows with each text on one line and nothing unseen in it; numbers stay numbers."""
    for row in rows(statement(order)):
        gauge.count(1)
        yield tuple(
            value if isinstance(value, int) or value.isprintable() else _plain(value)
            for value in row
        )


def harmless_lines(lines: bytes, number: int) -> bytes:
    """Return so many rows of CSV with the line ends of spreadsheets, and no cell a formula.

    Rows that hold nothing suspicious, nearly all of them, are looked at together.
    """
    if lines.count(b"\n") != number:
        return _rewritten(lines)
    kinds = lines.translate(_SCREEN)
    if b",=" in kinds or b"!" in kinds or kinds.startswith(b"="):
        each = (line + b"\n" for line in lines.split(b"\n")[:-1])
        return b"".join(
            _rewritten(line) if _SUSPECT.search(line) else line[:-1] + b"\r\n" for line in each
        )
    return lines.replace(b"\n", b"\r\n")


def _rewritten(lines: bytes) -> bytes:
    text = io.StringIO()
    found = csv.reader(io.StringIO(lines.decode(), newline=""))
    harmless.writer(text).writerows(map(_harmless, row) for row in found)
    return text.getvalue().encode()


def _harmless(cell: str) -> str:
    """Return a cell on one line, without what nobody sees; its first sign is no full-width one."""
    plain = _plain(cell).strip()
    return f"'{plain}" if plain.startswith(FULL_WIDTH) else plain


def _plain(cell: str) -> str:
    """Return a text on one line without signs that nobody sees, save the joiners of names."""
    spaced = re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", cell)
    return "".join(
        sign
        for sign in spaced
        if sign in "\u200c\u200d" or unicodedata.category(sign) not in _UNSEEN
    )
