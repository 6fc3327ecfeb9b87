"""Files of lists: what one is by its content, never by its name, and its rows."""

from collections.abc import Iterator

from campaign.adapters.lists.delimited import delimited_rows
from campaign.domain.errors import Refused
from campaign.domain.imports import MOST_COLUMNS, MOST_ROWS, MOST_WORKBOOK_ROWS, ImportKind

ZIP_FILE = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""What old and encrypted files of spreadsheet programs begin with."""

OTHERS = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
MARKUP = (b"<", b"{\\rtf")


class ListReader:
    """Reads CSV and XLSX."""

    def kind(self, content: bytes) -> ImportKind:
        """Return what a file is."""
        start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start:
            raise Refused("file_empty")
        if content.startswith(ZIP_FILE):
            return ImportKind.XLSX
        if content.startswith((OLD_OFFICE, *OTHERS)) or start.startswith(MARKUP):
            raise Refused("file_wrong_type")
        return ImportKind.CSV

    def rows(self, content: bytes) -> Iterator[list[str]]:
        """Yield the rows of a file, as far as they can be read."""
        if self.kind(content) is ImportKind.XLSX:
            # It brings numpy with it, for which no worker and no page waits at its start.
            from campaign.adapters.lists.workbook import workbook_rows  # noqa: PLC0415  # As above.

            return _within(workbook_rows(content), MOST_WORKBOOK_ROWS)
        return _within(delimited_rows(content), MOST_ROWS)


def _within(rows: Iterator[list[str]], most: int) -> Iterator[list[str]]:
    """Yield rows up to a number beside the headers. Refuses one too many, and one too wide."""
    for number, row in enumerate(rows):
        if number > most:
            raise Refused("file_too_many_rows", limit=most)
        if len(row) > MOST_COLUMNS:
            raise Refused("file_too_wide", limit=MOST_COLUMNS)
        yield row
