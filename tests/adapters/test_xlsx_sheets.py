"""A spreadsheet as other programs read it: names on top, texts that stay texts."""

import io
from collections.abc import Iterator

import openpyxl
import pytest

from campaign.adapters.xlsx_sheets import SHEET, XlsxSheets

COLUMNS = ("name", "zip", "count")


def sheet(rows: Iterator[tuple[str | int, ...]]) -> list[list[object]]:
    """Write rows and return what another program reads."""
    file = io.BytesIO()
    XlsxSheets().write(COLUMNS, rows, file.write)
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    return [[cell.value for cell in row] for row in book[SHEET].iter_rows()]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "@x", "Bến", "https://example.org", "mailto:a@b.c", "TRUE", "2026-01-01", "5"],
)
def test_a_text_stays_a_text(text: str) -> None:
    found = sheet(iter([(text, "01234", -3)]))

    assert found == [list(COLUMNS), [text, "01234", -3]]


def test_without_rows_the_names_stand_there() -> None:
    assert sheet(iter([]))[0] == list(COLUMNS)


def test_what_reading_a_row_raises_comes_out() -> None:
    def rows() -> Iterator[tuple[str | int, ...]]:
        yield ("Ana", "01234", 1)
        raise ConnectionError("away")

    with pytest.raises(ConnectionError):
        sheet(rows())
