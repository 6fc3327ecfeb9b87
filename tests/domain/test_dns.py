"""Records as they are read and written."""

import pytest

from campaign.domain.dns import is_within, tag_list, zone_line


def test_tags_are_read_with_or_without_spaces_and_what_is_none_is_passed_over() -> None:
    assert tag_list("v=DMARC1;p=none ; rua=mailto:a@b.org?x=1;; nonsense") == {
        "v": "DMARC1",
        "p": "none",
        "rua": "mailto:a@b.org?x=1",
    }


def test_a_long_text_is_several_strings_in_a_zone() -> None:
    line = zone_line("x.example.org", "TXT", "a" * 300)

    assert line == f'x.example.org. TXT "{"a" * 255}" "{"a" * 45}"'
    assert zone_line("example.org", "MX", "10 mail.example.org.") == (
        "example.org. MX 10 mail.example.org."
    )


@pytest.mark.parametrize(
    ("domain", "other", "within"),
    [
        ("example.org", "example.org", 1),
        ("letters.example.org", "example.org", 1),
        ("myexample.org", "example.org", 0),
        ("example.org", "letters.example.org", 0),
    ],
)
def test_a_branch_is_within_its_domain(domain: str, other: str, within: int) -> None:
    assert is_within(domain, other) is bool(within)
