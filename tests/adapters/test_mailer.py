"""Logging in and encrypting, over real mail servers with certificates of our own on loopback."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.domain.mail import Mail
from campaign.domain.relay import ChannelDown, ChannelStopped, Unknown, Verdict
from config import Relay
from tests.certificates import contexts
from tests.faults import At, Fault, Manners
from tests.faulty_smtp import faulty_smtp
from tests.servers import free_port

USERNAME, PASSWORD = "campaign@relay.example", "p@ss: word%"
MAIL = Mail(
    message_id="1@campaign.example",
    sent_at=datetime(2026, 10, 14, tzinfo=UTC),
    from_name="Ana",
    from_address="letters@campaign.example",
    recipient="office@assembly.example",
    subject="Schools",
    text="Dear you,\n.\nFrom here\n",
)


@dataclass
class Server:
    """A mail server that wants a log-in, and what it has seen."""

    relay: Relay
    log_ins: list[tuple[str, str, str]] = field(default_factory=list)
    """The mechanism, the name and the password of each."""
    mails: list[tuple[bool, bytes]] = field(default_factory=list)
    """Whether the session was encrypted, and what came."""
    sessions: set[int] = field(default_factory=set)

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name for it.
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail of whoever is logged in."""
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.mails.append((encrypted, bytes(envelope.content or b"")))
        self.sessions.add(id(session))
        return "250 2.0.0 taken" if session.authenticated else "530 5.7.0 log in first"

    def let_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        """Look at a name and a password."""
        del server, session, envelope
        assert isinstance(data, LoginPassword)
        given = data.login.decode("latin-1"), data.password.decode("latin-1")
        self.log_ins.append((mechanism, *given))
        return AuthResult(success=given == (USERNAME, PASSWORD), handled=False)


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A maker of such servers."""
    with ExitStack() as stack:

        def start(
            context: ssl.SSLContext | None,
            *,
            implicit: bool = False,
            without: str = "",
            password: str = PASSWORD,
        ) -> Server:
            port = free_port()
            relay = Relay(
                host="localhost",
                port=port,
                username=USERNAME,
                password=password,
                implicit_tls=implicit,
            )
            server = Server(relay)
            controller = Controller(
                server,
                hostname="127.0.0.1",
                port=port,
                ssl_context=context if implicit else None,
                tls_context=None if implicit else context,
                authenticator=server.let_in,
                auth_require_tls=False,
                auth_exclude_mechanism=[without] if without else [],
            )
            controller.start()
            stack.callback(controller.stop)
            return server

        yield start


class Elsewhere(SmtpMailer):
    """A mailer to which this machine looks like any other."""

    def _address_on_this_machine(self) -> str | None:
        return None


def carry(mailer: SmtpMailer) -> Verdict:
    """Hand the mail over in a session of its own, which may be kept."""
    session = mailer.open()
    session.offer(MAIL.from_address, MAIL.recipient)
    answer = session.hand_over(mailer.build(MAIL))
    session.close(for_good=False)
    return answer.verdict


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize(("mechanism", "other"), [("PLAIN", "LOGIN"), ("LOGIN", "PLAIN")])
def test_a_mail_goes_encrypted_to_a_relay_that_knows_us(
    serve: Serve, tmp_path: Path, *, implicit: bool, mechanism: str, other: str
) -> None:
    server = serve(contexts(tmp_path)[0], implicit=implicit, without=other)
    mailer = SmtpMailer(server.relay, may_leave=False)

    assert carry(mailer) is Verdict.ACCEPTED

    assert server.log_ins == [(mechanism, USERNAME, PASSWORD)]
    ((encrypted, content),) = server.mails
    assert encrypted
    assert content == mailer.build(MAIL)


@pytest.mark.parametrize("implicit", [False, True])
def test_an_encrypted_session_is_taken_up_again_without_another_log_in(
    serve: Serve, tmp_path: Path, *, implicit: bool
) -> None:
    server = serve(contexts(tmp_path)[0], implicit=implicit)
    mailer = SmtpMailer(server.relay, may_leave=False)

    verdicts = [carry(mailer) for _ in range(3)]

    assert verdicts == [Verdict.ACCEPTED] * 3
    assert len(server.log_ins) == len(server.sessions) == 1


@pytest.mark.parametrize("implicit", [False, True])
def test_a_password_that_is_refused_stops_the_channel_and_is_not_repeated_in_the_reason(
    serve: Serve, tmp_path: Path, *, implicit: bool
) -> None:
    server = serve(contexts(tmp_path)[0], implicit=implicit, password="forgotten")

    with pytest.raises(ChannelStopped, match="refuses the password") as stopped:
        SmtpMailer(server.relay, may_leave=False).open()

    assert server.mails == []
    assert "forgotten" not in str(stopped.value)


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize(("name", "days"), [("localhost", -2), ("mail.example.org", 90)])
def test_a_relay_elsewhere_whose_certificate_is_not_right_hears_no_password(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    implicit: bool,
    name: str,
    days: int,
) -> None:
    context, _ = contexts(tmp_path, name=name, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    server = serve(context, implicit=implicit)

    with pytest.raises(ChannelDown, match="certificate verify failed"):
        Elsewhere(server.relay, may_leave=True).open()

    assert server.log_ins == []


@pytest.mark.parametrize("implicit", [False, True])
def test_a_relay_elsewhere_whose_certificate_is_right_gets_the_mail(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, implicit: bool
) -> None:
    context, _ = contexts(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    server = serve(context, implicit=implicit)

    assert carry(Elsewhere(server.relay, may_leave=True)) is Verdict.ACCEPTED


def test_a_relay_elsewhere_without_encryption_hears_no_password(serve: Serve) -> None:
    server = serve(None)

    with pytest.raises(ChannelDown, match="no encryption for the password"):
        Elsewhere(server.relay, may_leave=True).open()

    assert server.log_ins == []


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize(
    ("fault", "raises", "copies"),
    [
        (Fault(At.BODY), (ChannelDown, Unknown), 0),
        (Fault(At.DOT), Unknown, 0),
        (Fault(At.DOT, keeps=True), Unknown, 1),
        (Fault(At.DATA), ChannelDown, 0),
    ],
)
def test_a_cut_is_told_alike_beneath_encryption(
    tmp_path: Path,
    *,
    pipelining: bool,
    fault: Fault,
    raises: type[Exception] | tuple[type[Exception], ...],
    copies: int,
) -> None:
    manners = Manners(pipelining=pipelining, goes_ahead=pipelining)
    with faulty_smtp([fault], manners=manners, tls=contexts(tmp_path)[0]) as relay:
        mailer = SmtpMailer(
            Relay(host="127.0.0.1", port=relay.port, implicit_tls=True), may_leave=False
        )

        with pytest.raises(raises):
            carry(mailer)

        assert len(relay.kept) == copies
        assert carry(mailer) is Verdict.ACCEPTED


@pytest.mark.parametrize("pipelining", [False, True])
def test_many_mails_go_one_behind_the_other_beneath_encryption(
    tmp_path: Path, *, pipelining: bool
) -> None:
    manners = Manners(pipelining=pipelining, goes_ahead=pipelining)
    with faulty_smtp(manners=manners, tls=contexts(tmp_path)[0]) as relay:
        mailer = SmtpMailer(
            Relay(host="127.0.0.1", port=relay.port, implicit_tls=True), may_leave=False
        )

        verdicts = [carry(mailer) for _ in range(50)]

        assert verdicts == [Verdict.ACCEPTED] * 50
        assert [kept.content for kept in relay.kept] == [mailer.build(MAIL)] * 50
        assert relay.sessions == 1
