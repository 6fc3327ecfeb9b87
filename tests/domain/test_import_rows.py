"""One cell of a list at a time: ages, days, names and addresses."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.import_rows import (
    RowCheck,
    Rules,
    is_address,
    is_adult,
    split_name,
    written_day,
)
from campaign.domain.imports import ImportColumn, Matching, RowFault

TODAY = date(2026, 10, 14)
RULES = Rules(
    matching=Matching(),
    locale="en",
    zone=ZoneInfo("America/Los_Angeles"),
    agreed_on=None,
    everyone_is_adult=True,
    oldest=datetime(2024, 10, 14, tzinfo=UTC),
    now=datetime(2026, 10, 14, 17, 30, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "text", ["18", "120", "2008-10-14", "10/14/2008", "1990", "Yes", "S\u00cd", "18+"]
)
def test_an_adult_is_told(text: str) -> None:
    assert is_adult(text, on=TODAY, day_first=False) is True


@pytest.mark.parametrize("text", ["17", "1", "2008-10-15", "2009", "13-17", "menor"])
def test_a_minor_is_told(text: str) -> None:
    assert is_adult(text, on=TODAY, day_first=False) is False


@pytest.mark.parametrize(
    "text",
    ["", "121", "14/10/2008", "2027-01-01", "2008", "1899", "of age", "\u0663\u0665", "9" * 400],
)
def test_an_age_that_nobody_can_tell_is_unknown(text: str) -> None:
    assert is_adult(text, on=TODAY, day_first=False) is None


def test_a_day_is_read_in_the_order_that_was_said() -> None:
    assert written_day("3/4/2026", day_first=False) == date(2026, 3, 4)
    assert written_day("3/4/2026", day_first=True) == date(2026, 4, 3)
    assert written_day("3.4.26 10:15", day_first=True) == date(2026, 4, 3)
    assert written_day("31/31/2026", day_first=True) is None
    assert written_day("yesterday", day_first=False) is None


def test_a_name_is_parted_at_its_comma_or_first_space() -> None:
    assert split_name("Reyes Núñez, Ana María") == ("Ana María", "Reyes Núñez")
    assert split_name("Ana Reyes Núñez") == ("Ana", "Reyes Núñez")
    assert split_name("") == ("", "")


@pytest.mark.parametrize("email", ["a@b.org", "a.b+c@mail.example.org", "x_1@example.co"])
def test_an_address_is_taken(email: str) -> None:
    assert is_address(email)


@pytest.mark.parametrize(
    "email",
    [
        "a",
        "a@b",
        "@b.org",
        "a@.org",
        "a@b..org",
        ".a@b.org",
        "a.@b.org",
        "a b@c.org",
        "a@b.org,c@d.org",
        "a@-b.org",
        "a@b.org\n",
        '"a"@b.org',
        "a@127.0.0.1",
        f"{'a' * 250}@b.org",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert not is_address(email)


@given(st.lists(st.text(max_size=30), max_size=7))
def test_any_cells_are_clean_or_refused(cells: list[str]) -> None:
    matching = Matching({column: place for place, column in enumerate(ImportColumn)})
    check = RowCheck(replace(RULES, matching=matching), width=len(ImportColumn))
    row = check(2, cells)

    assert (row.fault is None) == bool(row.email)
    assert all(part == " ".join(part.split()) for part in row[1:6])


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59:59-14:00", "1/1/9999"])
def test_a_day_at_the_end_of_the_calendar_is_no_day(text: str) -> None:
    places = {ImportColumn.EMAIL: 0, ImportColumn.AGREED_AT: 1}
    check = RowCheck(replace(RULES, matching=Matching(places)), width=2)

    assert check(2, ["a@example.org", text]).fault is RowFault.DATE_WRONG
