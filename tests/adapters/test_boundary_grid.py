"""The grid says of every point what the outlines say, and which lines are near."""

import math
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
import shapely

from campaign.adapters.boundary_grid import Grid
from campaign.adapters.grid_maker import make_grid
from campaign.domain.areas import METRES_PER_DEGREE, Area
from campaign.domain.boundaries import Outline, OutlineSet
from campaign.domain.places import Chamber, DistrictRef, Point
from tests.rosters import JURISDICTION

Shapes = dict[DistrictRef, shapely.Geometry]
BOTH = frozenset({Chamber.LOWER, Chamber.UPPER})


@pytest.fixture
def shapes(rng: Random) -> Shapes:
    """Two chambers of jagged districts that cover one another, with a hole that is nobody's."""
    found: Shapes = {}
    for chamber, count in ((Chamber.LOWER, 6), (Chamber.UPPER, 3)):
        spots = [(rng.uniform(-120, -119.8), rng.uniform(38, 38.2)) for _ in range(count)]
        ground = shapely.box(-120, 38, -119.8, 38.2) - shapely.Point(-119.9, 38.1).buffer(0.02)
        cells = shapely.voronoi_polygons(
            shapely.MultiPoint(spots), extend_to=ground, ordered=True
        ).geoms
        for number, cell in enumerate(cells, start=1):
            part = shapely.segmentize(cell & ground, 0.004)
            found[JURISDICTION.district(chamber, str(number))] = part
    return found


def grid_of(shapes: Shapes, folder: Path, *, whole: bool = True) -> Grid:
    outlines = tuple(Outline(district, shape.wkb) for district, shape in shapes.items())
    path = folder / "some.grid"
    make_grid(
        OutlineSet(outlines, (), exact=True),
        jurisdiction="invented",
        valid_from=date(2022, 12, 5),
        made_at=datetime(2026, 10, 14, tzinfo=UTC),
        whole=whole,
        path=path,
    )
    return Grid.open(path)


def test_every_point_lies_where_its_outline_says(
    shapes: Shapes, tmp_path: Path, rng: Random
) -> None:
    grid = grid_of(shapes, tmp_path)
    for _ in range(3000):
        lat, lng = rng.uniform(37.98, 38.22), rng.uniform(-120.02, -119.78)

        expected = {d for d, shape in shapes.items() if shapely.contains_xy(shape, lng, lat)}

        assert set(grid.at(lat, lng)) == expected, (lat, lng)


def test_every_line_near_by_is_noticed(shapes: Shapes, tmp_path: Path, rng: Random) -> None:
    grid = grid_of(shapes, tmp_path)
    scale = METRES_PER_DEGREE * math.cos(math.radians(38.1))
    for _ in range(300):
        lat, lng = rng.uniform(38, 38.2), rng.uniform(-120, -119.8)
        spot = shapely.Point(lng * scale, lat * METRES_PER_DEGREE)
        metres = {
            district: shapely.transform(shape, lambda c: c * (scale, METRES_PER_DEGREE)).distance(
                spot
            )
            for district, shape in shapes.items()
        }

        near = set(grid.describe(Point(lat, lng)).near)

        # The scale of a degree changes a little from south to north.
        assert {district for district, far in metres.items() if far < 49} <= near
        assert near <= {district for district, far in metres.items() if far < 51}


def test_an_area_touches_what_lies_in_it(shapes: Shapes, tmp_path: Path, rng: Random) -> None:
    grid = grid_of(shapes, tmp_path)
    for _ in range(300):
        middle = Point(rng.uniform(37.98, 38.22), rng.uniform(-120.02, -119.78))
        area = Area.around(middle, rng.choice((50, 500, 5000)))
        box = shapely.box(*area.corners)

        found = grid.across(area)

        touched = {district for district, shape in shapes.items() if shape.intersects(box)}
        assert set(found.touched) == touched, area


def test_a_partial_set_says_where_it_knows_all(shapes: Shapes, tmp_path: Path) -> None:
    grid = grid_of(shapes, tmp_path, whole=False)
    edge, middle = Area.around(Point(38.0, -119.9), 100), Area.around(Point(38.1, -119.9), 10_000)

    assert grid.across(edge).touched
    assert grid.across(edge).covered == frozenset()
    assert grid.across(middle).covered == frozenset()
    inside = next(
        area
        for area in (Area.around(Point(38.01 + n / 1000, -119.99), 20) for n in range(180))
        if len(grid.across(area).touched) == len(BOTH)
    )
    assert grid.across(inside).covered == BOTH


@pytest.mark.parametrize(
    ("lat", "lng"), [(0, 0), (38.1, -119.9), (39.5, -119.8), (37, -122.6), (-90, 180), (90, -180)]
)
def test_a_point_in_no_outline_lies_nowhere(
    shapes: Shapes, tmp_path: Path, lat: float, lng: float
) -> None:
    grid = grid_of(shapes, tmp_path)

    assert grid.at(lat, lng) == ()
    assert grid.describe(Point(lat, lng)).near == ()


def test_the_file_says_what_it_is(shapes: Shapes, tmp_path: Path) -> None:
    edition = grid_of(shapes, tmp_path).edition

    assert (edition.jurisdiction, edition.districts, edition.whole) == ("invented", 9, True)


def test_another_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "other.grid"
    path.write_bytes(b"something else, long enough")

    with pytest.raises(ValueError, match="no grid"):
        Grid.open(path)
