"""Districts are drawn with north on top, and neighbours keep one line between them."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from campaign.domain.areas import Area
from campaign.domain.boundaries import Drawing
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber, Point
from tests.grounds import Ground, lay_ground, lay_whole_ground
from tests.rosters import JURISDICTION

DAY = date(2026, 10, 14)
ONE, TWO = (JURISDICTION.district(Chamber.LOWER, number) for number in "12")


@pytest.fixture
def ground(tmp_path: Path, now: datetime) -> Ground:
    return lay_ground(tmp_path, JURISDICTION, now)


def drawn(ground: Ground) -> Drawing:
    return ground.boundaries.draw([TWO, ONE], jurisdiction="invented", on=DAY)


def spots(path: str) -> set[tuple[float, float]]:
    """Return the corners of a path, which leads from each to the next by a step."""
    found = set()
    for ring in re.findall(r"M([^z]*)z", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", ring)]
        x = y = 0.0
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = round(x + across, 1), round(y + down, 1)
            found.add((x, y))
    return found


def test_neighbours_stand_side_by_side_in_the_order_of_their_numbers(ground: Ground) -> None:
    first, second = drawn(ground).districts

    assert (first.district, second.district) == (ONE, TWO)
    assert first.x < second.x


def test_the_line_between_neighbours_is_one_line(ground: Ground) -> None:
    first, second = (spots(each.path) for each in drawn(ground).districts)

    assert len(first & second) == 2


def test_the_drawing_holds_every_corner(ground: Ground) -> None:
    drawing = drawn(ground)
    for each in drawing.districts:
        for x, y in spots(each.path):
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height


def test_a_district_without_an_outline_is_not_drawn(ground: Ground) -> None:
    with pytest.raises(NotFound):
        ground.boundaries.draw(
            [ONE, JURISDICTION.district(Chamber.LOWER, "9")], jurisdiction="invented", on=DAY
        )


def test_a_whole_chamber_is_drawn_with_its_insets(tmp_path: Path, now: datetime) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)

    drawn = shelf.draw_state(Chamber.LOWER, JURISDICTION, on=DAY)

    ((inset, west),) = drawn.insets
    assert [each.district.number for each in drawn.whole.districts] == ["1", "2", "3"]
    assert inset.name.en == "West"
    assert [each.district.number for each in west.districts] == ["1", "2"]
    assert shelf.draw_state(Chamber.LOWER, JURISDICTION, on=DAY) is drawn


def test_a_partial_set_is_no_map_of_the_state(ground: Ground) -> None:
    with pytest.raises(NotFound):
        ground.boundaries.draw_state(Chamber.LOWER, JURISDICTION, on=DAY)


def test_an_area_shows_what_lies_in_it(ground: Ground) -> None:
    area = Area.around(Point(38.1, -119.9), 1000)

    upper = ground.boundaries.draw_area(area, Chamber.UPPER, jurisdiction="invented", on=DAY)

    south, north = upper.districts
    assert (upper.width, upper.height) == (320, 320)
    assert south.y > 160 > north.y
    assert all(0 <= x <= 320 and 0 <= y <= 320 for x, y in spots(south.path) | spots(north.path))


def test_an_area_without_outlines_shows_nothing(ground: Ground) -> None:
    area = Area.around(Point(30, -100), 1000)

    drawn = ground.boundaries.draw_area(area, Chamber.UPPER, jurisdiction="invented", on=DAY)

    assert drawn.districts == ()
