"""The line to a relay: when it opens again, and when it gives up."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign.domain.line import Line
from campaign.domain.mail import Mail
from campaign.domain.relay import ChannelDown, ChannelStopped, ClaimOver, Unknown, Verdict
from tests.fakes import FakeMailer
from tests.faults import At, Fault

MAIL = Mail(
    message_id="1@campaign.example",
    sent_at=datetime(2026, 10, 14, tzinfo=UTC),
    from_name="Ana",
    from_address="letters@campaign.example",
    recipient="office@assembly.example",
    subject="Schools",
    text="Dear office",
)


def test_it_opens_when_needed_and_stays_open() -> None:
    mailer = FakeMailer()
    line = Line(mailer)

    assert mailer.sessions == 0
    for _ in range(3):
        assert line.carry(MAIL, b"1").verdict is Verdict.ACCEPTED
    assert (mailer.sessions, line.worked, line.fault) == (1, True, "")


def test_a_session_that_the_relay_ended_is_opened_again_once() -> None:
    mailer = FakeMailer()
    line = Line(mailer)
    line.carry(MAIL, b"1")
    mailer.faults.append(Fault(At.SENDER, "421 enough for now"))

    assert line.carry(MAIL, b"2").verdict is Verdict.ACCEPTED
    assert mailer.sessions == 2


def test_one_broken_session_is_bad_luck_and_two_in_a_row_are_a_fault() -> None:
    line = Line(FakeMailer([Fault(At.DOT), Fault(At.BODY)]))

    with pytest.raises(Unknown):
        line.carry(MAIL, b"1")
    assert line.fault == ""
    with pytest.raises(ChannelDown):
        line.carry(MAIL, b"2")
    assert line.fault == "cut"


def test_an_answer_between_two_troubles_mends_the_line() -> None:
    mailer = FakeMailer([Fault(At.DOT)])
    line = Line(mailer)
    with pytest.raises(Unknown):
        line.carry(MAIL, b"1")
    line.carry(MAIL, b"2")
    mailer.faults.append(Fault(At.DOT))

    with pytest.raises(Unknown):
        line.carry(MAIL, b"3")
    assert line.fault == ""


def test_a_relay_that_cannot_be_reached_is_a_fault_at_once() -> None:
    line = Line(FakeMailer([Fault(At.GREETING, "421 closed")]))

    with pytest.raises(ChannelDown):
        line.carry(MAIL, b"1")
    assert (line.fault, line.worked) == ("421 closed", False)


def test_a_probe_is_over_with_the_first_session_that_breaks() -> None:
    line = Line(FakeMailer([Fault(At.DOT)]), probe=True)

    with pytest.raises(Unknown):
        line.carry(MAIL, b"1")
    assert line.fault == "cut"


def test_a_relay_that_refuses_us_stops_the_line_at_once() -> None:
    mailer = FakeMailer()
    line = Line(mailer)
    line.carry(MAIL, b"1")
    mailer.faults.append(Fault(At.SENDER, "530 5.7.0 log in first"))

    with pytest.raises(ChannelStopped):
        line.carry(MAIL, b"2")
    assert (line.stopped, line.fault, mailer.sessions) == (True, "530 5.7.0 log in first", 1)


RULE = Fault(At.RECIPIENT, "550 5.7.1 authentication required")


def test_what_two_domains_refuse_us_for_is_a_fault_of_ours() -> None:
    line = Line(FakeMailer([RULE, RULE]))

    assert line.carry(MAIL, b"1").verdict is Verdict.REFUSES_US
    with pytest.raises(ChannelStopped):
        line.carry(replace(MAIL, recipient="office@senate.example"), b"2")
    assert line.stopped


def test_what_is_refused_thrice_in_a_row_is_a_fault_of_ours() -> None:
    line = Line(FakeMailer([RULE, RULE, RULE]))

    assert line.carry(MAIL, b"1").verdict is Verdict.REFUSES_US
    assert line.carry(MAIL, b"2").verdict is Verdict.REFUSES_US
    with pytest.raises(ChannelStopped):
        line.carry(MAIL, b"3")


def test_one_offices_rule_is_no_fault_of_ours() -> None:
    mailer = FakeMailer()
    line = Line(mailer)

    for _ in range(5):
        mailer.faults.append(RULE)
        assert line.carry(MAIL, b"1").verdict is Verdict.REFUSES_US
        assert line.carry(MAIL, b"2").verdict is Verdict.ACCEPTED
    assert not line.stopped


def test_what_is_not_ours_any_more_is_no_fault_of_the_line() -> None:
    mailer = FakeMailer()
    line = Line(mailer)

    with pytest.raises(ClaimOver):
        line.carry(MAIL, b"1", still_ours=lambda: False)
    assert line.fault == ""
    assert line.carry(MAIL, b"2").verdict is Verdict.ACCEPTED
    assert mailer.sessions == 2
