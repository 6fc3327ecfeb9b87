"""The paper on privacy says what the code keeps, and for how long."""

import re
from pathlib import Path

import pytest

import campaign.models  # noqa: F401  # Makes every table known.
from campaign.db import Base
from campaign.domain.retention import (
    CODE_VALID,
    DRAFT_KEPT,
    KEEP_AT_MOST,
    REMIND_AFTER,
    REPEAT_WINDOW,
)

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
TABLE = TEXT.partition("## The table")[2].partition("\n## ")[0]
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ")][2:]
PLACE = re.compile(r"`([a-z_]+)(?:\.([a-z_]+))?`")


def row(start: str) -> str:
    """Return the table's one row that begins so."""
    (found,) = [line for line in ROWS if line.startswith(f"| {start}")]
    return found


@pytest.mark.parametrize(("name", "days"), KEEP_AT_MOST.items(), ids=KEEP_AT_MOST)
def test_each_setting_stands_beside_its_days(name: str, days: int) -> None:
    rows = [line for line in ROWS if f"`CAMPAIGN_KEEP_{name.upper()}_DAYS`" in line]

    assert rows
    assert any(f"{days} days" in line for line in rows)


def test_no_row_names_other_days_than_its_setting() -> None:
    for line in ROWS:
        named = re.search(r"`CAMPAIGN_KEEP_(\w+)_DAYS`", line)
        if named and (found := re.search(r"(\d+) days", line)):
            assert int(found[1]) == KEEP_AT_MOST[named[1].lower()], line


def test_a_draft_is_kept_for_as_long_as_is_written() -> None:
    assert f"{DRAFT_KEPT.total_seconds() / 3600:.0f} hours" in row("a draft")


def test_the_other_spans_are_those_of_the_code() -> None:
    (line,) = [line for line in TEXT.splitlines() if line.startswith("Other spans of time")]

    assert f"a code works for {CODE_VALID.total_seconds() / 60:.0f} minutes" in line
    assert f"its link for {KEEP_AT_MOST['unconfirmed']} days" in line
    assert f"one reminder goes after {REMIND_AFTER.total_seconds() / 3600:.0f} hours" in line
    assert f"within {REPEAT_WINDOW.days} days" in line


def test_every_place_is_a_table_or_a_column() -> None:
    tables = Base.metadata.tables
    for line in ROWS:
        where = line.split("|")[4]
        for table, column in PLACE.findall(where):
            assert table in tables, table
            assert not column or column in tables[table].columns, f"{table}.{column}"


def test_every_table_with_a_persons_words_has_a_row() -> None:
    personal = {"email", "given_name", "street", "body", "text", "payload", "address_hash"}
    public = {"targets", "letter_parts"}
    holding = {
        name for name, table in Base.metadata.tables.items() if personal & set(table.columns.keys())
    }
    rowed = {table for line in ROWS for table, _ in PLACE.findall(line.split("|")[4])}

    assert holding - public - {"staff_members"} <= rowed
