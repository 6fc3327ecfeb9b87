"""Errors carry a key and values; the door makes a sentence of them."""

from campaign.domain.errors import Refused


def test_a_refusal_carries_its_key_and_values_and_no_sentence() -> None:
    refused = Refused("code_wrong", left=3)

    assert (refused.key, refused.values, str(refused)) == ("code_wrong", {"left": 3}, "code_wrong")
