"""The grid: a file that says for each cell of the map which districts it lies in.

A cell that one district of each chamber covers holds the answer itself; only in a cell that a
line crosses are outlines asked. The cells are read where they lie on the disk, so that many
processes share them and opening costs nothing.
"""

import math
import mmap
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import msgspec
import numpy as np
import shapely

from campaign.domain.areas import METRES_PER_DEGREE, Area, AreaAnswer
from campaign.domain.boundaries import NEAR_METRES, Edition, PointAnswer, SourceFile, StateDrawing
from campaign.domain.places import Chamber, DistrictRef, Point

MAGIC = b"PLACES 1"
STEP = 0.005
"""The side of a cell in degrees: about 450 to 550 metres."""
_WORD = 8

Found = tuple[DistrictRef, ...]


class Head(msgspec.Struct, frozen=True):
    """What stands before the cells: numbers point into `districts`, -1 stands for none."""

    jurisdiction: str
    valid_from: date
    made_at: datetime
    files: list[SourceFile]
    exact: bool
    whole: bool
    west: int
    south: int
    """The grid's corner, in cells from 0 degrees."""
    width: int
    height: int
    districts: list[DistrictRef]
    answers: list[list[list[int]]]
    """For each kind of cell and each chamber the candidates; one that needs no question is
    followed by -1."""
    outlines: list[int]
    """How many bytes each outline takes."""


@dataclass(frozen=True, slots=True)
class _Hard:
    """A cell that a line crosses: by chamber the district that covers it, or who is to be asked."""

    chambers: tuple[tuple[bool, tuple[int, ...]], ...]


