"""What the charts draw: lengths, the highest day, weeks, and nothing that is veiled."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask

from campaign.domain.disclosure import Veil
from campaign.web.console.charts import (
    BarTable,
    ColumnChart,
    CountRow,
    day_rows,
    draw_bars,
    draw_columns,
    veiled_rows,
)

FIRST = date(2026, 10, 1)


def bar_table(rows: Sequence[CountRow], *, exact: bool, fold: bool = False) -> BarTable:
    """Draw counts as bars for a reader."""
    return draw_bars(veiled_rows(rows, exact=exact), fold=fold)


def day_chart(counts: Callable[[date], tuple[int, ...]], first: date, last: date) -> ColumnChart:
    """Draw the counts of some days as columns."""
    rows, _by_week = day_rows(counts, first, last)
    return draw_columns(veiled_rows(rows, exact=True))


def rows(*counts: int) -> list[CountRow]:
    """Return rows with one count each."""
    return [CountRow(str(place), (count,)) for place, count in enumerate(counts)]


def test_the_longest_bar_is_full_and_the_others_follow() -> None:
    table = bar_table(rows(10, 5, 0), exact=True)

    assert [bar.length for bar in table.bars] == [100, 50, 0]


def test_rows_that_say_nothing_are_counted_and_the_rest_sorted() -> None:
    table = bar_table(rows(0, 5, 10, 0), exact=True, fold=True)

    assert [bar.cells for bar in table.bars] == [(10,), (5,)]
    assert table.left_out == 2


def test_a_veiled_bar_has_no_length() -> None:
    table = bar_table(rows(3, 2, 10), exact=False)

    assert [(bar.cells[0], bar.length) for bar in table.bars] == [
        (Veil.FEW, 0),
        (Veil.FEW, 0),
        (10, 100),
    ]


def test_each_column_of_a_table_is_veiled_by_itself() -> None:
    table = bar_table([CountRow("a", (9, 1)), CountRow("b", (8, 2))], exact=False)

    assert [bar.cells for bar in table.bars] == [(9, Veil.FEW), (8, Veil.FEW)]


@pytest.fixture
def page(app: Flask) -> None:
    with app.test_request_context("/en/"):
        yield


@pytest.mark.usefixtures("page")
def test_the_first_of_the_highest_days_is_marked() -> None:
    counts = {FIRST: 2, FIRST + timedelta(days=1): 7, FIRST + timedelta(days=2): 7}
    chart = day_chart(lambda day: (counts[day],), FIRST, max(counts))

    assert [column.is_highest for column in chart.columns] == [False, True, False]
    assert chart.columns[1].top + chart.columns[1].height == pytest.approx(100)


@pytest.mark.usefixtures("page")
def test_days_without_letters_have_no_highest() -> None:
    chart = day_chart(lambda _day: (0,), FIRST, FIRST)

    assert [column.is_highest for column in chart.columns] == [False]


@pytest.mark.usefixtures("page")
def test_a_long_time_is_drawn_by_weeks_that_begin_on_monday() -> None:
    chart = day_chart(lambda _day: (1, 2), FIRST, FIRST + timedelta(days=99))

    assert [column.cells for column in chart.columns[:2]] == [(4, 8), (7, 14)]
    assert sum(column.cells[0] for column in chart.columns) == 100


@pytest.mark.usefixtures("page")
def test_the_columns_fill_the_drawing_without_touching() -> None:
    chart = day_chart(lambda _day: (1,), FIRST, FIRST + timedelta(days=9))

    ends = [column.left + column.width for column in chart.columns]
    assert all(end < after.left for end, after in zip(ends, chart.columns[1:], strict=False))
    assert ends[-1] <= 100
