"""The promises of every mailer: the fake and the real one give the same answers."""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as ServerEnvelope

from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.domain.line import Line
from campaign.domain.mail import Envelope, Mail
from campaign.domain.ports import Mailer, MailSession
from campaign.domain.relay import (
    BrokeOnMail,
    ChannelDown,
    ChannelStopped,
    ClaimOver,
    Unknown,
    Verdict,
)
from config import Relay
from tests.fakes import FakeMailer
from tests.faults import At, Fault, Kept, Manners
from tests.faulty_smtp import faulty_smtp
from tests.servers import free_port

SENDER, OFFICE = "letters@campaign.example", "office@assembly.example"
MAIL = Mail(
    message_id="1@campaign.example",
    sent_at=datetime(2026, 10, 14, tzinfo=UTC),
    from_name="Ana",
    from_address=SENDER,
    recipient=OFFICE,
    subject="Schools",
    text=".\n..two\nFrom here\n",
)


@dataclass
class Stage:
    """A mailer and what its relay kept."""

    mailer: Mailer
    kept: list[Kept]
    faults: deque[Fault]


Open = Callable[..., Stage]


@pytest.fixture(params=["fake", "smtp", "pipelining"])
def stage(request: pytest.FixtureRequest) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_stage(*faults: Fault) -> Stage:
            if request.param == "fake":
                fake = FakeMailer(faults)
                return Stage(fake, fake.kept, fake.faults)
            together = request.param == "pipelining"
            manners = Manners(pipelining=together, goes_ahead=together)
            relay = stack.enter_context(faulty_smtp(faults, manners=manners))
            mailer = SmtpMailer(Relay(host="127.0.0.1", port=relay.port), may_leave=False)
            return Stage(mailer, relay.kept, relay.faults)

        yield open_stage


def carry(session: MailSession, content: bytes) -> None:
    """Hand one mail over from its envelope to its dot."""
    session.offer(SENDER, OFFICE)
    session.hand_over(content)


def test_a_mail_arrives_byte_for_byte(stage: Open) -> None:
    at = stage()
    content = at.mailer.build(MAIL)
    session = at.mailer.open()

    offered = session.offer(SENDER, OFFICE)
    answer = session.hand_over(content)
    session.close()

    assert (offered.verdict, answer.verdict) == (Verdict.ACCEPTED, Verdict.ACCEPTED)
    assert (answer.code, answer.reply) == (250, "2.0.0 queued as 1")
    assert at.kept == [Kept(SENDER, OFFICE, content)]


def test_one_session_carries_many_mails(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()

    for number in range(20):
        session.offer(SENDER, f"office-{number}@assembly.example")
        session.hand_over(at.mailer.build(replace(MAIL, subject=str(number))))

    assert [kept.recipient.split("@")[0] for kept in at.kept] == [
        f"office-{number}" for number in range(20)
    ]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("450 4.2.0 greylisted", Verdict.TEMPORARY),
        ("450 4.2.1 receiving mail at too high a rate", Verdict.RATE_LIMITED),
        ("452 4.2.2 mailbox full", Verdict.TEMPORARY),
        ("552 5.2.2 mailbox full", Verdict.TEMPORARY),
        ("550 5.1.1 no such user", Verdict.UNKNOWN_RECIPIENT),
        ("550 no such user", Verdict.UNKNOWN_RECIPIENT),
        ("554 5.7.1 not from you", Verdict.POLICY),
        ("554 no", Verdict.PERMANENT),
    ],
)
def test_a_refused_recipient_is_sorted_and_the_session_goes_on(
    stage: Open, reply: str, verdict: Verdict
) -> None:
    at = stage(Fault(At.RECIPIENT, reply))
    session = at.mailer.open()

    assert session.offer(SENDER, OFFICE).verdict is verdict
    assert session.offer(SENDER, OFFICE).verdict is Verdict.ACCEPTED
    assert session.hand_over(at.mailer.build(MAIL)).verdict is Verdict.ACCEPTED
    assert len(at.kept) == 1


@pytest.mark.parametrize("moment", [At.DATA, At.DOT])
@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("451 4.3.0 try again", Verdict.TEMPORARY),
        ("421 4.3.2 going down", Verdict.TEMPORARY),
        ("554 5.6.0 broken mail", Verdict.PERMANENT),
        ("550 5.7.1 looks like spam", Verdict.POLICY),
    ],
)
def test_a_refused_content_is_a_definite_answer(
    stage: Open, moment: At, reply: str, verdict: Verdict
) -> None:
    at = stage(Fault(moment, reply))
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)

    assert session.hand_over(at.mailer.build(MAIL)).verdict is verdict
    assert at.kept == []


