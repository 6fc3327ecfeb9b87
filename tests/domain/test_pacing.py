"""Whose turn comes when: rates, ceilings, office hours, and who asked for less."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.pacing import (
    RECOVERS_EVERY,
    SLOW_FOR,
    SLOWEST,
    Paces,
    Rate,
    Turns,
    buckets_of,
    local_day,
    planned_anew,
    rates,
    slow_factor,
    slowed,
    start_of,
    take,
)

ZONE = "America/Los_Angeles"
NOON = datetime(2026, 10, 14, 19, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 10, 17, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

gaps = st.lists(st.integers(0, 600), min_size=1, max_size=80)
plain_rates = st.builds(
    Rate, every=st.integers(1, 300).map(lambda s: timedelta(seconds=s)), burst=st.integers(1, 8)
)


def turns_at(asked: Sequence[datetime], rate: Rate) -> list[datetime]:
    """Return the turns of those who ask at these moments, one after the other."""
    turns, given_turns = Turns(asked[0]), []
    for moment in asked:
        turn, turns = take(turns, rate, moment, ZONE)
        given_turns.append(turn)
    return given_turns


def moments(seconds: Sequence[int]) -> list[datetime]:
    """Return moments with these gaps between them."""
    return [NOON + timedelta(seconds=sum(seconds[: n + 1])) for n in range(len(seconds))]


@given(gaps, plain_rates)
def test_no_window_holds_more_than_the_rate_and_one_burst(seconds: list[int], rate: Rate) -> None:
    given_turns = turns_at(moments(seconds), rate)

    for first, turn in enumerate(given_turns):
        for window in (rate.every, 7 * rate.every, timedelta(hours=1)):
            inside = bisect_right(given_turns, turn + window) - first
            assert inside <= rate.burst + window // rate.every


@given(gaps, plain_rates)
def test_turns_keep_the_order_and_none_lies_in_the_past(seconds: list[int], rate: Rate) -> None:
    asked = moments(seconds)

    given_turns = turns_at(asked, rate)

    assert given_turns == sorted(given_turns)
    assert all(turn >= moment for turn, moment in zip(given_turns, asked, strict=True))


@given(gaps, plain_rates)
def test_nobody_waits_longer_than_the_line_before_them(seconds: list[int], rate: Rate) -> None:
    asked = moments(seconds)

    for before, (turn, moment) in enumerate(zip(turns_at(asked, rate), asked, strict=True)):
        assert turn - moment <= rate.every * before


def test_a_burst_leaves_at_once_and_then_one_a_minute() -> None:
    waits = [turn - NOON for turn in turns_at([NOON] * 5, Rate(every=MINUTE, burst=3))]

    assert waits == [0 * MINUTE, 0 * MINUTE, 0 * MINUTE, MINUTE, 2 * MINUTE]


@given(number=st.integers(1, 60), ceiling=st.integers(1, 9), burst=st.integers(1, 9))
def test_no_day_has_more_than_its_ceiling(number: int, ceiling: int, burst: int) -> None:
    rate = Rate(every=MINUTE, burst=burst, ceiling_on=lambda _: ceiling)

    given_turns = turns_at([NOON] * number, rate)

    days = Counter(local_day(turn, ZONE) for turn in given_turns)
    assert max(days.values()) <= ceiling
    assert len(days) == -(-number // ceiling)
    assert given_turns == sorted(given_turns)


def test_a_ceiling_that_grows_lets_more_leave_each_day() -> None:
    first = local_day(NOON, ZONE)
    rate = Rate(every=timedelta(seconds=1), ceiling_on=lambda day: 2 ** ((day - first).days + 1))

    days = Counter(local_day(turn, ZONE) for turn in turns_at([NOON] * 14, rate))

    assert list(days.values()) == [2, 4, 8]


@given(number=st.integers(1, 300), start=st.integers(0, 14 * 24))
def test_by_day_every_turn_lies_in_the_hours_of_an_office(number: int, start: int) -> None:
    asked = [NOON + timedelta(hours=start)] * number

    for turn in turns_at(asked, Rate(every=7 * MINUTE, burst=2, by_day=True)):
        local = turn.astimezone(ZoneInfo(ZONE))
        assert local.weekday() < 5
        assert time(8) <= local.time() < time(17)


def test_what_comes_on_friday_evening_leaves_on_monday_morning() -> None:
    (turn,) = turns_at([FRIDAY_EVENING], Rate(every=MINUTE, by_day=True))

    assert turn.astimezone(ZoneInfo(ZONE)).isoformat() == "2026-10-19T08:00:00-07:00"


def test_a_day_that_is_full_goes_on_at_the_next_opening() -> None:
    rate = Rate(every=MINUTE, by_day=True, ceiling_on=lambda _: 1)

    last = turns_at([NOON] * 4, rate)[-1]

    assert last.astimezone(ZoneInfo(ZONE)).isoformat() == "2026-10-19T08:00:00-07:00"


def test_who_asks_for_less_is_given_half_and_gets_it_back_by_the_hour() -> None:
    turns = slowed(slowed(Turns(NOON), NOON), NOON + 2 * MINUTE)

    until = NOON + 2 * MINUTE + SLOW_FOR
    moments_later = [NOON + 3 * MINUTE, until - MINUTE, until, until + RECOVERS_EVERY]
    assert [slow_factor(turns, moment) for moment in moments_later] == [4, 4, 2, 1]


def test_answers_of_one_wave_slow_once() -> None:
    once = slowed(Turns(NOON), NOON)

    assert slowed(once, NOON + timedelta(seconds=59)) == once


def test_it_goes_down_to_a_sixty_fourth_and_no_further() -> None:
    turns, moment = Turns(NOON), NOON
    for _ in range(20):
        turns, moment = slowed(turns, moment), moment + 2 * MINUTE

    assert slow_factor(turns, moment) == SLOWEST == 64


@given(st.integers(0, 12), plain_rates)
def test_at_half_the_rate_turns_lie_twice_as_far_apart(waves: int, rate: Rate) -> None:
    turns = Turns(NOON)
    for wave in range(waves):
        turns = slowed(turns, NOON + wave * 2 * MINUTE)
    now = NOON + waves * 2 * MINUTE
    turns = planned_anew(turns, rate, now, today=local_day(now, ZONE), taken=0)

    first, turns = take(turns, rate, now, ZONE)
    second, _ = take(turns, rate, now, ZONE)

    assert second - first == rate.every * min(2**waves, SLOWEST)
    assert first - now == second - first


def test_a_line_planned_anew_has_no_burst_and_knows_who_left_today() -> None:
    rate = Rate(every=MINUTE, burst=5, ceiling_on=lambda _: 3)
    today = local_day(NOON, ZONE)
    turns = planned_anew(Turns(NOON + 9 * MINUTE), rate, NOON, today=today, taken=2)

    first, turns = take(turns, rate, NOON, ZONE)
    second, _ = take(turns, rate, NOON, ZONE)

    assert first == NOON + MINUTE
    assert second == start_of(date(2026, 10, 15), ZONE)


def test_two_members_with_one_mailbox_share_its_turns() -> None:
    one, other = (buckets_of(address, "c") for address in ("A@senate.example", "a@Senate.example"))

    assert (
        one == other == ("office:a@senate.example", "domain:senate.example", "campaign:c", "relay")
    )


@pytest.mark.parametrize(("rung", "a_minute"), [(0, 4), (1, 300), (2, 600), (3, 840)])
def test_the_rates_are_those_that_were_set(rung: int, a_minute: int) -> None:
    assert MINUTE / rates(Paces())[rung].every == pytest.approx(a_minute, rel=1e-3)


def test_the_smallest_rates_make_sense() -> None:
    smallest = Paces(domain_an_hour=1, campaign_an_hour=1, relay_a_minute=1)

    assert [rate.burst for rate in rates(smallest)[1:]] == [1, 1, 1]
