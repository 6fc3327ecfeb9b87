"""Areas: squares of the map, and how somebody points at their home on one, tile by tile."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaign.domain.errors import Refused
from campaign.domain.places import Chamber, DistrictRef, Point, ZipCode

TILES = 5
"""How many tiles a map has on each side: on a phone each is as large as a thumb."""
WIDER = 3
SMALLEST_METRES = 100.0
"""A tile of this size is not cut again: nobody sees where in it they live."""
NEIGHBOURS = 6
LEAST_METRES, MOST_METRES = 1_500.0, 60_000.0
MOST_DEGREES = 3.0
"""No map that we offer is larger; whoever asks for one has changed the page."""
METRES_PER_DEGREE = 111_320.0
METRES_PER_MILE = 1_609.344


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the map between two longitudes and two latitudes, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "Area":
        """Read what `str` wrote. Raises Refused("point_nonsense")."""
        corners = text.split(",")
        if len(corners) != 4:  # noqa: PLR2004  # Two longitudes, two latitudes.
            raise Refused("point_nonsense")
        west, south, east, north = corners
        low, high = Point.parse(south, west), Point.parse(north, east)
        sides = high.lng - low.lng, high.lat - low.lat
        if min(sides) <= 0 or max(sides) > MOST_DEGREES:
            raise Refused("point_nonsense")
        return cls(low.lng, low.lat, high.lng, high.lat)

    @classmethod
    def around(cls, middle: Point, metres: float) -> "Area":
        """Return a square that reaches so far in each direction."""
        up = metres / METRES_PER_DEGREE
        across = up / math.cos(math.radians(middle.lat))
        return cls(middle.lng - across, middle.lat - up, middle.lng + across, middle.lat + up)

    def __str__(self) -> str:
        """Return the corners as `parse` reads them."""
        return ",".join(f"{degrees:.6f}" for degrees in self.corners)

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north."""
        return self.west, self.south, self.east, self.north

    @property
    def metres(self) -> float:
        """Return how tall it is."""
        return (self.north - self.south) * METRES_PER_DEGREE

    @property
    def miles(self) -> float:
        """Return how tall it is."""
        return self.metres / METRES_PER_MILE

    @property
    def middle(self) -> Point:
        """Return the point in its middle."""
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    @property
    def is_smallest(self) -> bool:
        """Tell whether no map of a part of it would help anybody."""
        return self.metres <= SMALLEST_METRES

    def tile(self, row: int, column: int) -> "Area":
        """Return one of its tiles; rows count from the north, columns from the west.

        Raises Refused("point_nonsense") for a tile that it does not have.
        """
        if row not in range(TILES) or column not in range(TILES):
            raise Refused("point_nonsense")
        across, up = (self.east - self.west) / TILES, (self.north - self.south) / TILES
        west, north = self.west + column * across, self.north - row * up
        return Area(west, north - up, west + across, north)

    def wider(self) -> "Area":
        """Return the area around it that is some times as large."""
        return Area.around(self.middle, min(self.metres * WIDER / 2, MOST_METRES))

    def grown(self, metres: float) -> "Area":
        """Return the area with so much more on every side."""
        up = metres / METRES_PER_DEGREE
        across = up / math.cos(math.radians(self.middle.lat))
        return Area(self.west - across, self.south - up, self.east + across, self.north + up)

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in it."""
        return self.south <= point.lat <= self.north and self.west <= point.lng <= self.east


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """The districts that an area touches, and the chambers whose outlines cover all of it.

    In a chamber that is not covered, somebody may live in a district whose outline is not known.
    """

    touched: tuple[DistrictRef, ...]
    covered: frozenset[Chamber]


@dataclass(frozen=True, slots=True)
class Closer:
    """Say that one must look closer: this is the area to point at next."""

    area: Area


def area_of_zip(zip_code: ZipCode, points: Mapping[ZipCode, Point]) -> Area | None:
    """Return an area around a ZIP, so large that its neighbours stand on it for orientation.

    None where nobody knows where the ZIP is.
    """
    middle = points.get(zip_code)
    if middle is None:
        return None
    far = sorted(metres_between(middle, other) for other in points.values())
    reach = far[min(NEIGHBOURS, len(far) - 1)]
    return Area.around(middle, min(max(reach, LEAST_METRES), MOST_METRES))


def nearest(middle: Point, points: Iterable[Point], most: int) -> list[Point]:
    """Return the points that are nearest to one."""
    return sorted(points, key=lambda point: metres_between(middle, point))[:most]


def metres_between(one: Point, other: Point) -> float:
    """Return how far apart two points are; near enough for a state, not for the globe."""
    across = (one.lng - other.lng) * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(across, one.lat - other.lat) * METRES_PER_DEGREE
