"""Areas of the map, their tiles, and how they are written into a form and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.areas import (
    LEAST_METRES,
    MOST_METRES,
    SMALLEST_METRES,
    TILES,
    Area,
    area_of_zip,
    metres_between,
    nearest,
)
from campaign.domain.errors import Refused
from campaign.domain.places import Point, ZipCode
from tests.rosters import ZIP_POINTS

AREA = Area(-120.0, 38.0, -119.5, 38.5)
MIDDLE = Point(38.05, -119.9)


@given(
    lat=st.floats(-60, 60),
    lng=st.floats(-170, 170),
    metres=st.floats(SMALLEST_METRES, MOST_METRES),
)
def test_an_area_is_read_as_it_was_written(lat: float, lng: float, metres: float) -> None:
    area = Area.around(Point(lat, lng), metres)

    assert Area.parse(str(area)).corners == pytest.approx(area.corners, abs=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,38,-119,39",
        "-119,38,-120,39",
        "-120,39,-119,38",
        "-180,-90,180,90",
        "38,-120,39,-119",
    ],
)
def test_what_is_no_area_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Area.parse(text)


def test_tiles_cover_their_area_from_the_north_west() -> None:
    tiles = [AREA.tile(row, column) for row in range(TILES) for column in range(TILES)]

    assert (tiles[0].west, tiles[0].north) == (AREA.west, AREA.north)
    assert (tiles[-1].east, tiles[-1].south) == pytest.approx((AREA.east, AREA.south))
    assert sum(tile.metres for tile in tiles[::TILES]) == pytest.approx(AREA.metres)


@pytest.mark.parametrize(("row", "column"), [(TILES, 0), (0, TILES), (-1, 0)])
def test_a_tile_that_is_not_there_is_refused(row: int, column: int) -> None:
    with pytest.raises(Refused):
        AREA.tile(row, column)


def test_few_taps_lead_from_a_town_to_a_street() -> None:
    area, taps = Area.around(MIDDLE, 10_000), 0
    while not area.is_smallest:
        area, taps = area.tile(2, 2), taps + 1

    assert taps == 4


def test_more_around_it_has_an_end() -> None:
    area = Area.around(MIDDLE, 1000)
    assert area.wider().metres == pytest.approx(6000)

    for _ in range(10):
        area = area.wider()

    assert area.metres == pytest.approx(2 * MOST_METRES)
    assert Area.parse(str(area))


def test_the_area_of_a_zip_shows_its_neighbours() -> None:
    area = area_of_zip(ZipCode("90002"), ZIP_POINTS)

    assert area is not None
    assert all(area.holds(point) for point in ZIP_POINTS.values())
    assert area.middle.lat == pytest.approx(MIDDLE.lat)


def test_a_zip_alone_has_an_area_too_and_an_unknown_one_none() -> None:
    alone = area_of_zip(ZipCode("90002"), {ZipCode("90002"): MIDDLE})

    assert alone is not None
    assert alone.metres == pytest.approx(2 * LEAST_METRES)
    assert area_of_zip(ZipCode("90999"), ZIP_POINTS) is None


def test_the_nearest_points_come_first() -> None:
    far, near = Point(38.2, -119.9), Point(38.06, -119.9)

    assert nearest(MIDDLE, [far, near], 1) == [near]
    assert metres_between(MIDDLE, near) == pytest.approx(1113, abs=1)
