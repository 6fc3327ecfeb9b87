"""The terminal's door to how our mail looks to those who receive it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from flask import Flask

from campaign import wiring
from campaign.adapters.dns import DnsResolver
from campaign.adapters.smtp.dkim import DkimSigner
from campaign.adapters.smtp.probe import SmtpProbe
from campaign.domain.relay import RelayFacts
from campaign.wiring import EXTENSION, Adapters
from config import Dkim, Relay, Settings
from tests.certificates import contexts
from tests.dns_server import DnsServer, dns_server
from tests.fakes import FakeMailer, FakeProbe
from tests.faults import At, Fault
from tests.servers import free_port

SIGNER = wiring.make_dkim_key(ed25519_key=True)
WHOLE = (
    "NS org a0.org.example",
    "MX example.org 10 mail.example.org",
    "A mail.example.org 8.8.4.4",
    "PTR 4.4.8.8.in-addr.arpa mail.example.org",
    "TXT example.org v=spf1 mx -all",
    f"TXT campaign._domainkey.example.org {SIGNER.record}",
    "TXT _dmarc.example.org v=DMARC1; p=reject; rua=mailto:dmarc@example.org",
)


@pytest.fixture
def dns() -> Iterator[DnsServer]:
    """A DNS on loopback in which all is well."""
    with dns_server(*WHOLE) as server:
        yield server


@pytest.fixture
def ours(app: Flask, edges: Adapters, settings: Settings, dns: DnsServer) -> Flask:
    """An installation that sends from example.org, signs, and asks this DNS."""
    app.config["CAMPAIGN"] = replace(
        settings, dkim=Dkim(key=SIGNER.pem, domain="example.org", selector="campaign")
    )
    app.extensions[EXTENSION] = replace(
        edges,
        site=replace(edges.site, mail_from="letters@example.org"),
        resolver=DnsResolver(("127.0.0.1",), port=dns.port, patience=0.5),
    )
    return app


def run(app: Flask, *words: str, exit_code: int = 0) -> str:
    """Run a command and return what it prints."""
    done = app.test_cli_runner().invoke(args=["mail", *words])
    assert done.exit_code == exit_code, done.output
    return done.output


def test_the_doctor_finds_what_the_dns_holds(ours: Flask) -> None:
    said = run(ours, "doctor", "--outgoing", "8.8.4.4")

    assert "ok   SPF: example.org lets 8.8.4.4 send" in said
    assert "ok   DKIM: the key at campaign._domainkey.example.org is ours (ed25519)" in said
    assert "ok   PTR: 8.8.4.4 is called mail.example.org" in said
    assert "hint MTA-STS" in said
    assert 'publish: _smtp._tls.example.org. TXT "v=TLSRPTv1;' in said
    assert "NO " not in said


def test_the_doctor_ends_with_one_where_something_is_wrong(ours: Flask, dns: DnsServer) -> None:
    dns.records = WHOLE[:-1]

    said = run(ours, "doctor", exit_code=1)

    assert "NO   DMARC: example.org has no policy" in said
    assert 'publish: _dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:dmarc@' in said


@pytest.mark.parametrize("mood", ["silent", "SERVFAIL"])
def test_a_dns_that_does_not_answer_is_said_so(ours: Flask, dns: DnsServer, mood: str) -> None:
    dns.mood = mood

    said = run(ours, "doctor", exit_code=1)

    assert "NO   DNS: no server answers (NS of org" in said
    assert "Traceback" not in said


def test_a_relay_is_looked_at_for_real(ours: Flask, edges: Adapters, tmp_path: Path) -> None:
    server, trust = contexts(tmp_path, days=3)
    relay = Controller(Sink(), hostname="127.0.0.1", port=free_port(), tls_context=server)
    relay.start()
    probe = SmtpProbe(Relay(host="localhost", port=relay.port), may_leave=False, trust=trust)
    facts = replace(probe.look(), is_on_this_machine=False)
    relay.stop()
    ours.extensions[EXTENSION] = replace(ours.extensions[EXTENSION], probe=FakeProbe(facts))
    del edges

    said = run(ours, "doctor")

    assert "hint TLS: localhost encrypts (starttls), its certificate holds 3 more days" in said


def test_a_relay_that_is_down_ends_with_one(ours: Flask) -> None:
    probe = FakeProbe(down="no session with the relay: refused")
    ours.extensions[EXTENSION] = replace(ours.extensions[EXTENSION], probe=probe)

    assert "NO   TLS: no session with the relay: refused" in run(ours, "doctor", exit_code=1)


def test_an_address_of_a_machine_is_asked_for(ours: Flask) -> None:
    assert "192.0.2.1" in run(ours, "doctor", "--outgoing", "mail.example.org", exit_code=2)


def test_a_test_mail_leaves_with_what_to_look_for(ours: Flask, edges: Adapters) -> None:
    said = run(ours, "doctor", "--send", "me@example.org")

    assert isinstance(edges.mailer, FakeMailer)
    (kept,) = edges.mailer.kept
    assert (kept.sender, kept.recipient) == ("letters@example.org", "me@example.org")
    assert b"Auto-Submitted: auto-generated" in kept.content
    assert b"dkim=3Dpass, for example.org" in kept.content
    assert "ok   Test mail: the relay took it" in said


@pytest.mark.parametrize(
    "fault", [Fault(At.RECIPIENT, "550 5.1.1 no such user"), Fault(At.GREETING), Fault(At.DOT)]
)
def test_a_test_mail_that_does_not_leave_is_said_so(
    ours: Flask, edges: Adapters, fault: Fault
) -> None:
    assert isinstance(edges.mailer, FakeMailer)
    edges.mailer.faults.append(fault)

    assert "NO   Test mail: " in run(ours, "doctor", "--send", "me@example.org", exit_code=1)


@pytest.mark.parametrize("flags", [(), ("--short",)])
def test_a_made_key_is_one_that_signs_and_its_record_the_one_to_publish(
    ours: Flask, flags: tuple[str, ...]
) -> None:
    done = ours.test_cli_runner().invoke(args=["mail", "key", *flags])

    signer = DkimSigner(done.stdout, domain="example.org", selector="campaign")
    published = done.stderr.splitlines()[-1].replace('" "', "")
    assert published == f'campaign._domainkey.example.org. TXT "{signer.public.record}"'


def test_the_plan_to_warm_up_is_a_line_a_day(ours: Flask, settings: Settings) -> None:
    assert run(ours, "warm-up").splitlines()[2] == "     day 3        100"

    ours.config["CAMPAIGN"] = replace(settings, warm_up_from=date(2026, 12, 1))
    lines = run(ours, "warm-up").splitlines()
    assert lines[0] == "2026-12-01         50"
    assert lines[-1] == "2026-12-29  no ceiling"


def test_a_relay_of_ours_is_one_of_our_domain(ours: Flask) -> None:
    facts = RelayFacts(
        host="mail.example.org",
        addresses=("8.8.4.4",),
        is_on_this_machine=False,
        encryption="none",
    )
    ours.extensions[EXTENSION] = replace(ours.extensions[EXTENSION], probe=FakeProbe(facts))

    assert "ok   PTR: 8.8.4.4" in run(ours, "doctor", exit_code=1)
