"""The coded return address: short, ours alone, and the same on every try."""

import pytest

from campaign.adapters.signer import KeyedSigner
from campaign.domain.mail import is_plain_address
from campaign.domain.return_address import RETURN_NAME_LIMIT, coded_address, read_address

SIGNER = KeyedSigner("a key for tests alone, long enough for all")
BASE = "Returns@Campaign.example"
ID = "0123456789abcdef" * 2
CODED = coded_address(BASE, ID, SIGNER)


def test_it_is_a_plain_address_of_64_characters_at_most() -> None:
    longest = coded_address("r" * RETURN_NAME_LIMIT + "@campaign.example", ID, SIGNER)

    assert is_plain_address(longest)
    assert len(longest.partition("@")[0]) == 64


def test_it_names_its_delivery_in_capitals_too() -> None:
    assert read_address(BASE, CODED, SIGNER) == ID
    assert read_address(BASE, f" {CODED.upper()} ", SIGNER) == ID


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        BASE,
        CODED.replace("campaign", "elsewhere"),
        CODED.replace("returns+", "other+"),
        CODED.replace("returns+", ""),
        CODED.replace("0123", "0124"),
        CODED[:45] + "0" + CODED[46:] if CODED[45] != "0" else CODED[:45] + "1" + CODED[46:],
        f"x{CODED}",
    ],
)
def test_any_other_address_names_nothing(address: str) -> None:
    assert read_address(BASE, address, SIGNER) is None


def test_without_a_base_no_address_is_ours() -> None:
    assert read_address("", CODED, SIGNER) is None


def test_another_key_makes_another_address() -> None:
    other = KeyedSigner("another key for tests alone, long enough")

    assert read_address(BASE, coded_address(BASE, ID, other), SIGNER) is None
