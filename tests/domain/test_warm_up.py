"""A new domain begins small and doubles."""

from datetime import date

import pytest

from campaign.domain.warm_up import DAYS, ceiling_for, ceiling_on


@pytest.mark.parametrize(
    ("day", "ceiling"),
    [(1, 50), (2, 50), (3, 100), (5, 200), (14, 3_200), (28, 409_600), (29, None), (400, None)],
)
def test_the_ceiling_doubles_every_second_day_for_four_weeks(day: int, ceiling: int) -> None:
    assert ceiling_on(day) == ceiling


@pytest.mark.parametrize("day", [0, -1, -400])
def test_before_the_first_day_it_is_as_on_the_first(day: int) -> None:
    assert ceiling_on(day) == ceiling_on(1)


def test_no_day_allows_less_than_the_day_before() -> None:
    ceilings = [ceiling_on(day) for day in range(1, DAYS + 1)]

    assert ceilings == sorted(ceilings)


def test_a_day_of_the_calendar_is_counted_from_the_first() -> None:
    first = date(2026, 12, 1)

    days = [date(2026, 11, 30), first, date(2026, 12, 3), date(2026, 12, 28), date(2026, 12, 29)]

    assert [ceiling_for(day, first=first) for day in days] == [50, 50, 100, 409_600, None]
