"""The tile map: every district one equal tile, as near to its place as its neighbours allow.

Districts hold equally many people, so equal tiles show a legislature as it votes, where a real
map shows mostly desert. Places are stretched first, so that crowded corners get room.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from campaign.domain.places import DistrictRef, Point, number_order

STRETCH = 0.5
"""How much of a tile's place is its rank among all; the rest is where it really lies."""
ROOM = 1.6
"""How many cells there are for each tile: the free ones give the map its outline."""

Spot = tuple[float, float]
Cell = tuple[int, int]
Placed = tuple[tuple[DistrictRef, Point], ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One district's tile; the first column is the western, the first row the northern one."""

    district: DistrictRef
    column: int
    row: int


def middle_points(
    touched: Mapping[DistrictRef, Collection[Point]], shares: Mapping[Point, int]
) -> Placed:
    """Return the middle of each district's points; a point that several share counts less."""
    return tuple(
        (district, _middle([(point, 1 / shares[point]) for point in points]))
        for district, points in sorted(touched.items(), key=lambda item: number_order(item[0]))
        if points
    )


@lru_cache(maxsize=16)
def place_tiles(placed: Placed) -> tuple[Tile, ...]:
    """Return a tile for each district, no two in one cell, the same for the same points."""
    if not placed:
        return ()
    wanted, columns, rows = _wanted([point for _, point in placed])
    cells = _settled(_first_cells(wanted, columns, rows), wanted, columns, rows)
    west, north = min(column for column, _ in cells), min(row for _, row in cells)
    return tuple(
        Tile(district, column - west, row - north)
        for (district, _), (column, row) in zip(placed, cells, strict=True)
    )


def _middle(weighed: Sequence[tuple[Point, float]]) -> Point:
    total = sum(weight for _, weight in weighed)
    return Point(
        sum(point.lat * weight for point, weight in weighed) / total,
        sum(point.lng * weight for point, weight in weighed) / total,
    )


def _wanted(points: Sequence[Point]) -> tuple[list[Spot], int, int]:
    """Return the cell that each tile would like, and how many columns and rows there are."""
    across = _spread([point.lng for point in points])
    down = _spread([-point.lat for point in points])
    lats, lngs = [point.lat for point in points], [point.lng for point in points]
    narrow = math.cos(math.radians(sum(lats) / len(lats)))
    wide, tall = (max(lngs) - min(lngs)) * narrow, max(lats) - min(lats)
    slope = (wide / tall) if wide and tall else 1.0
    columns = max(1, round(math.sqrt(len(points) * ROOM * slope)))
    rows = math.ceil(len(points) * ROOM / columns)
    return (
        [(x * (columns - 1), y * (rows - 1)) for x, y in zip(across, down, strict=True)],
        columns,
        rows,
    )


def _spread(values: Sequence[float]) -> list[float]:
    """Return numbers from 0 to 1, between where the values lie and their mere order."""
    low, reach = min(values), (max(values) - min(values)) or 1.0
    order, last = sorted(values), max(len(values) - 1, 1)
    return [
        STRETCH * (bisect_left(order, value) + bisect_right(order, value) - 1) / 2 / last
        + (1 - STRETCH) * (value - low) / reach
        for value in values
    ]


def _first_cells(wanted: Sequence[Spot], columns: int, rows: int) -> list[Cell]:
    """Give every tile the nearest cell that is free, those first who are nearest to theirs."""
    cells = [(column, row) for column in range(columns) for row in range(rows)]
    pairs = sorted(
        (_far(spot, cell), index, cell) for index, spot in enumerate(wanted) for cell in cells
    )
    taken: dict[int, Cell] = {}
    used: set[Cell] = set()
    for _, index, cell in pairs:
        if index not in taken and cell not in used:
            taken[index] = cell
            used.add(cell)
    return [taken[index] for index in range(len(wanted))]


def _settled(cells: list[Cell], wanted: Sequence[Spot], columns: int, rows: int) -> list[Cell]:
    """Let tiles change places with each other and with free cells as long as that brings gain."""
    free = {(column, row) for column in range(columns) for row in range(rows)} - set(cells)
    gained = True
    while gained:
        gained = False
        for one, other in combinations(range(len(cells)), 2):
            now = _far(wanted[one], cells[one]) + _far(wanted[other], cells[other])
            then = _far(wanted[one], cells[other]) + _far(wanted[other], cells[one])
            if then < now - 1e-9:
                cells[one], cells[other] = cells[other], cells[one]
                gained = True
        for index, cell in enumerate(cells):
            best = min(free, key=lambda each: (_far(wanted[index], each), each), default=cell)
            if _far(wanted[index], best) < _far(wanted[index], cell) - 1e-9:
                free.add(cell)
                free.remove(best)
                cells[index] = best
                gained = True
    return cells


def _far(spot: Spot, cell: Cell) -> float:
    return (spot[0] - cell[0]) ** 2 + (spot[1] - cell[1]) ** 2