@pytest.mark.parametrize("moment", [At.SENDER, At.RECIPIENT, At.DATA, At.DOT])
def test_a_relay_that_refuses_us_stops_the_channel(stage: Open, moment: At) -> None:
    at = stage(Fault(moment, "550 5.7.26 this mail fails DMARC"))
    session = at.mailer.open()

    with pytest.raises(ChannelStopped):
        carry(session, at.mailer.build(MAIL))
    assert at.kept == []


def test_a_250_to_data_is_no_answer_that_anybody_may_believe(stage: Open) -> None:
    at = stage(Fault(At.DATA, "250 2.0.0 kept already"))
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)

    with pytest.raises(ChannelDown):
        session.hand_over(at.mailer.build(MAIL))
    assert at.kept == []


def test_what_is_not_ours_any_more_is_cut_before_its_dot(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)

    with pytest.raises(ClaimOver):
        session.hand_over(at.mailer.build(MAIL), still_ours=lambda: False)
    session.close()
    session = at.mailer.open()
    session.offer(SENDER, "next@assembly.example")
    session.hand_over(at.mailer.build(MAIL))
    assert [kept.recipient for kept in at.kept] == ["next@assembly.example"]


def test_the_last_question_is_asked_when_all_but_the_dot_is_said(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)
    asked = []

    def still_ours() -> bool:
        asked.append(len(at.kept))
        return True

    session.hand_over(at.mailer.build(MAIL), still_ours=still_ours)

    assert (asked, len(at.kept)) == ([0], 1)


def test_the_following_mail_may_be_named_behind_the_dot(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    offices = [f"office-{number}@assembly.example" for number in range(5)]

    for office, after in zip_longest(offices, offices[1:]):
        following = Envelope(SENDER, after) if after else None
        assert session.offer(SENDER, office).verdict is Verdict.ACCEPTED
        session.hand_over(at.mailer.build(MAIL), following=following)

    assert [kept.recipient for kept in at.kept] == offices


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "452 4.2.2 mailbox full"])
def test_a_following_mail_that_is_refused_leaves_the_session_whole(stage: Open, reply: str) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)
    at.faults.append(Fault(At.RECIPIENT, reply))

    session.hand_over(at.mailer.build(MAIL), following=Envelope(SENDER, "full@assembly.example"))
    refused = session.offer(SENDER, "full@assembly.example")
    session.offer(SENDER, "next@assembly.example")
    session.hand_over(at.mailer.build(MAIL))

    assert refused.verdict is not Verdict.ACCEPTED
    assert [kept.recipient for kept in at.kept] == [OFFICE, "next@assembly.example"]


def test_a_relay_that_goes_after_a_mail_has_none_of_the_following(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)
    at.faults.append(Fault(At.SENDER))

    taken = session.hand_over(at.mailer.build(MAIL), following=Envelope(SENDER, OFFICE))

    assert taken.verdict is Verdict.ACCEPTED
    with pytest.raises(ChannelDown):
        session.offer(SENDER, OFFICE)
    assert len(at.kept) == 1


def test_a_mail_that_was_named_and_taken_is_never_handed_over_empty(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)

    with contextlib.suppress(ChannelDown):
        session.offer(SENDER, "next@assembly.example")
    session.close()

    assert at.kept == []


def test_an_envelope_that_was_named_and_not_taken_up_hands_nothing_over(stage: Open) -> None:
    at = stage()
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)
    session.hand_over(at.mailer.build(MAIL), following=Envelope(SENDER, "next@assembly.example"))

    session.close(for_good=False)
    at.mailer.open().offer(SENDER, OFFICE)

    assert len(at.kept) == 1


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("reply", ["", "what?"])
def test_no_answer_after_the_dot_is_unknown(stage: Open, reply: str, kept: int) -> None:
    at = stage(Fault(At.DOT, reply, keeps=bool(kept)))
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)

    with pytest.raises(Unknown):
        session.hand_over(at.mailer.build(MAIL))
    assert len(at.kept) == kept


@pytest.mark.parametrize("moment", [At.DATA, At.BODY])
def test_a_cut_before_the_dot_hands_nothing_over(stage: Open, moment: At) -> None:
    at = stage(Fault(moment))
    session = at.mailer.open()

    with pytest.raises(ChannelDown):
        carry(session, at.mailer.build(replace(MAIL, text="x" * 20_000_000)))
    assert at.kept == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(At.SENDER),
        Fault(At.SENDER, "what?"),
        Fault(At.SENDER, "530 5.7.0 log in first"),
        Fault(At.SENDER, "451 4.7.0 too many mails"),
    ],
)
def test_a_fault_of_the_channel_says_nothing_of_the_mail(stage: Open, fault: Fault) -> None:
    session = stage(fault).mailer.open()

    with pytest.raises(ChannelDown) as found:
        session.offer(SENDER, OFFICE)
    assert found.type is not BrokeOnMail


