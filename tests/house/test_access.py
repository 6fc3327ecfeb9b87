"""The table of who may open what in the console is the code's own."""

from pathlib import Path

from flask import Flask

from campaign.domain.staff import StaffRole
from tests.console_routes import console_routes

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "access.md"
HEAD = ["method", "address", "anyone", *(f"`{role}`" for role in StaffRole), "second step"]


def cells(line: str) -> tuple[str, ...]:
    """Return the cells of a table's row."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def test_the_table_has_a_row_for_every_address_and_no_other(app: Flask) -> None:
    table = DOCUMENT.read_text(encoding="utf-8").partition("## The table\n")[2]
    head, _, *rows = [cells(line) for line in table.splitlines() if line.startswith("|")]

    assert list(head) == HEAD
    assert rows == [route.row for route in console_routes(app)]
