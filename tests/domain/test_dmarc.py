"""The policy that holds for a domain, found by walking up the tree."""

import pytest

from campaign.domain.dmarc import find_policy, names_to_ask
from tests.fakes import FakeResolver


def known(**records: str) -> FakeResolver:
    """Return a DNS with these policies; an underscore in a name stands for a dot."""
    return FakeResolver(
        tuple(f"TXT _dmarc.{name.replace('_', '.')} {text}" for name, text in records.items())
    )


def test_the_domains_own_policy_comes_first() -> None:
    dns = known(letters_example_org="v=DMARC1; p=reject", example_org="v=DMARC1; p=none")

    found = find_policy("letters.example.org", dns)

    assert (found.name, found.policy) == ("letters.example.org", "reject")
    assert found.organization == "example.org"


@pytest.mark.parametrize(
    ("record", "policy"),
    [
        ("v=DMARC1; p=reject", "reject"),
        ("v=DMARC1; p=reject; sp=quarantine", "quarantine"),
        ("v=DMARC1;p=none;sp=reject", "reject"),
        ("v=DMARC1; rua=mailto:d@example.org", "none"),
    ],
)
def test_the_organizations_policy_holds_beneath_it(record: str, policy: str) -> None:
    found = find_policy("letters.example.org", known(example_org=record))

    assert (found.name, found.organization, found.policy) == ("example.org", "example.org", policy)


def test_a_branch_may_be_an_organization_of_its_own() -> None:
    dns = known(
        branch_example_org="v=DMARC1; p=quarantine; psd=n", example_org="v=DMARC1; p=reject"
    )

    found = find_policy("letters.branch.example.org", dns)

    assert (found.organization, found.name) == ("branch.example.org", "branch.example.org")


def test_beneath_a_public_suffix_begins_an_organization() -> None:
    dns = known(gov_example="v=DMARC1; p=reject; psd=y", example="v=DMARC1; p=none")

    found = find_policy("letters.school.gov.example", dns)

    assert (found.organization, found.name, found.policy) == (
        "school.gov.example",
        "gov.example",
        "reject",
    )


@pytest.mark.parametrize(
    "records",
    [
        (),
        ("TXT _dmarc.example.org v=spf1 -all",),
        ("TXT _dmarc.example.org p=none; v=DMARC1",),
        ("TXT _dmarc.example.org v=DMARC1; p=none", "TXT _dmarc.example.org v=DMARC1; p=reject"),
    ],
)
def test_no_policy_is_no_policy(records: tuple[str, ...]) -> None:
    found = find_policy("example.org", FakeResolver(records))

    assert (found.name, found.organization) == ("", "example.org")


def test_a_long_name_is_asked_at_eight_places_at_most() -> None:
    names = list(names_to_ask("a.b.c.d.e.f.g.h.i.j.mail.example.org"))

    assert names[:2] == ["a.b.c.d.e.f.g.h.i.j.mail.example.org", "g.h.i.j.mail.example.org"]
    assert names[-1] == "org"
    assert len(names) == 8
    assert list(names_to_ask("a.example.org")) == ["a.example.org", "example.org", "org"]


def test_strictness_is_asked_for() -> None:
    found = find_policy("example.org", known(example_org="v=DMARC1; p=none; adkim=s"))

    assert found.is_strict("adkim")
    assert not found.is_strict("aspf")
