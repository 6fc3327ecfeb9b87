"""Who may send for a domain, and what is wrong with how it says so."""

import pytest

from campaign.domain.dns import NoAnswer
from campaign.domain.spf import read_spf
from tests.fakes import FakeResolver

OURS = "192.0.2.1"


def zone(*records: str) -> FakeResolver:
    """Return a DNS in which example.org has the first record, and then some others."""
    own, *others = records
    return FakeResolver((f"TXT example.org {own}", *others))


@pytest.mark.parametrize(
    ("record", "passes"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", True),
        ("v=spf1 ip4:198.51.100.1 -all", False),
        ("v=spf1 -ip4:192.0.2.1 +all", False),
        ("v=spf1 a:mail.example.org -all", True),
        ("v=spf1 a:other.example.org/29 -all", True),
        ("v=spf1 mx -all", True),
        ("v=spf1 mx/32 ~all", True),
        ("v=spf1 include:_spf.example.net -all", True),
        ("v=spf1 include:no.example.net -all", False),
        ("v=spf1 redirect=_spf.example.net", True),
        ("v=spf1 redirect=_spf.example.net -all", False),
        ("v=spf1 exists:mail.example.org -all", True),
        ("v=spf1 exists:%{i}.example.org -all", False),
        ("V=SPF1 IP4:192.0.2.1 -ALL", True),
        ("v=spf1", False),
    ],
)
def test_an_address_may_send_or_not(record: str, *, passes: bool) -> None:
    dns = zone(
        record,
        "A mail.example.org 192.0.2.1",
        "A other.example.org 192.0.2.6",
        "MX example.org 10 mail.example.org",
        "TXT _spf.example.net v=spf1 ip4:192.0.2.1 -all",
        "TXT no.example.net v=spf1 ip4:198.51.100.1 +ip4:203.0.113.0/24 -all",
    )

    spf = read_spf("example.org", dns, OURS)

    assert spf.passes is passes
    assert spf.faults == []


def test_an_address_of_the_newer_kind_has_its_own_length() -> None:
    dns = zone("v=spf1 a:mail.example.org/24//64 -all", "AAAA mail.example.org 2001:db8::1")

    assert read_spf("example.org", dns, "2001:db8::ffff").passes
    assert not read_spf("example.org", dns, "2001:db8:0:1::1").passes


@pytest.mark.parametrize(
    ("record", "rest"),
    [
        ("v=spf1 -all", "-"),
        ("v=spf1 ~all", "~"),
        ("v=spf1 all", "+"),
        ("v=spf1 ?all", "?"),
        ("v=spf1 include:soft.example.net", ""),
        ("v=spf1 include:soft.example.net -all", "-"),
        ("v=spf1 redirect=soft.example.net", "~"),
    ],
)
def test_what_is_said_of_all_others(record: str, rest: str) -> None:
    dns = zone(record, "TXT soft.example.net v=spf1 ~all")

    assert read_spf("example.org", dns).everybody_else == rest


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ("v=spf1 ipv4:192.0.2.1 -all", "ipv4:192.0.2.1 is no term"),
        ("v=spf1 ip4:192.0.2.300 -all", "192.0.2.300 is no network"),
        ("v=spf1 include=_spf.example.net -all", "include=_spf.example.net needs a colon"),
        ("v=spf1 include -all", "include names no domain"),
        ("v=spf1 include:nothing.example.net -all", "nothing.example.net has no record"),
        ("v=spf1 include:example.org -all", "example.org leads back to itself"),
        ("v=spf1 ptr -all", "ptr should not be used"),
        ("v=spf1 a, -all", "a, is no term"),
    ],
)
def test_a_mistake_is_named(record: str, fault: str) -> None:
    (first, *_) = read_spf("example.org", zone(record)).faults

    assert first.startswith(fault)


def test_two_records_are_none() -> None:
    dns = zone("v=spf1 -all", "TXT example.org v=spf1 ~all", "TXT example.org v=spf10")

    assert read_spf("example.org", dns).faults == ["there are several records, so none counts"]


def test_without_a_record_there_is_nothing_to_say() -> None:
    spf = read_spf("example.org", FakeResolver(("TXT example.org something else",)))

    assert (spf.records, spf.passes, spf.faults) == ((), None, [])


def includes(number: int) -> FakeResolver:
    """Return a DNS whose record includes so many others."""
    names = [f"_{each}.example.net" for each in range(number)]
    terms = " ".join(f"include:{name}" for name in names)
    return zone(
        f"v=spf1 {terms} -all", *(f"TXT {name} v=spf1 ip4:198.51.100.1 -all" for name in names)
    )


@pytest.mark.parametrize(("number", "faults"), [(10, 0), (11, 1)])
def test_ten_look_ups_are_allowed(number: int, faults: int) -> None:
    spf = read_spf("example.org", includes(number))

    assert spf.look_ups == number
    assert len(spf.faults) == faults


def test_look_ups_are_counted_through_all_that_a_record_leads_to() -> None:
    dns = zone(
        "v=spf1 a mx include:one.example.net exists:e.example.net -all",
        "A example.org 192.0.2.9",
        "A e.example.net 127.0.0.2",
        "MX example.org 10 mail.example.org",
        "A mail.example.org 192.0.2.1",
        "TXT one.example.net v=spf1 include:two.example.net redirect=three.example.net",
        "TXT two.example.net v=spf1 ip4:198.51.100.1 -all",
        "TXT three.example.net v=spf1 a:mail.example.org ?all",
    )

    assert read_spf("example.org", dns).look_ups == 7


def test_look_ups_that_find_nothing_are_counted() -> None:
    spf = read_spf("example.org", zone("v=spf1 a:x.org a:y.org mx:z.org -all"))

    assert spf.voids == 3
    assert spf.faults == ["3 look-ups find nothing, and 2 may"]


def test_a_record_without_an_end_is_not_walked_for_ever() -> None:
    dns = zone(
        "v=spf1 " + " ".join(["include:loop.example.net"] * 40),
        "TXT loop.example.net v=spf1 " + " ".join(["include:leaf.example.net"] * 40),
        "TXT leaf.example.net v=spf1 -all",
    )

    spf = read_spf("example.org", dns)

    assert spf.faults
    assert len(dns.asked) < 40


def test_a_dns_that_is_away_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(NoAnswer):
        read_spf("example.org", FakeResolver(is_away=True))
