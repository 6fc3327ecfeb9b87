"""Turns outlines into a grid: which cells a district covers, and which ones a line crosses."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import shapely

from campaign.adapters.boundary_grid import MAGIC, STEP, Head, chambers_of
from campaign.domain.boundaries import Outline, OutlineSet

BLOCKS = (64, 16, 4, 1)
"""Sides of the blocks that are asked about, in cells: each is split until one answer covers it."""
MARGIN = STEP / 1000
"""Cells are asked a little larger than they are, so that no rounding puts a point beside one."""
MOST_KINDS = 65_536

Cells = npt.NDArray[np.int64]
Kind = tuple[int, ...]


def make_grid(
    found: OutlineSet,
    *,
    jurisdiction: str,
    valid_from: date,
    made_at: datetime,
    whole: bool,
    path: Path,
) -> None:
    """Write the grid of these outlines into a file."""
    outlines = sorted(found.outlines, key=lambda outline: outline.district.ocd_id)
    shapes = shapely.from_wkb([outline.wkb for outline in outlines])
    window = _Window(shapes)
    kinds, cells = _kinds_of_cells(outlines, shapes, window)
    bodies = [outline.wkb for outline in outlines]
    head = Head(
        jurisdiction=jurisdiction,
        valid_from=valid_from,
        made_at=made_at,
        files=list(found.files),
        exact=found.exact,
        whole=whole,
        west=window.west,
        south=window.south,
        width=window.width,
        height=window.height,
        districts=[outline.district for outline in outlines],
        answers=kinds,
        outlines=[len(body) for body in bodies],
    )
    _write(path, head, cells, bodies)


class _Window:
    """The part of the world that the grid covers, in cells."""

    def __init__(self, shapes: npt.NDArray[np.object_]) -> None:
        west, south, east, north = shapely.total_bounds(shapes)
        self.west, self.south = int(west // STEP) - 1, int(south // STEP) - 1
        self.width = int(east // STEP) + 2 - self.west
        self.height = int(north // STEP) + 2 - self.south

    def boxes(self, columns: Cells, rows: Cells, side: int) -> npt.NDArray[np.object_]:
        """Return the boxes of blocks, a little larger than they are."""
        boxes: npt.NDArray[np.object_] = shapely.box(
            (columns + self.west) * STEP - MARGIN,
            (rows + self.south) * STEP - MARGIN,
            (columns + side + self.west) * STEP + MARGIN,
            (rows + side + self.south) * STEP + MARGIN,
        )
        return boxes

    def blocks_over(self, shape: shapely.Geometry, side: int) -> tuple[Cells, Cells]:
        """Return the first blocks to ask a shape about: those over its bounds."""
        west, south, east, north = shapely.bounds(shape)
        columns = np.arange(int(west // STEP) - self.west, int(east // STEP) - self.west + 1, side)
        rows = np.arange(int(south // STEP) - self.south, int(north // STEP) - self.south + 1, side)
        across, up = np.meshgrid(columns, rows)
        return across.ravel(), up.ravel()

    def numbers(self, columns: Cells, rows: Cells, side: int) -> Cells:
        """Return the numbers of all cells of some blocks that lie within the window."""
        steps = np.arange(side)
        across = (columns[:, None, None] + steps[None, None, :]).repeat(side, axis=1)
        up = (rows[:, None, None] + steps[None, :, None]).repeat(side, axis=2)
        inside = (across < self.width) & (up < self.height)
        numbers: Cells = (up * self.width + across)[inside]
        return numbers


def _kinds_of_cells(
    outlines: Sequence[Outline], shapes: npt.NDArray[np.object_], window: _Window
) -> tuple[list[list[list[int]]], npt.NDArray[np.uint16]]:
    """Return the kinds of cells, and for each cell the number of its kind."""
    combined = np.zeros(window.width * window.height, dtype=np.int64)
    kinds: list[tuple[Kind, ...]] = [()]
    for chamber in chambers_of([outline.district for outline in outlines]):
        numbers = [n for n, outline in enumerate(outlines) if outline.district.chamber is chamber]
        own_kinds, own_cells = _cells_of_chamber(numbers, shapes, window)
        both, combined = np.unique(combined * len(own_kinds) + own_cells, return_inverse=True)
        kinds = [
            (*kinds[each // len(own_kinds)], own_kinds[each % len(own_kinds)]) for each in both
        ]
    if len(kinds) > MOST_KINDS:
        raise ValueError(f"{len(kinds)} kinds of cells are too many for a grid")
    return [[list(kind) for kind in kinds_of] for kinds_of in kinds], combined.astype(np.uint16)


def _cells_of_chamber(
    numbers: Sequence[int], shapes: npt.NDArray[np.object_], window: _Window
) -> tuple[list[Kind], Cells]:
    """Return a chamber's kinds of cells, the first that of no district, and each cell's kind."""
    kinds: dict[Kind, int] = {(): 0}
    cells = np.zeros(window.width * window.height, dtype=np.int64)
    crossed: dict[int, list[int]] = {}
    for number in numbers:
        covered, touched = _cells_of_shape(shapes[number], window)
        cells[covered] = kinds.setdefault((number, -1), len(kinds))
        for cell in touched.tolist():
            crossed.setdefault(cell, []).append(number)
    by_place = list(kinds)
    for cell, candidates in crossed.items():
        also = [number for number in by_place[cells[cell]] if number >= 0]
        cells[cell] = kinds.setdefault((*candidates, *also), len(kinds))
        if len(kinds) > len(by_place):
            by_place.append((*candidates, *also))
    return list(kinds), cells


def _cells_of_shape(shape: shapely.Geometry, window: _Window) -> tuple[Cells, Cells]:
    """Return the cells that a shape covers, and those that its line crosses."""
    shapely.prepare(shape)
    covered: list[Cells] = []
    columns, rows = window.blocks_over(shape, BLOCKS[0])
    for side, next_side in zip(BLOCKS, (*BLOCKS[1:], 0), strict=True):
        boxes = window.boxes(columns, rows, side)
        inside = shapely.contains_properly(shape, boxes)
        covered.append(window.numbers(columns[inside], rows[inside], side))
        crossed = shapely.intersects(shape, boxes) & ~inside
        columns, rows = columns[crossed], rows[crossed]
        if next_side:
            columns, rows = _split(columns, rows, side, next_side)
    return np.concatenate(covered), window.numbers(columns, rows, 1)


def _split(columns: Cells, rows: Cells, side: int, next_side: int) -> tuple[Cells, Cells]:
    """Return the smaller blocks of some blocks."""
    steps = np.arange(0, side, next_side)
    across = (columns[:, None, None] + steps[None, None, :]).repeat(len(steps), axis=1)
    up = (rows[:, None, None] + steps[None, :, None]).repeat(len(steps), axis=2)
    return across.ravel(), up.ravel()


def _write(path: Path, head: Head, cells: npt.NDArray[np.uint16], bodies: Sequence[bytes]) -> None:
    text = msgspec.json.encode(head)
    # The cells begin at an even byte, as numbers of two bytes must.
    text += b" " * (len(text) % 2)
    with path.open("wb") as file:
        file.write(MAGIC + len(text).to_bytes(8, "little") + text)
        file.write(cells.astype("<u2").tobytes())
        file.writelines(bodies)
