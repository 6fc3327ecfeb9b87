"""What an examination of our mail finds, and what it tells to publish."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaign.domain.dkim import PublicKey
from campaign.domain.dns import NoAnswer, RecordKind
from campaign.domain.findings import Finding
from campaign.domain.relay import RelayFacts
from campaign.services.examine_mail import examine_mail
from tests.fakes import FakeProbe, FakeResolver

NOW = datetime.fromisoformat("2026-10-14T17:30:00Z")
RELAY = RelayFacts(
    host="mail.example.org",
    addresses=("8.8.4.4",),
    is_on_this_machine=False,
    encryption="starttls",
    certificate_ends_at=NOW + timedelta(days=60),
)
KEY = PublicKey(domain="example.org", selector="campaign", record="v=DKIM1; k=rsa; p=AAAA")
WHOLE = (
    "NS org a0.org.example",
    "MX example.org 10 mail.example.org",
    "A mail.example.org 8.8.4.4",
    "PTR 4.4.8.8.in-addr.arpa mail.example.org",
    "TXT example.org v=spf1 a:mail.example.org -all",
    "TXT campaign._domainkey.example.org v=DKIM1; k=rsa; p=AA AA",
    "TXT _dmarc.example.org v=DMARC1; p=reject; rua=mailto:dmarc@example.org",
    "TXT _mta-sts.example.org v=STSv1; id=1",
    "TXT _smtp._tls.example.org v=TLSRPTv1; rua=mailto:tls@example.org",
)


def examine(
    *records: str, relay: RelayFacts = RELAY, key: PublicKey | None = KEY, **changes: str
) -> list[Finding]:
    """Examine the mail of example.org in a DNS with these records."""
    domains = {"from_domain": "example.org", "return_domain": "example.org", "outgoing": ""}
    return list(
        examine_mail(
            **(domains | changes),
            key=key,
            resolver=FakeResolver(records),
            probe=FakeProbe(relay),
            now=NOW,
        )
    )


def without(start: str, *instead: str) -> tuple[str, ...]:
    """Return the whole zone with one record changed or taken away."""
    return (*(record for record in WHOLE if not record.startswith(start)), *instead)


def not_good(findings: list[Finding]) -> list[Finding]:
    """Return what is wrong or could be better."""
    return [finding for finding in findings if not finding.holds]


def test_where_all_is_well_every_line_says_so() -> None:
    findings = examine(*WHOLE)

    assert not_good(findings) == []
    assert [finding.sentence.partition(":")[0] for finding in findings] == [
        *("MX", "SPF", "SPF", "SPF", "DKIM", "DMARC", "DMARC", "DMARC", "PTR", "TLS")
    ]


@pytest.mark.parametrize(
    ("records", "sentence", "publish"),
    [
        (
            without("MX example.org"),
            "MX: nobody takes mail for example.org",
            "example.org. MX 10 mail.example.org.",
        ),
        (without("MX example.org", "MX example.org 0 ."), "MX: example.org says that it", "MX 10"),
        (
            without("TXT example.org"),
            "SPF: example.org does not say who may send",
            'example.org. TXT "v=spf1 ip4:8.8.4.4 -all"',
        ),
        (
            without("TXT example.org", "TXT example.org v=spf1 include:_spf.example.org -all"),
            "SPF: the record of example.org is not right: _spf.example.org has no record",
            "",
        ),
        (
            without("TXT example.org", "TXT example.org v=spf1 ip4:8.8.8.8 ~all"),
            "SPF: example.org does not let 8.8.4.4 send",
            'example.org. TXT "v=spf1 ip4:8.8.4.4 ip4:8.8.8.8 ~all"',
        ),
        (
            without("TXT example.org", "TXT example.org v=spf1 +all"),
            "SPF: example.org lets everybody send",
            "",
        ),
        (
            without("TXT campaign"),
            "DKIM: no key is published at campaign._domainkey.example.org",
            'campaign._domainkey.example.org. TXT "v=DKIM1; k=rsa; p=AAAA"',
        ),
        (
            without("TXT campaign", "TXT campaign._domainkey.example.org v=DKIM1; p=BBBB"),
            "DKIM: the key at campaign._domainkey.example.org is not ours",
            "p=AAAA",
        ),
        (
            without("TXT campaign", "TXT campaign._domainkey.example.org v=DKIM1; p="),
            "DKIM: the key at campaign._domainkey.example.org is withdrawn",
            "p=AAAA",
        ),
        (
            without("TXT _dmarc"),
            "DMARC: example.org has no policy",
            '_dmarc.example.org. TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.org"',
        ),
        (
            without("TXT _dmarc", "TXT _dmarc.example.org v=DMARC1; p=perhaps"),
            "DMARC: p=perhaps at _dmarc.example.org is no policy",
            "",
        ),
        (without("PTR"), "PTR: 8.8.4.4 has no name", "4.4.8.8.in-addr.arpa. PTR"),
        (
            without("PTR", "PTR 4.4.8.8.in-addr.arpa x.example.net"),
            "PTR: 8.8.4.4 is called x.example.net, which does not lead back",
            "x.example.net. A 8.8.4.4",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_to_publish(
    records: tuple[str, ...], sentence: str, publish: str
) -> None:
    wrong = [finding for finding in examine(*records) if finding.holds is False]

    (told,) = [finding for finding in wrong if finding.sentence.startswith(sentence)]
    assert publish in told.publish


@pytest.mark.parametrize(
    ("start", "instead", "sentence"),
    [
        (
            "TXT _dmarc",
            "TXT _dmarc.example.org v=DMARC1; p=none; rua=mailto:dmarc@example.org",
            "DMARC: _dmarc.example.org asks nothing",
        ),
        (
            "TXT _dmarc",
            "TXT _dmarc.example.org v=DMARC1; p=reject",
            "DMARC: nobody gets the reports",
        ),
        (
            "TXT _dmarc",
            "TXT _dmarc.example.org v=DMARC1; p=reject; rua=mailto:x@reports.example.net",
            "DMARC: reports.example.net does not say that it takes the reports",
        ),
        ("TXT _mta-sts", "A x.example.org 8.8.8.8", "MTA-STS: example.org has none"),
        ("TXT _smtp", "A x.example.org 8.8.8.8", "TLS-RPT: example.org asks for no reports"),
        (
            "TXT campaign",
            "TXT campaign._domainkey.example.org v=DKIM1; t=y; p=AAAA",
            "DKIM: the key at campaign._domainkey.example.org is marked as a test",
        ),
    ],
)
def test_what_could_be_better_is_a_hint(start: str, instead: str, sentence: str) -> None:
    (told,) = not_good(examine(*without(start, instead)))

    assert told.holds is None
    assert told.sentence.startswith(sentence)


def test_a_policy_of_the_domain_above_holds_for_ours_too() -> None:
    moved = tuple(
        record.replace("TXT example.org", "TXT letters.example.org").replace(
            "MX example.org", "MX letters.example.org"
        )
        for record in WHOLE
    )

    findings = examine(
        *moved, from_domain="letters.example.org", return_domain="letters.example.org"
    )

    assert [finding for finding in findings if finding.holds is False] == []
    assert any("signature of example.org speaks for letters" in each.sentence for each in findings)


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        ("v=DMARC1; p=reject; adkim=s", 1),
        ("v=DMARC1; p=reject; aspf=s", 0),
        ("v=DMARC1; p=reject", 0),
    ],
)
def test_a_strict_policy_wants_the_very_same_domain(policy: str, wrong: int) -> None:
    other = replace(KEY, domain="mail.example.org")
    records = without("TXT _dmarc", f"TXT _dmarc.example.org {policy}")

    findings = examine(*records, key=other, return_domain="mail.example.org")

    told = [each for each in findings if "does not speak for" in each.sentence]
    assert [each.holds for each in told if "signature" in each.sentence] == [False] * wrong


def test_a_signature_of_somebody_else_does_not_speak_for_us() -> None:
    elsewhere = replace(KEY, domain="example.net")
    records = (*WHOLE, "TXT campaign._domainkey.example.net v=DKIM1; p=AAAA")

    (told,) = not_good(examine(*records, key=elsewhere))

    assert told.holds is False
    assert told.sentence == "DMARC: a signature of example.net does not speak for example.org"


def test_without_a_key_the_relay_must_sign() -> None:
    (told,) = not_good(examine(*WHOLE, key=None))

    assert told.holds is None
    assert told.sentence.startswith("DKIM: we do not sign")


@pytest.mark.parametrize(
    ("changes", "holds", "sentence"),
    [
        ({"encryption": "none"}, False, "TLS: mail.example.org offers no encryption"),
        ({"certificate_fault": "expired"}, False, "TLS: the certificate of mail.example.org is"),
        ({"certificate_ends_at": NOW + timedelta(days=3)}, None, "TLS: mail.example.org encrypts"),
    ],
)
def test_a_relay_is_told_by_how_it_encrypts(
    changes: dict[str, object],
    holds: bool | None,  # noqa: FBT001  # A value of the table.
    sentence: str,
) -> None:
    (told,) = not_good(examine(*WHOLE, relay=replace(RELAY, **changes)))

    assert told.holds is holds
    assert told.sentence.startswith(sentence)


@pytest.mark.parametrize(
    "relay",
    [
        replace(RELAY, host="smtp.provider.example"),
        replace(RELAY, addresses=("10.0.0.5",)),
        replace(RELAY, host="127.0.0.1", addresses=("127.0.0.1",), is_on_this_machine=True),
    ],
)
def test_from_where_another_relay_sends_must_be_given(relay: RelayFacts) -> None:
    assert any(
        "Outgoing address: not known" in each.sentence for each in examine(*WHOLE, relay=relay)
    )

    findings = examine(*WHOLE, relay=relay, outgoing="8.8.8.8")
    assert any("does not let 8.8.8.8 send" in each.sentence for each in findings)


def test_a_relay_that_is_down_is_told_and_the_rest_goes_on() -> None:
    findings = list(
        examine_mail(
            from_domain="example.org",
            return_domain="example.org",
            key=KEY,
            outgoing="8.8.4.4",
            resolver=FakeResolver(WHOLE),
            probe=FakeProbe(down="no session with the relay: timed out"),
            now=NOW,
        )
    )

    (told,) = not_good(findings)
    assert told.sentence == "TLS: no session with the relay: timed out"


def test_a_dns_that_is_away_is_told_once_and_the_relay_is_looked_at() -> None:
    findings = list(
        examine_mail(
            from_domain="example.org",
            return_domain="example.org",
            key=KEY,
            outgoing="",
            resolver=FakeResolver(is_away=True),
            probe=FakeProbe(RELAY),
            now=NOW,
        )
    )

    assert [each.sentence.partition(":")[0] for each in findings] == ["DNS", "TLS"]
    assert findings[0].sentence.startswith("DNS: no server answers (NS of org: nobody answers)")


def test_a_dns_that_is_cut_off_from_the_world_is_not_believed() -> None:
    (told,) = not_good(examine("A localhost 127.0.0.1"))

    assert told.holds is False
    assert "does not even know .org" in told.sentence


def test_a_part_without_an_answer_is_told_and_the_rest_goes_on() -> None:
    class Patchy(FakeResolver):
        def look_up(self, name: str, kind: RecordKind) -> tuple[str, ...]:
            if name.startswith("_dmarc"):
                raise NoAnswer(f"{kind} of {name}: SERVFAIL")
            return super().look_up(name, kind)

    findings = list(
        examine_mail(
            from_domain="example.org",
            return_domain="example.org",
            key=KEY,
            outgoing="",
            resolver=Patchy(WHOLE),
            probe=FakeProbe(RELAY),
            now=NOW,
        )
    )

    (told,) = not_good(findings)
    assert told.sentence.startswith("DMARC: the DNS gave no answer (TXT of _dmarc.example.org")


@pytest.mark.parametrize("domain", ["campaign.invalid", "example.com", "localhost"])
def test_an_invented_domain_is_told_at_once(domain: str) -> None:
    (told,) = examine(*WHOLE, from_domain=domain)

    assert told.holds is False
    assert "set CAMPAIGN_MAIL_FROM" in told.sentence
