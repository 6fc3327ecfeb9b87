"""What readers who may not see people may know through filters: one veiled tree of counts.

A tree divides a count, level by level: a campaign's letters by week, a week's by language, and so
on. Each branch's children are a table whose total is the branch, veiled by
`campaign/domain/disclosure.py`; beneath a branch that is not shown nothing is. Every number that
such a reader sees through any filter is a sum of branches that are shown, so all filtered views
together tell no more than the veiled tree, and the tree tells no count from 1 to 4.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence

from campaign.domain.disclosure import Cell, OrMore, Shown, Veil, veil_table, veil_total

Path = tuple[Hashable, ...]
Branches = Callable[[Path], Sequence[Hashable]]
"""The children of a branch, all that there can be, whether anything was counted there or not."""

ROOT: Path = ()


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


def add_up(shown: Mapping[Path, Shown], paths: Sequence[Path]) -> Cell:
    """Return the sum of some branches of one level, or of those among them that are shown."""
    if len(paths) == 1:
        return shown[paths[0]]
    cells = [shown[path] for path in paths]
    seen = [cell for cell in cells if not isinstance(cell, Veil)]
    if len(seen) == len(cells):
        return sum(seen)
    return OrMore(sum(seen)) if any(seen) else Veil.WITHHELD


def left_out(shown: Mapping[Path, Shown], paths: Sequence[Path]) -> int:
    """Return how many of some branches are not in their sum."""
    return sum(isinstance(shown[path], Veil) for path in paths)


def _veiled(parent: Shown, children: Sequence[Path], counts: Mapping[Path, int]) -> list[Shown]:
    if isinstance(parent, Veil):
        return [parent] * len(children)
    return veil_table([counts.get(child, 0) for child in children])