@pytest.mark.parametrize(
    "fault",
    [
        Fault(At.RECIPIENT),
        Fault(At.RECIPIENT, "what?"),
        Fault(At.RECIPIENT, "421 4.3.2 going down"),
        Fault(At.DATA),
        Fault(At.DATA, "what?"),
    ],
)
def test_a_session_that_breaks_on_a_named_mail_may_break_because_of_it(
    stage: Open, fault: Fault
) -> None:
    at = stage(fault)
    line = Line(at.mailer)

    with pytest.raises(BrokeOnMail):
        line.carry(MAIL, b"Dear office\r\n")
    assert at.kept == []


def test_a_relay_that_hangs_up_on_one_office_for_its_rate_has_answered(stage: Open) -> None:
    session = stage(Fault(At.RECIPIENT, "421 4.7.28 too many mails", ends=True)).mailer.open()

    assert session.offer(SENDER, OFFICE).verdict is Verdict.RATE_LIMITED


@pytest.mark.parametrize("reply", ["", "554 go away", "what?"])
def test_a_relay_that_does_not_greet_is_down(stage: Open, reply: str) -> None:
    at = stage(Fault(At.GREETING, reply))

    with pytest.raises(ChannelDown):
        at.mailer.open()


def test_a_fault_at_the_farewell_changes_nothing(stage: Open) -> None:
    at = stage(Fault(At.QUIT))
    session = at.mailer.open()
    session.offer(SENDER, OFFICE)
    session.hand_over(at.mailer.build(MAIL))

    session.close()

    assert len(at.kept) == 1


def test_no_relay_is_a_channel_that_is_down() -> None:
    mailer = SmtpMailer(Relay(host="127.0.0.1", port=free_port()), may_leave=False)

    with pytest.raises(ChannelDown):
        mailer.open()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_in_test_mode_nothing_is_opened_to_another_machine(host: str) -> None:
    mailer = SmtpMailer(Relay(host=host, port=25), may_leave=False)

    with pytest.raises(ChannelDown, match="CAMPAIGN_LIVE"):
        mailer.open()


def test_in_test_mode_a_name_of_another_machine_is_refused_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(2, 1, 6, "", ("127.0.0.1", 25)), (2, 1, 6, "", ("192.0.2.1", 25))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    mailer = SmtpMailer(Relay(host="relay.example", port=25), may_leave=False)

    with pytest.raises(ChannelDown, match="CAMPAIGN_LIVE"):
        mailer.open()


def test_an_address_that_is_none_never_reaches_the_relay(stage: Open) -> None:
    session = stage().mailer.open()

    answer = session.offer(SENDER, "nobody\r\nRCPT TO:<victim@example.org>")

    assert answer.verdict is Verdict.UNKNOWN_RECIPIENT


def test_a_session_that_was_left_is_taken_up_within_seconds() -> None:
    with faulty_smtp() as relay:
        mailer = SmtpMailer(Relay(host="127.0.0.1", port=relay.port), may_leave=False)
        for _ in range(3):
            session = mailer.open()
            session.offer(SENDER, OFFICE)
            session.hand_over(mailer.build(MAIL))
            session.close(for_good=False)

        assert (relay.sessions, len(relay.kept)) == (1, 3)


def test_a_session_that_its_relay_ended_meanwhile_is_not_taken_up() -> None:
    with faulty_smtp([Fault(At.SENDER)]) as relay:
        mailer = SmtpMailer(Relay(host="127.0.0.1", port=relay.port), may_leave=False)
        session = mailer.open()
        with pytest.raises(ChannelDown):
            session.offer(SENDER, OFFICE)
        session.close(for_good=False)

        assert mailer.open().offer(SENDER, OFFICE).verdict is Verdict.ACCEPTED
        assert relay.sessions == 2


class Ledger:
    """An aiosmtpd handler that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: ServerEnvelope) -> str:  # noqa: N802  # aiosmtpd's own name.
        """Keep a mail."""
        del server, session
        assert isinstance(envelope.original_content, bytes)
        self.kept.append(envelope.original_content)
        return "250 2.0.0 kept"


def test_another_kind_of_server_understands_us_too() -> None:
    ledger = Ledger()
    controller = Controller(ledger, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        mailer = SmtpMailer(Relay(host="localhost", port=controller.port), may_leave=False)
        session = mailer.open()
        for _ in range(3):
            session.offer(SENDER, OFFICE)
            session.hand_over(mailer.build(MAIL))
        session.close()
    finally:
        controller.stop()

    assert ledger.kept == [mailer.build(MAIL)] * 3
