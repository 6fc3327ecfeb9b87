"""Spreadsheets as XLSX, written by rust_xlsxwriter while their rows are read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, cast

import rustpy_xlsxwriter

SHEET = "List"
COLUMN_WIDTH = 18.0


class XlsxSheets:
    """Writes one sheet; a text is a text in it, and never a formula, a link or a number."""

    def write(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str | int]],
        sink: Callable[[bytes], object],
    ) -> None:
        """Hand a file to the sink, bit by bit. Whatever reading a row raises comes out."""
        records = (dict(zip(columns, row, strict=True)) for row in rows)
        rustpy_xlsxwriter.write_worksheet(
            _at_least_one(records, columns),
            cast("BinaryIO", _Sink(sink)),
            sheet_name=SHEET,
            bold_headers=True,
            freeze_row=1,
            column_width=COLUMN_WIDTH,
        )


class _Sink:
    """What the writer takes for a file: it writes, and never goes back."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take

    def write(self, content: bytes) -> int:
        """Hand a part of the file on."""
        self._take(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Everything was handed on."""


def _at_least_one(
    records: Iterator[dict[str, str | int]], columns: Sequence[str]
) -> Iterator[dict[str, str | int]]:
    """Yield records, or one of nothing: the writer learns the columns' names from the first."""
    first = next(records, None)
    return chain([dict.fromkeys(columns, "") if first is None else first], records)
