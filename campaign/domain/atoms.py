"""What readers who may not see people may know through filters: one veiled tree of counts.

A tree divides a count, level by level: a campaign's letters by week, a week's by language, and so
on. Each branch's children are a table whose total is the branch, veiled by
`campaign/domain/disclosure.py`; beneath a branch that is not shown nothing is. Every number that
such a reader sees through any filter is a sum of branches that are shown, so all filtered views
together tell no more than the veiled tree, and the tree tells no count from 1 to 4.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from campaign.domain.disclosure import Shown, Veil, veil_table, veil_total

Path = tuple[Hashable, ...]
Branches = Callable[[Path], Sequence[Hashable]]
"""The children of a branch, all that there can be, whether anything was counted there or not."""

ROOT: Path = ()


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of branches that are shown; `left_out` small groups are not in it."""

    at_least: int
    left_out: int


def veil_tree(leaves: Mapping[Path, int], branches: Branches, *, depth: int) -> dict[Path, Shown]:
    """Return what may be shown of every branch of a tree, down to `depth` levels.

    Raises ValueError where something was counted on no branch: then no total would be one.
    """
    counts: Counter[Path] = Counter()
    for path, n in leaves.items():
        for level in range(depth + 1):
            counts[path[:level]] += n
    shown: dict[Path, Shown] = {ROOT: veil_total(counts[ROOT])}
    growing = [ROOT]
    while growing:
        branch = growing.pop()
        children = [(*branch, child) for child in branches(branch)]
        shown |= dict(zip(children, _veiled(shown[branch], children, counts), strict=True))
        if len(branch) + 1 < depth:
            growing.extend(children)
    if not counts.keys() <= shown.keys():
        raise ValueError("something was counted on no branch")
    return shown


def add_up(shown: Mapping[Path, Shown], paths: Iterable[Path]) -> Sum:
    """Return the sum of some branches of one level."""
    cells = [shown[path] for path in paths]
    return Sum(
        sum(cell for cell in cells if not isinstance(cell, Veil)),
        sum(isinstance(cell, Veil) for cell in cells),
    )


def _veiled(parent: Shown, children: Sequence[Path], counts: Mapping[Path, int]) -> list[Shown]:
    if isinstance(parent, Veil):
        return [parent] * len(children)
    return veil_table([counts.get(child, 0) for child in children])