@dataclass(slots=True)
class Grid:
    """One edition, open for questions."""

    head: Head
    cells: memoryview
    bodies: memoryview
    answers: "list[Found | _Hard]"
    starts: list[int]
    shapes: dict[int, shapely.Geometry] = field(default_factory=dict)
    drawings: dict[Chamber, StateDrawing] = field(default_factory=dict)
    """Drawings of the whole state, which take a moment to make."""

    @classmethod
    def open(cls, path: Path) -> "Grid":
        """Open a grid file. Raises ValueError for a file that is no grid of this program."""
        with path.open("rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if bytes(content[:_WORD]) != MAGIC:
            raise ValueError(f"{path} is no grid of this program")
        start = 2 * _WORD + int.from_bytes(content[_WORD : 2 * _WORD], "little")
        head = msgspec.json.decode(content[2 * _WORD : start], type=Head)
        end = start + 2 * head.width * head.height
        starts = [0]
        for length in head.outlines:
            starts.append(starts[-1] + length)
        answers = [_answer(kind, head) for kind in head.answers]
        return cls(head, content[start:end].cast("H"), content[end:], answers, starts)

    @property
    def edition(self) -> Edition:
        """Say what is in use."""
        head = self.head
        return Edition(
            head.jurisdiction,
            head.valid_from,
            head.made_at,
            tuple(head.files),
            head.exact,
            len(head.districts),
            head.whole,
        )

    def at(self, lat: float, lng: float) -> Found:
        """Return the district of each chamber in which a point lies, as far as it is known."""
        column = math.floor(lng / STEP) - self.head.west
        row = math.floor(lat / STEP) - self.head.south
        if not (0 <= column < self.head.width and 0 <= row < self.head.height):
            return ()
        answer = self.answers[self.cells[row * self.head.width + column]]
        return self._ask(answer, lat, lng) if isinstance(answer, _Hard) else answer

    def describe(self, point: Point) -> PointAnswer:
        """Return the districts of a point, and those whose outlines come near it."""
        inside = self.at(point.lat, point.lng)
        return PointAnswer(inside, self.within(point, NEAR_METRES))

    def within(self, point: Point, metres: float) -> Found:
        """Return every district that comes as near as this to a point."""
        lat_reach = metres / METRES_PER_DEGREE
        lng_scale = METRES_PER_DEGREE * math.cos(math.radians(point.lat))
        lng_reach = metres / max(lng_scale, 1.0)
        kinds = self._kinds_around(point, lat_reach, lng_reach)
        if len(kinds) == 1 and not isinstance(alone := self.answers[min(kinds)], _Hard):
            return alone
        numbers = {n for kind in kinds for each in self.head.answers[kind] for n in each if n >= 0}
        corners = (
            point.lng - lng_reach,
            point.lat - lat_reach,
            point.lng + lng_reach,
            point.lat + lat_reach,
        )
        centre = np.array((point.lng, point.lat))
        scale = np.array((lng_scale, METRES_PER_DEGREE))
        here = shapely.Point(0, 0)
        near = []
        for number in sorted(numbers):
            clipped = shapely.clip_by_rect(self.shape(number), *corners)
            flat = shapely.transform(clipped, lambda spots: (spots - centre) * scale)
            if not flat.is_empty and flat.distance(here) <= metres:
                near.append(self.head.districts[number])
        return tuple(near)

    def across(self, area: Area) -> AreaAnswer:
        """Return the districts that an area touches, and which chambers cover all of it."""
        box = shapely.box(*area.corners)
        numbers = self._numbers_across(area)
        touched = [n for n in numbers if shapely.intersects(self.shape(n), box)]
        covering = touched if self.head.whole else [n for n in touched if self._covers(n, box)]
        districts = self.head.districts
        return AreaAnswer(
            tuple(districts[number] for number in touched),
            frozenset(districts[number].chamber for number in covering),
        )

    def _covers(self, number: int, box: shapely.Geometry) -> bool:
        return bool(shapely.covers(self.shape(number), box))

    def _numbers_across(self, area: Area) -> list[int]:
        """Return the numbers of all districts that the cells of an area name."""
        head = self.head
        rows = _cells_between(area.south, area.north, head.south, head.height)
        columns = _cells_between(area.west, area.east, head.west, head.width)
        cells = np.frombuffer(self.cells, dtype="<u2").reshape(head.height, head.width)
        kinds = np.unique(cells[rows.start : rows.stop, columns.start : columns.stop])
        return sorted({n for kind in kinds for each in head.answers[kind] for n in each if n >= 0})

    def shape(self, number: int) -> shapely.Geometry:
        """Return a district's outline, ready to be asked."""
        found = self.shapes.get(number)
        if found is None:
            found = shapely.from_wkb(
                bytes(self.bodies[self.starts[number] : self.starts[number + 1]])
            )
            shapely.prepare(found)
            self.shapes[number] = found
        return found

    def _ask(self, hard: _Hard, lat: float, lng: float) -> Found:
        found = []
        for covered, numbers in hard.chambers:
            for number in numbers:
                if covered or shapely.intersects_xy(self.shape(number), lng, lat):
                    found.append(self.head.districts[number])
                    break
        return tuple(found)

    def _kinds_around(self, point: Point, lat_reach: float, lng_reach: float) -> set[int]:
        """Return the kinds of all cells around a point."""
        head = self.head
        rows = _cells_across(point.lat, lat_reach, head.south, head.height)
        columns = _cells_across(point.lng, lng_reach, head.west, head.width)
        return {self.cells[row * head.width + column] for row in rows for column in columns}


def _answer(kind: list[list[int]], head: Head) -> Found | _Hard:
    chambers = tuple((each[-1:] == [-1], tuple(n for n in each if n >= 0)) for each in kind)
    if all(covered or not numbers for covered, numbers in chambers):
        return tuple(head.districts[numbers[0]] for _, numbers in chambers if numbers)
    return _Hard(chambers)


def _cells_across(middle: float, reach: float, first: int, count: int) -> range:
    return _cells_between(middle - reach, middle + reach, first, count)


def _cells_between(low: float, high: float, first: int, count: int) -> range:
    lowest = max(math.floor(low / STEP) - first, 0)
    return range(lowest, max(min(math.floor(high / STEP) - first, count - 1) + 1, lowest))


def chambers_of(districts: list[DistrictRef]) -> list[Chamber]:
    """Return the chambers of some districts, in the order of a cell's kinds."""
    return sorted({district.chamber for district in districts})
