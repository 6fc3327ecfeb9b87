"""Districts are drawn with north on top, and neighbours keep one line between them."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from campaign.domain.boundaries import Drawing
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber
from tests.grounds import Ground, lay_ground
from tests.rosters import JURISDICTION

DAY = date(2026, 10, 14)
ONE, TWO = (JURISDICTION.district(Chamber.LOWER, number) for number in "12")


@pytest.fixture
def ground(tmp_path: Path, now: datetime) -> Ground:
    return lay_ground(tmp_path, JURISDICTION, now)


def drawn(ground: Ground) -> Drawing:
    return ground.boundaries.draw([TWO, ONE], jurisdiction="invented", on=DAY)


def spots(path: str) -> set[tuple[float, float]]:
    """Return the corners of a path."""
    return {(float(x), float(y)) for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path)}


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
