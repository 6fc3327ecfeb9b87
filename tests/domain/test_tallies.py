"""Every grain's sums are the sums along every line, and each question finds its smallest grain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.tallies import (
    DAY,
    EXACT,
    GRAINS,
    NO_DAY,
    WEEK,
    OwnWords,
    Place,
    TallyKind,
    grain_for,
    monday,
    own_words,
    roll,
)

PLACES = st.builds(
    Place,
    campaign_id=st.just("c"),
    day=st.dates(date(2026, 10, 1), date(2026, 10, 20)),
    kind=st.sampled_from(TallyKind),
    recommendation_id=st.sampled_from(["", "bus"]),
    target_id=st.sampled_from(["t1", "t2"]),
    district_id=st.just("d"),
    source_id=st.sampled_from(["", "fair"]),
    locale=st.sampled_from(["en", "es"]),
    facet=st.sampled_from(["", "09"]),
)


@given(st.dictionaries(PLACES, st.integers(-3, 9), max_size=30))
def test_each_grain_adds_up_to_what_it_counts(sums: dict[Place, int]) -> None:
    rolled = roll(sums)

    for grain in GRAINS:
        counted = sum(n for place, n in sums.items() if place.kind in grain.kinds)
        assert counted == sum(n for (number, _), n in rolled.items() if number == grain.number)
    assert {place: n for (number, place), n in rolled.items() if number == EXACT} == sums


def test_a_grain_has_nothing_along_the_lines_that_it_does_not_tell_apart() -> None:
    place = Place("c", date(2026, 10, 14), TallyKind.LETTER, "", "t", "d", "s", "en", "")
    by_week = next(grain.number for grain in GRAINS if WEEK in grain.lines)

    rolled = roll({place: 1})

    assert rolled[1, place._replace(target_id="", district_id="", source_id="", locale="")] == 1
    week = place._replace(day=date(2026, 10, 12), target_id="", district_id="")
    assert rolled[by_week, week] == 1
    assert (4, place._replace(day=NO_DAY, source_id="", locale="")) in rolled


def test_numbers_of_grains_are_given_once() -> None:
    numbers = [EXACT, *(grain.number for grain in GRAINS)]

    assert sorted(set(numbers)) == numbers


@pytest.mark.parametrize("kind", list(TallyKind))
def test_a_question_is_answered_by_a_grain_that_tells_enough_apart(kind: TallyKind) -> None:
    lines = {grain.number: grain.lines for grain in GRAINS}
    for asked in ({DAY}, {"source_id"}, {"target_id", DAY}, {"locale", WEEK}, {"facet", DAY}):
        grain = grain_for(kind, frozenset(asked))

        if grain != EXACT:
            told = lines[grain]
            assert asked <= told or (asked - {WEEK}) | {DAY} <= told


def test_what_no_grain_tells_apart_is_read_along_every_line() -> None:
    assert grain_for(TallyKind.ASK, frozenset({DAY, "locale", "recommendation_id"})) == EXACT


@pytest.mark.parametrize(
    ("share", "band"),
    [
        (0.0, OwnWords.NONE),
        (0.01, OwnWords.SOME),
        (0.5, OwnWords.HALF),
        (0.7, OwnWords.MOST),
        (1.0, OwnWords.MOST),
    ],
)
def test_own_words_come_in_bands(share: float, band: OwnWords) -> None:
    assert own_words(share) is band


def test_a_week_begins_on_monday() -> None:
    assert monday(date(2026, 10, 18)) == monday(date(2026, 10, 12)) == date(2026, 10, 12)
    assert monday(NO_DAY) == NO_DAY
