"""Columns stand in the file's order, whatever order they were ticked in."""

import pytest

from campaign.domain.errors import Refused
from campaign.domain.export_columns import CHOSEN_AT_FIRST, COLUMNS, OSDI_COLUMNS, arranged
from campaign.domain.exports import ExportKind, FileFormat

CSV = FileFormat.CSV


def test_columns_stand_in_the_files_order() -> None:
    found = arranged(ExportKind.SUPPORTERS, CSV, ["zip", "email", "given_name"])

    assert found == ("given_name", "email", "zip")


def test_counts_always_have_their_number() -> None:
    assert arranged(ExportKind.COUNTS, CSV, ["day"]) == ("day", "count")


def test_json_has_fields_of_its_own_and_the_street_only_where_it_was_ticked() -> None:
    osdi = FileFormat.OSDI

    assert arranged(ExportKind.SUPPORTERS, osdi, ["email"]) == OSDI_COLUMNS
    assert arranged(ExportKind.SUPPORTERS, osdi, ["street"]) == (*OSDI_COLUMNS, "street")


@pytest.mark.parametrize(
    ("kind", "file_format", "chosen", "key"),
    [
        (ExportKind.LETTERS, CSV, ["email"], "columns_unknown"),
        (ExportKind.LETTERS, CSV, [], "columns_missing"),
        (ExportKind.SUPPORTERS, CSV, ["street"], "columns_missing"),
        (ExportKind.SUPPORTERS, CSV, ["identifier"], "columns_unknown"),
        (ExportKind.COUNTS, FileFormat.OSDI, ["day"], "format_unknown"),
    ],
)
def test_what_makes_no_file_is_refused(
    kind: ExportKind, file_format: FileFormat, chosen: list[str], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        arranged(kind, file_format, chosen)

    assert refused.value.key == key


def test_no_street_is_chosen_unless_somebody_chooses_it() -> None:
    assert all(set(CHOSEN_AT_FIRST[kind]) <= set(COLUMNS[kind]) for kind in ExportKind)
    assert "street" not in CHOSEN_AT_FIRST[ExportKind.SUPPORTERS]


def test_letters_and_counts_have_no_column_that_names_a_writer() -> None:
    names = {"given_name", "family_name", "email", "street", "zip"}

    assert not names & set(COLUMNS[ExportKind.LETTERS] + COLUMNS[ExportKind.COUNTS])
