"""Tokens that cannot be guessed, and hashes that cannot be turned back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.adapters.signer import KeyedSigner
from campaign.domain.errors import NotFound

SIGNER = KeyedSigner("a key for tests alone, long enough for all")
OTHER = KeyedSigner("another key for tests, long enough for all")
SUBJECTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=40)


@given(SUBJECTS)
def test_a_signed_subject_comes_back(subject: str) -> None:
    assert SIGNER.unsign("receipt", SIGNER.sign("receipt", subject)) == subject


@pytest.mark.parametrize("token", ["", "-", "subject", "subject-", "x" * 500, "ñ-\u2603", "a-b-c"])
def test_an_invented_token_is_not_found(token: str) -> None:
    with pytest.raises(NotFound):
        SIGNER.unsign("receipt", token)


def test_a_token_is_worthless_for_another_purpose_subject_or_installation() -> None:
    token = SIGNER.sign("receipt", "one")
    proof = token.removeprefix("one")

    for signer, purpose, tried in (
        (SIGNER, "erase", token),
        (OTHER, "receipt", token),
        (SIGNER, "receipt", f"two{proof}"),
        (SIGNER, "receipt", f"{token}A"),
    ):
        with pytest.raises(NotFound):
            signer.unsign(purpose, tried)


def test_a_digest_is_the_same_for_the_same_and_tells_nothing_else() -> None:
    digest = SIGNER.digest("suppression", "ana@example.org")

    assert digest == SIGNER.digest("suppression", "ana@example.org")
    assert len({digest, SIGNER.digest("a", "ana@example.org"), OTHER.digest("a", "x")}) == 3
    assert len(digest) == 64


def test_tokens_and_codes_are_fresh_and_of_their_shape() -> None:
    assert len({SIGNER.token() for _ in range(100)}) == 100
    assert all(len(code) == 6 and code.isdigit() for code in (SIGNER.code() for _ in range(100)))
