"""The states, the moves, the waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.deliveries import (
    FINAL,
    LAST_TRY_BEFORE_END,
    MOVES,
    DeliveryState,
    HoldReason,
    Move,
    MoveNotAllowed,
    Outcome,
    outcome_of,
    pause_after,
    wait_before_attempt,
)
from campaign.domain.relay import Answer, Verdict

HOUR = timedelta(hours=1)
IDEAL_MINUTES = [1, 5, 15, 30, 60, 120, 240, 480, 480, 480]


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(DeliveryState)


@given(st.sampled_from(DeliveryState), st.sampled_from(DeliveryState))
def test_a_move_outside_the_table_cannot_be_made(old: DeliveryState, new: DeliveryState) -> None:
    if new in MOVES[old]:
        assert Move(old, new, "test").new is new
    else:
        with pytest.raises(MoveNotAllowed):
            Move(old, new, "test")


def test_what_is_being_handed_over_never_goes_back_without_an_answer() -> None:
    assert DeliveryState.CANCELLED not in MOVES[DeliveryState.TRANSMITTING]
    assert DeliveryState.CLAIMED not in MOVES[DeliveryState.TRANSMITTING]
    assert DeliveryState.QUEUED not in MOVES[DeliveryState.SENT]


def test_a_doubt_is_not_final() -> None:
    assert DeliveryState.IN_DOUBT not in FINAL


@given(attempts=st.integers(1, 10), seed=st.text(max_size=32))
def test_a_wait_is_the_table_s_with_a_tenth_of_jitter(attempts: int, seed: str) -> None:
    wait = wait_before_attempt(attempts, scale=1.0, seed=seed)

    ideal = timedelta(minutes=IDEAL_MINUTES[attempts - 1])
    assert ideal * 0.9 <= wait <= ideal * 1.1


def test_two_deliveries_put_off_together_come_back_apart() -> None:
    waits = {wait_before_attempt(1, scale=1.0, seed=str(number)) for number in range(100)}

    assert len(waits) > 90


def test_a_scaled_wait_is_short() -> None:
    assert wait_before_attempt(1, scale=0.001, seed="") < timedelta(seconds=0.1)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 2), (2, 4), (5, 32), (6, 60), (1000, 60)])
def test_a_relay_is_left_alone_a_little_longer_each_time(failures: int, seconds: int) -> None:
    assert pause_after(failures, scale=1.0) == timedelta(seconds=seconds)


def outcome(verdict: Verdict, code: int, reply: str, time_left: timedelta = HOUR) -> Outcome:
    answer = Answer(verdict, code, reply)
    return outcome_of(answer, attempts=1, time_left=time_left, scale=1.0, seed="")


def test_what_an_answer_makes_of_a_delivery() -> None:
    assert outcome(Verdict.ACCEPTED, 250, "2.0.0 ok").state is DeliveryState.SENT
    assert outcome(Verdict.TEMPORARY, 450, "later").state is DeliveryState.QUEUED
    assert outcome(Verdict.PERMANENT, 554, "no").state is DeliveryState.FAILED
    assert outcome(Verdict.POLICY, 554, "5.7.1 no").hold is HoldReason.UNCERTAIN_ANSWER
    assert outcome(Verdict.UNKNOWN_RECIPIENT, 550, "5.1.1 no").no_such_mailbox


def test_without_time_left_a_temporary_answer_is_the_last() -> None:
    late = outcome(Verdict.TEMPORARY, 450, "later", timedelta(seconds=30))

    assert late.state is DeliveryState.FAILED
    assert not late.no_such_mailbox


def test_before_the_end_there_is_one_last_try() -> None:
    answer = Answer(Verdict.TEMPORARY, 450, "later")
    left = timedelta(hours=3)

    last = outcome_of(answer, attempts=9, time_left=left, scale=1.0, seed="")
    after = outcome_of(answer, attempts=10, time_left=left - last.wait, scale=1.0, seed="")

    assert (last.state, last.wait) == (DeliveryState.QUEUED, left - LAST_TRY_BEFORE_END)
    assert after.state is DeliveryState.FAILED


def test_an_office_that_asks_for_less_is_tried_again_and_slowed_down() -> None:
    asked = outcome(Verdict.RATE_LIMITED, 450, "4.7.28 too fast")

    assert (asked.state, asked.slow_down) == (DeliveryState.QUEUED, True)
    assert not outcome(Verdict.TEMPORARY, 450, "later").slow_down


def test_the_code_of_an_outcome_holds_the_status() -> None:
    assert outcome(Verdict.ACCEPTED, 250, "2.6.0 queued as 7").code == "250 2.6.0"
    assert outcome(Verdict.ACCEPTED, 250, "ok").code == "250"
