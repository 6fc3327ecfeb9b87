"""A paper sheet: typed a few rows at a time, mended, and brought in like any list."""

from datetime import datetime

import pytest

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.imports import MOST_SHEET_ROWS, Forecast, ImportKind, ImportState
from campaign.queries.imports import imported
from campaign.services.type_rows import begin_sheet, take_row_out, type_rows, typed_rows
from tests import lists, make

pytestmark = pytest.mark.usefixtures("campaign")

ROSA = ["Rosa", "Peña, de Ruiz", "rosa@example.org", "Oakland", "90001"]
LUIS = ["Luis", "", "luis@example.org", "", ""]


@pytest.fixture
def sheet(now: datetime) -> str:
    """An empty sheet."""
    return begin_sheet(sealer=wiring.edges().sealer, staff_member_id=None, now=now)


def type_in(sheet: str, *rows: list[str]) -> int:
    """Type rows."""
    edges = wiring.edges()
    return type_rows(sheet, rows, tables=edges.tables, sealer=edges.sealer)


def kept(sheet: str) -> list[list[str]]:
    """Return the rows of a sheet."""
    edges = wiring.edges()
    return typed_rows(sheet, tables=edges.tables, sealer=edges.sealer)


def test_rows_are_added_and_encrypted(sheet: str) -> None:
    type_in(sheet, ROSA)

    assert type_in(sheet, LUIS) == 2
    assert kept(sheet) == [ROSA, LUIS]
    assert make.places_of(["rosa@example", "Ruiz"]).total() == 0
    assert imported(sheet).kind is ImportKind.SHEET


def test_a_row_is_taken_out(sheet: str) -> None:
    edges = wiring.edges()
    type_in(sheet, ROSA, LUIS)
    take_row_out(sheet, 0, tables=edges.tables, sealer=edges.sealer)
    take_row_out(sheet, 7, tables=edges.tables, sealer=edges.sealer)

    assert kept(sheet) == [LUIS]


def test_a_sheet_comes_in_like_any_list(sheet: str, now: datetime) -> None:
    type_in(sheet, ROSA, LUIS)
    lists.check(sheet, now)
    lists.run(sheet, now)

    assert imported(sheet).did == Forecast(2, 0, 0, 0)
    with pytest.raises(Refused, match="import_moved_on"):
        type_in(sheet, LUIS)


def test_what_is_typed_after_a_try_is_tried_again(sheet: str, now: datetime) -> None:
    type_in(sheet, ROSA)
    lists.check(sheet, now)
    type_in(sheet, LUIS)

    assert imported(sheet).state is ImportState.OPEN


def test_a_sheet_has_an_end(sheet: str) -> None:
    type_in(sheet, *([ROSA] * MOST_SHEET_ROWS))

    with pytest.raises(Refused, match="sheet_is_full"):
        type_in(sheet, LUIS)


def test_a_file_is_no_sheet(now: datetime) -> None:
    with pytest.raises(NotFound):
        type_in(lists.stage(lists.csv_of("x"), now), LUIS)
    with pytest.raises(NotFound):
        kept("unknown")
