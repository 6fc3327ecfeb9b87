"""The shelf answers by the file that holds on a day, and never by half of one."""

from datetime import date
from pathlib import Path

import pytest

from campaign.adapters.place_shelf import Shelf
from campaign.domain.errors import NotFound

FIRST, SECOND = date(2022, 12, 5), date(2032, 12, 6)


def put(shelf: Shelf[str], day: date, text: str) -> None:
    with shelf.replacing("invented", day) as path:
        path.write_text(text, encoding="utf-8")


def fall_while_writing(shelf: Shelf[str]) -> None:
    with shelf.replacing("invented", FIRST) as path:
        path.write_text("hal", encoding="utf-8")
        raise KeyboardInterrupt


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf[str]:
    return Shelf(tmp_path, "text", lambda path: path.read_text(encoding="utf-8"))


def test_a_day_is_answered_by_the_lines_that_hold_on_it(shelf: Shelf[str]) -> None:
    put(shelf, FIRST, "old lines")
    put(shelf, SECOND, "new lines")

    assert shelf.holding("invented", on=date(2032, 12, 5)) == "old lines"
    assert shelf.holding("invented", on=SECOND) == "new lines"


def test_before_the_first_day_nothing_holds(shelf: Shelf[str]) -> None:
    put(shelf, FIRST, "lines")

    with pytest.raises(NotFound):
        shelf.holding("invented", on=date(2022, 12, 4))


def test_a_new_file_answers_at_once(shelf: Shelf[str]) -> None:
    put(shelf, FIRST, "lines")
    shelf.holding("invented", on=FIRST)

    put(shelf, FIRST, "better lines")

    assert shelf.holding("invented", on=FIRST) == "better lines"


def test_whoever_falls_while_writing_leaves_the_old_file(shelf: Shelf[str]) -> None:
    put(shelf, FIRST, "lines")
    with pytest.raises(KeyboardInterrupt):
        fall_while_writing(shelf)

    assert shelf.holding("invented", on=FIRST) == "lines"


def test_what_a_killed_writer_left_is_swept_away(shelf: Shelf[str]) -> None:
    left = shelf.fresh("invented", FIRST)
    left.write_text("hal", encoding="utf-8")

    put(shelf, FIRST, "lines")

    assert [path.name for path in left.parent.iterdir()] == ["2022-12-05.text"]
