"""XLSX: read cell by cell, never unpacked as a whole, with nothing outside it looked at."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time

from defusedxml import DefusedXmlException
from openpyxl import DEFUSEDXML, load_workbook

from campaign.domain.errors import Refused
from campaign.domain.imports import LONGEST_CELL, MIB, MOST_COLUMNS

MOST_UNPACKED = 64 * MIB
MOST_WORDS = 16 * MIB
"""Bytes of the one part that is held whole: the words that cells share."""

MOST_PARTS = 1_000
BOOK = "xl/workbook.xml"
WORDS = "xl/sharedStrings.xml"
ENCRYPTED = 0x1


def workbook_rows(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a workbook's first sheet as text, without the empty cells at their ends.

    A formula is the value that it had. Raises Refused("file_unpacks"), Refused("file_wrong_type")
    or Refused("file_broken").
    """
    if not DEFUSEDXML:  # Without it a workbook's entities would be believed.
        raise Refused("file_wrong_type")
    _check_parts(content)
    try:
        yield from _cells(content)
    except (Refused, MemoryError):
        raise
    except (DefusedXmlException, zipfile.BadZipFile, zlib.error) as error:
        raise Refused("file_broken") from error
    except Exception as error:  # A broken workbook lets openpyxl raise whatever it meets.
        raise Refused("file_broken") from error


def _check_parts(content: bytes) -> None:
    """Refuse a workbook by what its parts say of themselves; no more of one is ever unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("file_broken") from error
    if BOOK not in {part.filename for part in parts}:
        raise Refused("file_wrong_type")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused("file_wrong_type")
    words = sum(part.file_size for part in parts if part.filename == WORDS)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or words > MOST_WORDS:
        raise Refused("file_unpacks", limit=MOST_UNPACKED // MIB)


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
