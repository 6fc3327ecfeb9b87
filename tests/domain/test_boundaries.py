"""A set of outlines is the right one, or each fault is named with its cure."""

from collections.abc import Callable, Collection

import pytest

from campaign.domain.boundaries import (
    Outline,
    OutlineSet,
    PointAnswer,
    check_outlines,
    check_sentinels,
    sources_of,
)
from campaign.domain.errors import Refused
from campaign.domain.places import Chamber, DistrictRef, Point
from campaign.domain.roster import RosterError
from tests.rosters import JURISDICTION, SOURCES


def lower(number: str) -> DistrictRef:
    return JURISDICTION.district(Chamber.LOWER, number)


def upper(number: str) -> DistrictRef:
    return JURISDICTION.district(Chamber.UPPER, number)


def outlines(*districts: DistrictRef) -> OutlineSet:
    return OutlineSet(tuple(Outline(each, b"") for each in districts), (), exact=True)


EVERY = outlines(lower("1"), lower("2"), lower("3"), upper("1"), upper("2"))


def everywhere(*districts: DistrictRef) -> Callable[[Point], Collection[DistrictRef]]:
    return lambda _: districts


def refusal(check: Callable[[], None]) -> str:
    with pytest.raises(RosterError) as refused:
        check()
    return str(refused.value)


def test_a_whole_set_is_accepted() -> None:
    check_outlines(EVERY, SOURCES, partial=False)


def test_a_set_that_lacks_one_is_refused_with_where_to_get_it() -> None:
    lacking = outlines(lower("1"), lower("2"), upper("1"), upper("2"))

    told = refusal(lambda: check_outlines(lacking, SOURCES, partial=False))

    assert "number of outlines, lower chamber is '2': there are 3 districts" in told
    assert "https://census.example/SLDL/tl_2024_99_sldl.zip" in told
    check_outlines(lacking, SOURCES, partial=True)


def test_one_district_twice_is_refused_even_in_a_partial_set() -> None:
    told = refusal(lambda: check_outlines(EVERY + EVERY, SOURCES, partial=True))

    assert "outlines of lower district 1 is '2'" in told


def test_the_maps_of_before_are_refused_by_name() -> None:
    told = refusal(
        lambda: check_sentinels(everywhere(lower("2"), upper("1")), SOURCES, partial=False)
    )

    assert "lower district of the Town Hall is '2': these are the maps of before" in told


def test_other_maps_are_refused() -> None:
    told = refusal(
        lambda: check_sentinels(everywhere(lower("3"), upper("1")), SOURCES, partial=True)
    )

    assert told.endswith("it lies in lower district 1; get the file of the lines now in use")


def test_a_certain_point_may_be_missing_in_a_partial_set_alone() -> None:
    check_sentinels(everywhere(), SOURCES, partial=True)

    assert "is ''" in refusal(lambda: check_sentinels(everywhere(), SOURCES, partial=False))


def test_a_state_without_published_outlines_says_so() -> None:
    assert sources_of(JURISDICTION) is SOURCES
    assert SOURCES.street_addresses()[1].endswith("tl_2024_99003_addrfeat.zip")


def test_a_point_near_another_district_is_near_a_line() -> None:
    assert PointAnswer((lower("1"),), (lower("1"), lower("2"))).near_a_line
    assert not PointAnswer((lower("1"),), (lower("1"),)).near_a_line


@pytest.mark.parametrize(
    ("lat", "lng", "key"),
    [
        ("north", "-121", "point_nonsense"),
        ("nan", "-121", "point_nonsense"),
        ("38.5", "inf", "point_nonsense"),
        ("38.5", "-200", "point_nonsense"),
        ("-121.49", "38.57", "point_swapped"),
    ],
)
def test_what_is_no_point_is_refused(lat: str, lng: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        Point.parse(lat, lng)

    assert refused.value.key == key


def test_a_point_is_read() -> None:
    assert Point.parse(" 38.5766", "-121.4934") == Point(38.5766, -121.4934)
