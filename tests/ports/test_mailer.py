"""The promises of every mailer: the fake and the real one give the same answers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.domain.mail import Mail
from campaign.domain.ports import Mailer
from campaign.domain.relay import ChannelDown, Unknown, Verdict
from config import Relay
from tests.fakes import FakeMailer
from tests.faults import At, Fault, Kept
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


Open = Callable[..., Stage]


@pytest.fixture(params=["fake", "smtp"])
def stage(request: pytest.FixtureRequest) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_stage(*faults: Fault) -> Stage:
            if request.param == "fake":
                fake = FakeMailer(faults)
                return Stage(fake, fake.kept)
            relay = stack.enter_context(faulty_smtp(faults))
            mailer = SmtpMailer(Relay(host="127.0.0.1", port=relay.port), may_leave=False)
            return Stage(mailer, relay.kept)

        yield open_stage


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
    session.offer(SENDER, OFFICE)

    with pytest.raises(ChannelDown):
        session.hand_over(at.mailer.build(replace(MAIL, text="x" * 20_000_000)))
    assert at.kept == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(At.SENDER),
        Fault(At.RECIPIENT),
        Fault(At.SENDER, "what?"),
        Fault(At.SENDER, "530 5.7.0 log in first"),
        Fault(At.SENDER, "451 4.7.0 too many mails"),
        Fault(At.RECIPIENT, "421 4.7.0 too many mails"),
    ],
)
def test_a_fault_of_the_channel_says_nothing_of_the_mail(stage: Open, fault: Fault) -> None:
    session = stage(fault).mailer.open()

    with pytest.raises(ChannelDown):
        session.offer(SENDER, OFFICE)


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


class Ledger:
    """An aiosmtpd handler that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's own name.
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
