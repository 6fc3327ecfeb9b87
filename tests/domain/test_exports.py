"""What is asked of a file is read and written in one way."""

from datetime import date

import pytest

from campaign.domain.errors import Refused
from campaign.domain.exports import (
    MOVES,
    ExportFilters,
    ExportKind,
    ExportOrder,
    ExportPurpose,
    ExportState,
    FileFormat,
)
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


def test_filters_are_written_down_and_read_again() -> None:
    filters = ExportFilters(
        campaign="every-school", first=date(2026, 10, 1), district="ocd-division/x", language="es"
    )

    assert ExportFilters.parse(filters.facts) == filters
    assert ExportFilters.parse({}) == ExportFilters()
    assert ExportFilters().facts == {}


def test_the_audit_learns_what_a_file_is_and_not_why() -> None:
    order = ExportOrder(
        kind=ExportKind.SUPPORTERS,
        file_format=FileFormat.XLSX,
        columns=("email",),
        reason="Ana asked",
        purpose=ExportPurpose(Purpose.PARTNER, "oak"),
        filters=ExportFilters(last=date(2026, 10, 1)),
        street_reason="Ben asked",
    )

    assert order.facts == {
        "kind": "supporters",
        "format": "xlsx",
        "columns": ["email"],
        "filters": ["last=2026-10-01"],
        "purpose": "partner:oak",
    }
    assert order.file_name(date(2026, 10, 14)) == "supporters-partner-oak-2026-10-14.xlsx"


def test_every_state_that_is_no_end_leads_to_one() -> None:
    ends = set(ExportState) - set(MOVES)

    assert all(MOVES[state] & ends or state is ExportState.LAPSED for state in MOVES)
    assert ends == {"fetched", "refused", "broken", "over"}
