"""The paper on exports lists the columns and the limits of the code."""

import re
from pathlib import Path

import pytest

from campaign.domain.export_columns import COLUMNS
from campaign.domain.exports import (
    ALONE_AT_MOST,
    ANSWER_WITHIN,
    AT_ONCE_AT_MOST,
    LINK_VALID,
    ExportKind,
)

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(ExportKind))
def test_the_columns_stand_in_their_order(kind: ExportKind) -> None:
    part = TEXT.partition("## The columns\n")[2].partition("\n## ")[0]
    (row,) = [line for line in part.splitlines() if line.startswith(f"| {kind.value} |")]

    assert tuple(re.findall(r"`(\w+)`", row)) == COLUMNS[kind]


def test_the_limits_are_those_of_the_code() -> None:
    assert f"up to {AT_ONCE_AT_MOST:,} rows" in TEXT
    assert f"more than {ALONE_AT_MOST:,} people" in TEXT
    assert f"fetched for {LINK_VALID.total_seconds() / 60:.0f} minutes" in TEXT
    assert ANSWER_WITHIN.days == 3
