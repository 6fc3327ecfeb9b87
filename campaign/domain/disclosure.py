"""What a count may tell: no number from 1 to 4, nor one that others of its table give away.

The method is cell suppression with complementary suppression (Federal Committee on Statistical
Methodology, Statistical Policy Working Paper 22, chapter 4). It holds against a reader who knows
the method, the exact total and every number shown: for each hidden count from 1 to 4, at least two
values remain possible. The tests try every small table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

THRESHOLD = 5
MOST_OF_FEW = THRESHOLD - 1


class Veil(StrEnum):
    """What stands in the place of a count that is not shown."""

    FEW = "few"
    """Fewer than five; it may be none."""
    WITHHELD = "withheld"
    """Any number: it is small, or it would give a small one away."""


Shown: TypeAlias = int | Veil


@dataclass(frozen=True, slots=True)
class OrMore:
    """A sum that leaves out groups which are not shown."""

    n: int


Cell: TypeAlias = Shown | OrMore
"""What a table of counts may hold."""


def veil_total(total: int) -> Shown:
    """Return what may be shown of a number that stands for itself."""
    return total if total == 0 or total >= THRESHOLD else Veil.FEW


def veil_table(counts: Sequence[int]) -> list[Shown]:
    """Return what may be shown of a table whose rows are all there and whose total is known.

    Zero is not told apart from 1 to 4 unless the table holds none of these, so that the pattern
    of empty rows says nothing.
    """
    if all(count == 0 or count >= THRESHOLD for count in counts):
        return list(counts)
    if not _can_be_worked_out(counts):
        return [Veil.FEW if count < THRESHOLD else count for count in counts]
    next_smallest = min((count for count in counts if count >= THRESHOLD), default=0)
    return [
        Veil.WITHHELD if count < THRESHOLD or count == next_smallest else count for count in counts
    ]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A table whose small rows are added up: those that stand for themselves, and the rest."""

    kept: tuple[tuple[str, int], ...]
    """Name and count, the largest first."""
    rest: int
    """What the others have together: none, or five and more."""


def gather(counts: Mapping[str, int], *, unnamed: int = 0) -> Gathered:
    """Put the rows under five together, and with them the next smallest until they are five.

    The total is known, so a rest from 1 to 4 would be a small count by another name. What has
    no name belongs to the rest. Where all is less than five, the rest is too: show it to nobody
    who does not know the total.
    """
    named = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    kept = [row for row in named if row[1] >= THRESHOLD]
    rest = unnamed + sum(count for _, count in named) - sum(count for _, count in kept)
    while kept and 0 < rest < THRESHOLD:
        rest += kept.pop()[1]
    return Gathered(tuple(kept), rest)


def veil_grid(counts: Sequence[Sequence[int]]) -> list[list[Shown]]:
    """Return what may be shown of a grid of which the sum of every row and column is known.

    What `veil_table` hides of a row or of a column is withheld; and where a line would then have
    one hidden count alone, which its sum would give away, the next smallest joins it.
    """
    hidden = {
        (row, column)
        for line in _lines(counts)
        for (row, column), shown in zip(
            line, veil_table([counts[row][column] for row, column in line]), strict=True
        )
        if isinstance(shown, Veil)
    }
    lonely = True
    while lonely:
        lonely = False
        for line in _lines(counts):
            seen = [place for place in line if place not in hidden]
            if len(line) - len(seen) == 1 and seen:
                hidden.add(min(seen, key=lambda place: (counts[place[0]][place[1]], place)))
                lonely = True
    return [
        [Veil.WITHHELD if (row, column) in hidden else count for column, count in enumerate(line)]
        for row, line in enumerate(counts)
    ]


def _lines(counts: Sequence[Sequence[int]]) -> list[list[tuple[int, int]]]:
    """Return the places of every row, and then of every column."""
    rows = [[(row, column) for column in range(len(line))] for row, line in enumerate(counts)]
    return [*rows, *(list(column) for column in zip(*rows, strict=True))]


def _can_be_worked_out(counts: Sequence[int]) -> bool:
    """Tell whether the total leaves the few counts too little room.

    A lone one is the rest of the total; several are known when all are at their most, and one
    less must look the same as that. A total that is itself hidden gives nothing away.
    """
    few = [count for count in counts if count < THRESHOLD]
    if veil_total(sum(counts)) is Veil.FEW:
        return False
    return len(few) == 1 or sum(few) >= MOST_OF_FEW * len(few) - 1
