"""No count from 1 to 4 is told, whatever a reader knows and subtracts."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.disclosure import (
    Gathered,
    Shown,
    Veil,
    gather,
    veil_grid,
    veil_table,
    veil_total,
)

TABLES = st.lists(st.integers(0, 60), max_size=40)


@pytest.mark.parametrize(
    ("total", "shown"), [(0, 0), (1, Veil.FEW), (4, Veil.FEW), (5, 5), (1_000, 1_000)]
)
def test_a_number_by_itself_is_shown_from_five_on(total: int, shown: Shown) -> None:
    assert veil_total(total) == shown


def test_a_table_without_small_counts_is_shown_as_it_is() -> None:
    assert veil_table([0, 5, 0, 12]) == [0, 5, 0, 12]


def test_small_counts_and_zeros_look_alike() -> None:
    assert veil_table([0, 2, 1, 12]) == [Veil.FEW, Veil.FEW, Veil.FEW, 12]


def test_a_lone_small_count_takes_the_next_smallest_with_it() -> None:
    assert veil_table([3, 7, 20]) == [Veil.WITHHELD, Veil.WITHHELD, 20]


def test_counts_that_are_all_at_their_most_take_the_next_smallest_with_them() -> None:
    assert veil_table([4, 4, 9, 20]) == [Veil.WITHHELD, Veil.WITHHELD, Veil.WITHHELD, 20]


def test_equal_next_smallest_counts_go_together() -> None:
    assert veil_table([3, 7, 7, 20]) == [Veil.WITHHELD, Veil.WITHHELD, Veil.WITHHELD, 20]


@given(TABLES)
def test_no_count_from_one_to_four_is_ever_shown(counts: list[int]) -> None:
    shown = veil_table(counts)

    assert all(cell in {0, Veil.FEW, Veil.WITHHELD} or cell >= 5 for cell in shown)


@given(TABLES)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    for count, cell in zip(counts, veil_table(counts), strict=True):
        assert cell == count or cell is Veil.WITHHELD or (cell is Veil.FEW and count < 5)


@given(TABLES)
def test_the_order_of_the_rows_tells_nothing(counts: list[int]) -> None:
    shown = dict(zip(counts, veil_table(counts), strict=True))

    assert veil_table(sorted(counts)) == [shown[count] for count in sorted(counts)]


@pytest.mark.parametrize(("rows", "highest"), [(1, 30), (2, 25), (3, 14), (4, 9), (5, 6)])
def test_a_reader_who_knows_the_method_and_the_total_cannot_work_a_small_count_out(
    rows: int, highest: int
) -> None:
    looks_like: dict[tuple[Shown, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(highest + 1), repeat=rows):
        looks_like[veil_total(sum(counts)), *veil_table(counts)].append(counts)

    for (_, *cells), tables in looks_like.items():
        for row, cell in enumerate(cells):
            possible = {table[row] for table in tables}

            assert (
                not isinstance(cell, Veil) or len(possible) > 1 or max(map(max, tables)) == highest
            )


GRIDS = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 20), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


@given(GRIDS)
def test_no_row_and_no_column_of_a_grid_gives_its_only_hidden_count_away(
    counts: list[list[int]],
) -> None:
    shown = veil_grid(counts)

    for line in (*shown, *(list(column) for column in zip(*shown, strict=True))):
        hidden = sum(isinstance(cell, Veil) for cell in line)
        assert hidden != 1 or len(line) == 1
        assert all(cell == 0 or cell is Veil.WITHHELD or cell >= 5 for cell in line)


@given(GRIDS)
def test_what_a_grid_shows_is_true(counts: list[list[int]]) -> None:
    for line, cells in zip(counts, veil_grid(counts), strict=True):
        for count, cell in zip(line, cells, strict=True):
            assert cell in {count, Veil.WITHHELD}


def test_a_grid_without_small_counts_is_shown_as_it_is() -> None:
    assert veil_grid([[5, 0], [0, 12]]) == [[5, 0], [0, 12]]


def test_a_reader_who_knows_every_sum_of_a_grid_cannot_work_a_small_count_out() -> None:
    looks_like: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for a, b, c, d in product(range(23), repeat=4):
        if a + b + c + d > 22:
            continue
        grid = [[a, b], [c, d]]
        rows, columns = veil_table([a + b, c + d]), veil_table([a + c, b + d])
        shown = tuple(cell for line in veil_grid(grid) for cell in line)
        looks_like[shown, *rows, *columns].append((a, b, c, d))

    for (cells, *_), grids in looks_like.items():
        for place, cell in enumerate(cells):
            values = {grid[place] for grid in grids}
            assert not isinstance(cell, Veil) or len(values) > 1 or values <= {0}, grids


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 30)), st.integers(0, 9))
def test_small_rows_are_put_together_until_they_are_five(
    counts: dict[str, int], unnamed: int
) -> None:
    gathered = gather(counts, unnamed=unnamed)

    assert (
        sum(count for _, count in gathered.kept) + gathered.rest == sum(counts.values()) + unnamed
    )
    assert all(count >= 5 and counts[name] == count for name, count in gathered.kept)
    assert gathered.rest == 0 or gathered.rest >= 5 or not gathered.kept


def test_a_lone_small_town_takes_the_next_smallest_with_it() -> None:
    assert gather({"Fresno": 3, "Clovis": 6, "Selma": 9}) == Gathered((("Selma", 9),), 9)
