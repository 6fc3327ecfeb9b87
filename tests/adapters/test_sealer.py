"""What waits in a draft can be read here alone."""

import pytest

from campaign.adapters.sealer import FernetSealer
from campaign.domain.errors import NotFound

SEALER = FernetSealer("a key for tests alone, long enough for all")


def test_what_was_sealed_comes_back_and_cannot_be_read_before() -> None:
    sealed = SEALER.seal(b"Mi hija espera")

    assert b"hija" not in sealed
    assert SEALER.unseal(sealed).decode() == "Mi hija espera"


@pytest.mark.parametrize(
    "sealed",
    [b"", b"nonsense", FernetSealer("another key").seal(b"words")],
    ids=["nothing", "nonsense", "another installation"],
)
def test_what_was_not_sealed_here_is_not_found(sealed: bytes) -> None:
    with pytest.raises(NotFound):
        SEALER.unseal(sealed)
