"""CSV: its encoding and its delimiter are told by the file itself, or it is refused."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from campaign.domain.errors import Refused
from campaign.domain.imports import LONGEST_CELL

DELIMITERS = (",", ";", "\t")
NAMES_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
"""A first line by which spreadsheet programs tell each other the delimiter."""

AT_ONCE = 1024 * 1024
LOOKED_AT = 4_096
MOSTLY = 0.4
"""Every second byte of plain text in UTF-16 is empty; so many of them tell it apart."""

_WESTERN = re.compile(
    "[ -~\t\r\n\u00a0\u00a1\u00aa\u00ab\u00b0\u00b4\u00b7\u00ba\u00bb\u00bf\u00c0-\u00d6"
    "\u00d8-\u00f6\u00f8-\u00ff\u20ac\u2026\u2013\u2014\u2018\u2019\u201c\u201d]*"
)
_MISREAD = re.compile(
    "[A-Za-z][\u2013\u2014\u2026\u20ac\u201c\u201d][A-Za-z]|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{4}"
)
"""What the letters of other encodings become when they are read as Windows-1252."""


def delimited_rows(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, without the empty cells at their ends.

    Raises Refused("file_encoding"), Refused("file_wrong_type") or Refused("file_broken").
    """
    encoding = encoding_of(content)
    lines = _lines(content, encoding)
    delimiter = _delimiter(content, encoding)
    first = next(lines, "")
    if NAMES_DELIMITER.fullmatch(first) is None:
        lines = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    reader = csv.reader(_without_nul(lines), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise Refused("file_broken")
            while row and not row[-1]:
                row.pop()
            yield row
    except csv.Error as error:
        raise Refused("file_broken") from error


def encoding_of(content: bytes) -> str:
    """Return the encoding of a text. Raises Refused where it cannot be told."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(content, "utf-16")
    head = content[:LOOKED_AT]
    if b"\0" in head:
        half = max(len(head) // 2, 1)
        for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
            if head[start::2].count(0) > MOSTLY * half and not head[1 - start :: 2].count(0):
                return _checked(content, encoding)
        raise Refused("file_wrong_type")
    try:
        return _checked(content, "utf-8-sig")
    except Refused:
        return _checked(content, "cp1252")


def _checked(content: bytes, encoding: str) -> str:
    """Return an encoding in which all of a content is text. Raises Refused("file_encoding").

    Windows-1252 takes nearly everything, so what it makes of a text must look like a text.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), AT_ONCE):
            last = start + AT_ONCE >= len(content)
            text = decoder.decode(content[start : start + AT_ONCE], final=last)
            if encoding == "cp1252" and (not _WESTERN.fullmatch(text) or _MISREAD.search(text)):
                raise Refused("file_encoding")
    except UnicodeDecodeError as error:
        raise Refused("file_encoding") from error
    return encoding


def _lines(content: bytes, encoding: str) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def _delimiter(content: bytes, encoding: str) -> str:
    """Return what parts the cells of the first row: what makes most of them."""
    first = next(_lines(content, encoding), "")
    named = NAMES_DELIMITER.fullmatch(first)
    if named is not None:
        return named[1]
    counts = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader([first], delimiter=delimiter), []))
        except csv.Error as error:
            raise Refused("file_broken") from error
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines. Raises Refused("file_wrong_type") at a NUL: no text holds one."""
    for line in lines:
        if "\0" in line:
            raise Refused("file_wrong_type")
        yield line
