"""No filter, and no two of them, tell a count from 1 to 4: every small world is tried."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.atoms import ROOT, Path, add_up, left_out, veil_tree
from campaign.domain.disclosure import OrMore, Shown, Veil, veil_table, veil_total

Shape = dict[Path, tuple[str, ...]]

TWO_WEEKS: Shape = {(): ("w1", "w2"), ("w1",): ("en", "es"), ("w2",): ("en", "es")}
UNEVEN: Shape = {
    (): ("w1", "w2"),
    ("w1",): ("en", "es"),
    ("w2",): ("en",),
    ("w1", "en"): ("a", "b"),
    ("w1", "es"): ("a",),
    ("w2", "en"): ("a",),
}
LONG: Shape = {(): ("w1",), ("w1",): ("en",), ("w1", "en"): ("a", "b", "c")}


def leaves_of(shape: Shape) -> list[Path]:
    """Return the paths that have no branches."""
    paths = [(*branch, child) for branch, children in shape.items() for child in children]
    return [path for path in paths if path not in shape]


def tree(shape: Shape, counts: Sequence[int]) -> dict[Path, Shown]:
    """Return the veiled tree of a world."""
    leaves = dict(zip(leaves_of(shape), counts, strict=True))
    return veil_tree(leaves, lambda path: shape[path], depth=max(map(len, leaves)))


def test_a_tree_without_small_counts_is_shown_as_it_is() -> None:
    assert tree(TWO_WEEKS, [5, 0, 7, 12])["w2",] == 19


def test_beneath_a_branch_that_is_not_shown_nothing_is() -> None:
    shown = tree(TWO_WEEKS, [2, 1, 30, 9])

    assert shown["w1",] is shown["w1", "en"] is shown["w1", "es"] is Veil.WITHHELD
    assert shown["w2",] is Veil.WITHHELD
    assert shown[ROOT] == 42


def test_a_sum_says_how_many_groups_are_not_in_it() -> None:
    shown = tree(UNEVEN, [9, 3, 6, 30])

    weeks, groups = [("w1",), ("w2",)], [("w1", "en", "b"), ("w1", "es", "a")]
    assert (add_up(shown, weeks), left_out(shown, weeks)) == (48, 0)
    assert (add_up(shown, groups), left_out(shown, groups)) == (OrMore(6), 1)


def test_a_sum_of_nothing_that_is_shown_is_not_shown() -> None:
    shown = tree(TWO_WEEKS, [2, 1, 30, 9])

    assert add_up(shown, [("w1",)]) is Veil.WITHHELD
    assert add_up(shown, [("w1", "en"), ("w1", "es")]) is Veil.WITHHELD


def test_what_is_counted_on_no_branch_is_an_error() -> None:
    with pytest.raises(ValueError, match="on no branch"):
        veil_tree({("w3", "en"): 7}, lambda path: TWO_WEEKS[path], depth=2)


@given(st.lists(st.integers(-2, 40), min_size=4, max_size=4))
def test_every_sum_of_shown_branches_is_zero_or_five_and_more(counts: list[int]) -> None:
    shown = tree(TWO_WEEKS, counts)

    for paths in ([("w1",), ("w2",)], leaves_of(TWO_WEEKS), [("w1", "es"), ("w2", "es")]):
        cell = add_up(shown, paths)
        n = cell.n if isinstance(cell, OrMore) else cell
        assert isinstance(n, Veil) or n == 0 or n >= 5


def worlds(atoms: int, most: int) -> Iterator[tuple[int, ...]]:
    """Yield every world of so many atoms whose total is `most` or less.

    The total is told, or is known to be small, so a world outside never looks like one of these.
    """
    if atoms == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in worlds(atoms - 1, most - first):
            yield (first, *rest)


def alike(
    atoms: int, most: int, look: Callable[[tuple[int, ...]], Hashable]
) -> Iterable[list[tuple[int, ...]]]:
    """Return the worlds by what a reader sees of them."""
    found: dict[Hashable, list[tuple[int, ...]]] = defaultdict(list)
    for world in worlds(atoms, most):
        found[look(world)].append(world)
    return found.values()


def pinned(some: Sequence[tuple[int, ...]], groups: Sequence[Sequence[int]]) -> list[int]:
    """Return the counts from 1 to 4, of groups of atoms, that are the same in all these worlds."""
    sums = [{sum(world[atom] for atom in group) for world in some} for group in groups]
    return [value for (value, *others) in sums if not others and 1 <= value <= 4]


@pytest.mark.parametrize(
    ("shape", "most"), [(TWO_WEEKS, 24), (UNEVEN, 24), (LONG, 36)], ids=["two", "uneven", "long"]
)
def test_whoever_sees_the_whole_tree_can_work_no_small_count_out(shape: Shape, most: int) -> None:
    leaves = leaves_of(shape)
    groups = [
        [place for place, leaf in enumerate(leaves) if leaf[: len(path)] == path]
        for path in {leaf[:level] for leaf in leaves for level in range(1, len(leaf) + 1)}
    ]

    for some in alike(len(leaves), most, lambda world: tuple(tree(shape, world).items())):
        assert pinned(some, groups) == [], some


@pytest.mark.parametrize(("offices", "weeks", "most"), [(2, 2, 24), (3, 2, 15)])
def test_the_table_of_offices_and_the_tree_tell_no_more_together(
    offices: int, weeks: int, most: int
) -> None:
    """Both divide the same letters: by office, and by week and what is beneath it."""
    rows = [[row * weeks + column for column in range(weeks)] for row in range(offices)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    groups = [*rows, *columns, *([atom] for atom in range(offices * weeks))]

    def look(world: tuple[int, ...]) -> Hashable:
        by_office, by_week = (
            tuple(veil_table([sum(world[atom] for atom in group) for group in table]))
            for table in (rows, columns)
        )
        return veil_total(sum(world)), by_office, by_week

    for some in alike(offices * weeks, most, look):
        assert pinned(some, groups) == [], some
