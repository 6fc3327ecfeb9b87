"""How long things are kept: the times that are promised to the writers."""

from datetime import timedelta

from campaign.domain.retention import (
    CODE_VALID,
    DRAFT_KEPT,
    KEEP_AT_MOST,
    REMIND_AFTER,
    REPEAT_WINDOW,
    Retention,
)


def test_the_times_are_those_of_the_privacy_page() -> None:
    assert KEEP_AT_MOST == {
        "unconfirmed": 7,
        "letter": 30,
        "writer": 90,
        "sign_up": 730,
        "event": 180,
        "audit": 730,
    }
    assert Retention() == Retention(**KEEP_AT_MOST)


def test_the_times_of_a_confirmation_are_those_of_its_mails() -> None:
    assert timedelta(minutes=10) == CODE_VALID
    assert timedelta(hours=24) == REMIND_AFTER == DRAFT_KEPT
    assert timedelta(days=30) == REPEAT_WINDOW
