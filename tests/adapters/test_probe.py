"""A look at a relay, over a real mail server with a certificate on loopback."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from campaign.adapters.smtp.probe import SmtpProbe
from campaign.domain.relay import ChannelDown
from config import Relay
from tests.certificates import contexts
from tests.servers import free_port

Listen = Callable[..., Relay]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """A maker of mail servers, with a certificate or without."""
    with ExitStack() as stack:

        def start(context: ssl.SSLContext | None = None, *, implicit: bool = False) -> Relay:
            server = Controller(
                Sink(),
                hostname="127.0.0.1",
                port=free_port(),
                ssl_context=context if implicit else None,
                tls_context=None if implicit else context,
            )
            server.start()
            stack.callback(server.stop)
            return Relay(host="localhost", port=server.port, implicit_tls=implicit)

        yield start


@pytest.mark.parametrize(("implicit", "encryption"), [(0, "starttls"), (1, "implicit")])
def test_a_relay_that_encrypts_shows_until_when(
    listen: Listen, tmp_path: Path, implicit: int, encryption: str
) -> None:
    server, trust = contexts(tmp_path, days=90)
    relay = listen(server, implicit=bool(implicit))

    facts = SmtpProbe(relay, may_leave=False, trust=trust).look()

    assert (facts.encryption, facts.certificate_fault) == (encryption, "")
    assert facts.certificate_ends_at is not None
    assert (facts.certificate_ends_at - datetime.now(UTC)).days == 90
    assert facts.is_on_this_machine


@pytest.mark.parametrize("implicit", [0, 1])
@pytest.mark.parametrize(
    ("name", "days", "fault"),
    [
        ("localhost", -2, "certificate has expired"),
        ("mail.example.org", 90, "not valid for 'localhost'"),
    ],
)
def test_a_certificate_that_is_not_right_is_told_with_its_end(
    listen: Listen, tmp_path: Path, implicit: int, name: str, days: int, fault: str
) -> None:
    server, trust = contexts(tmp_path, name=name, days=days)
    relay = listen(server, implicit=bool(implicit))

    facts = SmtpProbe(relay, may_leave=False, trust=trust).look()

    assert fault in facts.certificate_fault
    assert facts.certificate_ends_at is not None


def test_a_certificate_that_nobody_vouches_for_is_told(listen: Listen, tmp_path: Path) -> None:
    server, _ = contexts(tmp_path)

    facts = SmtpProbe(listen(server), may_leave=False).look()

    assert "self-signed certificate" in facts.certificate_fault


def test_a_relay_without_encryption_is_told(listen: Listen) -> None:
    facts = SmtpProbe(listen(), may_leave=False).look()

    assert (facts.encryption, facts.certificate_ends_at) == ("none", None)


def test_a_relay_that_is_not_there_is_down() -> None:
    with pytest.raises(ChannelDown, match="no session with the relay"):
        SmtpProbe(Relay(host="127.0.0.1", port=free_port()), may_leave=False).look()


def test_without_leave_no_session_is_opened_elsewhere() -> None:
    with pytest.raises(ChannelDown, match="test mode"):
        SmtpProbe(Relay(host="192.0.2.1", port=25), may_leave=False).look()
