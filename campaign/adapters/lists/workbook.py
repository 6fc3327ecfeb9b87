"""XLSX: read cell by cell, never unpacked as a whole, with nothing outside it looked at."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from enum import StrEnum

from defusedxml.ElementTree import fromstring
from openpyxl import DEFUSEDXML, load_workbook

from campaign.domain.errors import Refused
from campaign.domain.imports import LONGEST_CELL, MIB, MOST_COLUMNS

MOST_UNPACKED = 64 * MIB
MOST_WORDS = 16 * MIB
"""Bytes of the words that cells share: they are held while the cells are read."""

MOST_FRAME = 4 * MIB
"""Bytes of all other parts that are text: styles, relations and the like are held as trees."""

MOST_PARTS = 1_000
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
SHEETS = "xl/worksheets/"
ENCRYPTED = 0x1


class Kind(StrEnum):
    """What a part says that it is."""

    SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    WORDS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def workbook_rows(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a workbook's first sheet as text, without the empty cells at their ends.

    A formula is the value that it had. Raises Refused("file_unpacks"), Refused("file_wrong_type")
    or Refused("file_broken").
    """
    if not DEFUSEDXML:  # Without it a workbook's entities would be believed.
        raise Refused("file_wrong_type")
    try:
        _check_parts(content)
        yield from _cells(content)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # A broken workbook lets openpyxl raise whatever it meets.
        raise Refused("file_broken") from error


def _check_parts(content: bytes) -> None:
    """Refuse a workbook by what its parts say of themselves; no more of one is ever unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename: part.file_size for part in parts}
        if BOOK not in names or any(part.flag_bits & ENCRYPTED for part in parts):
            raise Refused("file_wrong_type")
        unpacked = sum(part.file_size for part in parts)
        too_much = unpacked > MOST_UNPACKED or names.get(TYPES, 0) > MOST_FRAME
        if len(parts) > MOST_PARTS or too_much:
            raise Refused("file_unpacks", limit=MOST_UNPACKED // MIB)
        kinds = _kinds(archive.read(TYPES))
    words, frame = 0, 0
    for part in parts:
        kind = kinds.get(part.filename, {""})
        if kind == {Kind.WORDS}:
            words += part.file_size
        elif kind != {Kind.SHEET} or not part.filename.startswith(SHEETS):
            frame += part.file_size if part.filename.endswith((".xml", ".rels")) else 0
    if words > MOST_WORDS or frame > MOST_FRAME:
        raise Refused("file_unpacks", limit=MOST_UNPACKED // MIB)


def _kinds(types: bytes) -> dict[str, set[str]]:
    """Return what each part is said to be; one said to be two things is neither."""
    found: dict[str, set[str]] = {}
    for node in fromstring(types).iter():
        name = str(node.get("PartName", "")).lstrip("/")
        found.setdefault(name, set()).add(str(node.get("ContentType", "")))
    return found


def _cells(content: bytes) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            if len(row) > MOST_COLUMNS:
                yield [""] * len(row)  # Whoever reads it refuses its width.
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    finally:
        book.close()


def _text(cell: object) -> str:
    """Return what a cell shows: 95814.0 as 95814, a day as 2026-03-14."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell)
    if len(text) > LONGEST_CELL or "\0" in text:
        raise Refused("file_broken")
    return text
