"""The purpose of a list is read and written in one way."""

import pytest

from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.people import Purpose


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("coalition", ExportPurpose(Purpose.COALITION)),
        ("partner:oak-families", ExportPurpose(Purpose.PARTNER, "oak-families")),
    ],
)
def test_a_purpose_is_read_and_written(text: str, purpose: ExportPurpose) -> None:
    assert ExportPurpose.parse(text) == purpose
    assert str(purpose) == text


@pytest.mark.parametrize("text", ["", "partner", "partner:", "everybody", "Coalition"])
def test_what_is_no_purpose_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        ExportPurpose.parse(text)

    assert refused.value.key == "purpose_unknown"
