"""The promises of every resolver: the fake and the real one, over a DNS on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from campaign.adapters.dns import DnsResolver
from campaign.domain.dns import NoAnswer
from campaign.domain.ports import Resolver
from tests.dns_server import dns_server
from tests.fakes import FakeResolver

LONG = "v=DKIM1; k=rsa; p=" + "A" * 700
RECORDS = (
    "MX example.org 10 mail.example.org",
    "MX example.org 20 backup.example.org",
    "MX none.example.org 0 .",
    "TXT example.org v=spf1 -all",
    "TXT example.org something else",
    f"TXT mail._domainkey.example.org {LONG}",
    "A mail.example.org 192.0.2.1",
    "AAAA mail.example.org 2001:db8::1",
    "PTR 1.2.0.192.in-addr.arpa mail.example.org",
)

Know = Callable[..., Resolver]


@pytest.fixture(params=["fake", "dns"])
def know(request: pytest.FixtureRequest) -> Iterator[Know]:
    with ExitStack() as stack:

        def know_records(*records: str, mood: str = "") -> Resolver:
            if request.param == "fake":
                return FakeResolver(records, is_away=bool(mood))
            server = stack.enter_context(dns_server(*records, mood=mood))
            return DnsResolver(("127.0.0.1",), port=server.port, patience=0.5)

        yield know_records


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("example.org", "MX", {"10 mail.example.org", "20 backup.example.org"}),
        ("none.example.org", "MX", {"0"}),
        ("example.org", "TXT", {"v=spf1 -all", "something else"}),
        ("mail._domainkey.example.org", "TXT", {LONG}),
        ("mail.example.org", "A", {"192.0.2.1"}),
        ("MAIL.example.org", "AAAA", {"2001:db8::1"}),
        ("1.2.0.192.in-addr.arpa", "PTR", {"mail.example.org"}),
        ("example.org", "A", set()),
        ("nothing.example.org", "TXT", set()),
    ],
)
def test_a_name_has_its_records_or_none(know: Know, name: str, kind: str, found: set[str]) -> None:
    assert set(know(*RECORDS).look_up(name, kind)) == found


@pytest.mark.parametrize("mood", ["SERVFAIL", "REFUSED", "silent", "garbage"])
def test_where_nobody_answers_it_is_said_so(know: Know, mood: str) -> None:
    with pytest.raises(NoAnswer, match=r"TXT of example\.org"):
        know(*RECORDS, mood=mood).look_up("example.org", "TXT")


@pytest.mark.parametrize("name", ["a" * 64 + ".example.org", "two..dots", "ñ" * 80])
def test_what_is_no_name_has_no_answer(name: str) -> None:
    with dns_server() as server, pytest.raises(NoAnswer):
        DnsResolver(("127.0.0.1",), port=server.port, patience=0.5).look_up(name, "A")
