"""A list holds who agreed to its purpose and nobody else, and opens safely in a spreadsheet."""

import csv
import hashlib
import io
import json
import tracemalloc
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.export_columns import CHOSEN_AT_FIRST
from campaign.domain.exports import (
    ExportFilters,
    ExportKind,
    ExportOrder,
    ExportPurpose,
    FileFormat,
)
from campaign.domain.people import AgeBand
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.partners import Partner
from campaign.models.staff import AuditEntry
from campaign.queries.export_lines import ROWS_AT_ONCE
from campaign.services.export.ask import export_at_terminal
from campaign.services.export.file import harmless_lines
from campaign.services.fold import fold_tallies
from tests import make
from tests.people import ANA, BEN, TEO
from tests.signers import COALITION, OAK, Signers
from tests.writers import found_campaign

Rows = scoped_session[Session]
SUPPORTERS = ExportKind.SUPPORTERS


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    session.add(Partner(slug="oak", name="Oak Families"))
    return found_campaign(now)


@pytest.fixture
def people(session: Rows, campaign: Campaign, now: datetime) -> Signers:
    return Signers(session, campaign, now)


def order(kind: ExportKind = SUPPORTERS, **changes: object) -> ExportOrder:
    """Return the plainest order of a kind."""
    plain: dict[str, object] = {
        "kind": kind,
        "file_format": FileFormat.CSV,
        "columns": CHOSEN_AT_FIRST[kind],
        "reason": "To invite them to the fair",
        "purpose": COALITION if kind is SUPPORTERS else None,
    }
    return ExportOrder(**{**plain, **changes})


def export(wanted: ExportOrder, now: datetime) -> bytes:
    """Return the whole file."""
    file = io.BytesIO()
    db.session.commit()
    export_at_terminal(wanted, file.write, locale="en", sheets=wiring.edges().sheets, now=now)
    return file.getvalue()


def lines(content: bytes) -> list[dict[str, str]]:
    """Read a file as a program would that knows of the byte order mark."""
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def read(purpose: ExportPurpose, now: datetime, **changes: object) -> list[dict[str, str]]:
    """Export a list of people and read it."""
    return lines(export(order(purpose=purpose, **changes), now))


def names(purpose: ExportPurpose, now: datetime) -> set[str]:
    """Return the given names on a list."""
    return {row["given_name"] for row in read(purpose, now)}


def test_who_agreed_is_on_the_list(people: Signers, now: datetime) -> None:
    people.says(people.add("Ximena", "Ñúñez"))
    people.add("Nobody")

    assert read(COALITION, now) == [
        {
            "given_name": "Ximena",
            "family_name": "Ñúñez",
            "email": "0@example.org",
            "city": "Town",
            "zip": "90001",
            "language": "es",
            "purpose": "coalition",
            "agreed_at": "2026-10-14T17:30:00+00:00",
            "wording_version": "2026-11",
        }
    ]


def test_a_purpose_holds_only_its_own_people(people: Signers, now: datetime) -> None:
    people.says(people.add("Coal"))
    people.says(people.add("Oaky"), to=OAK)

    assert names(COALITION, now) == {"Coal"}
    assert names(OAK, now) == {"Oaky"}


def test_who_withdrew_is_gone_and_who_came_back_is_there(people: Signers, now: datetime) -> None:
    gone = people.says(people.add("Gone"))
    people.says(gone, yes=False, later=1)
    back = people.says(people.add("Back"))
    people.says(back, yes=False, later=1)
    people.says(back, later=2)

    assert names(COALITION, now) == {"Back"}


def test_no_minor_and_nobody_erased_is_on_a_list(people: Signers, now: datetime) -> None:
    people.says(people.add("Teen", age_band=AgeBand.TEEN))
    erased = people.says(people.add("Erased"))
    erased.email, erased.erased_at = None, now

    assert names(COALITION, now) == set()


def test_nobody_is_on_a_list_twice(people: Signers, now: datetime) -> None:
    person = people.says(people.add("Ana"))
    people.says(person, later=1)

    assert len(read(COALITION, now)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-Ana",
        "@SUM(A1)",
        "|x",
        "%x",
        "-Ana Ruiz",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\u202e=1+1",
        "\u061c=1+1",
        "\uff1d1+1",
    ],
)
def test_no_cell_is_a_formula(people: Signers, now: datetime, name: str) -> None:
    people.says(people.add(name, f"{name}, really"))

    row = read(COALITION, now)[0]
    assert row["given_name"].startswith("'")
    assert row["family_name"].startswith("'")


def test_quotes_and_commas_stay_and_a_line_break_becomes_a_space(
    people: Signers, now: datetime
) -> None:
    people.says(people.add('Ana "la, jefa"\nRuiz'))

    assert names(COALITION, now) == {'Ana "la, jefa" Ruiz'}


def test_one_strange_name_changes_no_other_row(people: Signers, now: datetime) -> None:
    people.says(people.add("=1+1"))
    people.says(people.add("D\u2019Ángelo", "O'Neil"))
    people.says(people.add("\u0646\u0648\u0631\u200c\u0627"))

    assert names(COALITION, now) == {"'=1+1", "D\u2019Ángelo", "\u0646\u0648\u0631\u200c\u0627"}


@given(
    rows=st.lists(
        st.lists(
            st.text(alphabet=st.characters(codec="utf-8"), max_size=6)
            | st.sampled_from(
                ["=1", "-2", "+x", "\t@", "a\r\n=b", "\u202e", "\ufeff=", "“", "\uff0d1"]
            ),
            min_size=2,
            max_size=3,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_typed_every_row_stays_one_row_of_harmless_cells(
    rows: list[Sequence[str]],
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    lines = text.getvalue().replace("\r\n", "\n")

    found = harmless_lines(lines.encode(), len(rows)).decode()

    assert found.count("\n") == found.count("\r\n") == len(rows)
    cells = [cell for row in csv.reader(io.StringIO(found, newline="")) for cell in row]
    assert len(cells) == sum(map(len, rows))
    for cell in cells:
        number = cell.removeprefix("-").replace(",", "").replace(".", "").isdigit()
        assert number or not cell.startswith(tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")), repr(cell)
        assert not set(cell) & set("\t\r\n\u202e\ufeff")


def test_lines_end_as_spreadsheets_expect(people: Signers, now: datetime) -> None:
    people.says(people.add("Ana"))

    text = export(order(), now).decode()
    assert text.count("\r\n") == text.count("\n") == 2


def test_a_sheet_holds_texts_and_no_formula(people: Signers, now: datetime) -> None:
    people.says(people.add("=1+1", "Ñúñez\u202e", zip="01234"))

    content = export(order(file_format=FileFormat.XLSX), now)

    header, row = openpyxl.load_workbook(io.BytesIO(content))["List"].iter_rows()
    assert [cell.value for cell in header] == list(CHOSEN_AT_FIRST[SUPPORTERS])
    assert [cell.value for cell in row[:2]] == ["=1+1", "Ñúñez"]
    assert {cell.data_type for cell in row} == {"inlineStr"} or row[0].data_type == "s"
    assert row[4].value == "01234"


def test_people_are_written_in_the_words_of_osdi(people: Signers, now: datetime) -> None:
    person = people.says(people.add("Ximena", "Ñúñez"))

    content = export(order(file_format=FileFormat.OSDI), now)

    found = json.loads(content)
    assert found["total_records"] == 1
    assert found["_embedded"]["osdi:people"] == [
        {
            "identifiers": [f"campaign:{person.id}"],
            "given_name": "Ximena",
            "family_name": "Ñúñez",
            "languages_spoken": ["es"],
            "email_addresses": [
                {"primary": True, "address": "0@example.org", "status": "subscribed"}
            ],
            "postal_addresses": [
                {
                    "primary": True,
                    "address_type": "Home",
                    "locality": "Town",
                    "postal_code": "90001",
                    "country": "US",
                }
            ],
            "created_date": "2026-10-14T17:30:00+00:00",
            "modified_date": "2026-10-14T17:30:00+00:00",
            "custom_fields": {
                "purpose": "coalition",
                "agreed_at": "2026-10-14T17:30:00+00:00",
                "wording_version": "2026-11",
            },
        }
    ]


def test_a_list_is_narrowed_by_language_source_and_day(
    session: Rows, people: Signers, now: datetime
) -> None:
    source = make.source("elm-fair", partner="elm")
    people.says(people.add("Elm"), source_id=source.id)
    people.says(people.add("English", locale="en"))
    people.says(people.add("Later"), later=3)
    del session

    def found(**filters: object) -> set[str]:
        rows = read(COALITION, now, filters=ExportFilters(**filters))
        return {row["given_name"] for row in rows}

    assert found(language="en") == {"English"}
    assert found(source="elm-fair") == found(partner="elm") == {"Elm"}
    assert found(first=date(2026, 10, 15)) == {"Later"}
    assert found(last=date(2026, 10, 14), language="es") == {"Elm"}


def test_a_list_is_narrowed_by_what_people_wrote_and_to_whom(
    people: Signers, campaign: Campaign, now: datetime
) -> None:
    people.says(people.add("Wrote nothing"))
    make.write(campaign, ANA, now=now, consent_coalition=True)
    wrote = lines(export(order(ExportKind.LETTERS), now))[0]

    asked = ExportFilters(recommendation=wrote["recommendations"])
    assert [row["given_name"] for row in read(COALITION, now, filters=asked)] == ["Ana"]
    columns = ("given_name", "lower_district", "upper_district")
    rows = read(COALITION, now, filters=asked, columns=columns)
    assert rows[0]["lower_district"]
    assert rows[0]["upper_district"]


def test_the_street_comes_while_a_letter_needs_it_and_for_a_reason(
    session: Rows, campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, ANA, now=now, consent_coalition=True)
    columns = ("given_name", "street")
    with pytest.raises(Refused, match="street_reason_missing"):
        read(COALITION, now, columns=columns)

    wanted = {"columns": columns, "street_reason": "We bring the sheets to their doors"}
    assert read(COALITION, now, **wanted)[0]["street"] == ANA.street
    for action in session.scalars(select(Action)):
        action.street = ""
    assert read(COALITION, now, **wanted)[0]["street"] == ""


def test_letters_say_where_they_stand_and_name_no_writer(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, ANA, now=now)
    make.write(campaign, TEO, now=now)

    content = export(order(ExportKind.LETTERS), now)

    rows = lines(content)
    assert len(rows) == 4
    assert {row["state"] for row in rows} == {"queued"}
    assert {row["town"] for row in rows} == {"Sacramento"}
    for word in (ANA.given_name, ANA.family_name, ANA.email, ANA.street, make.STORY):
        assert word.encode() not in content


def test_letters_keep_their_recommendations_in_the_writers_order(
    campaign: Campaign, now: datetime
) -> None:
    asks = tuple(reversed(make.all_asks()))[:3]
    make.write(campaign, ANA, now=now, recommendation_ids=asks)

    found = lines(export(order(ExportKind.LETTERS, columns=("recommendations",)), now))

    slugs = [db.session.get_one(Recommendation, recommendation).slug for recommendation in asks]
    assert found[0]["recommendations"] == "; ".join(slugs)


@pytest.mark.parametrize("folded", [False, True])
def test_counts_are_exact_along_the_columns_that_were_chosen(
    campaign: Campaign, now: datetime, *, folded: bool
) -> None:
    make.write(campaign, ANA, now=now, consent_coalition=True)
    make.write(campaign, BEN, now=now + timedelta(days=1), locale="es")
    if folded:
        fold_tallies()

    def counted(*columns: str) -> list[tuple[str, ...]]:
        found = lines(export(order(ExportKind.COUNTS, columns=columns), now))
        return [tuple(row.values()) for row in found]

    assert counted("kind") == [
        ("ask", "4"),
        ("confirmed", "2"),
        ("letter", "4"),
        ("sign_up", "1"),
        ("submitted", "2"),
        ("writer", "2"),
    ]
    assert ("2026-10-14", "letter", "en", "2") in counted("day", "kind", "language")
    letters = [int(row[-1]) for row in counted("legislator", "kind") if "letter" in row]
    assert sum(letters) == 4


def test_a_long_list_takes_no_more_memory_than_a_part_of_it(people: Signers, now: datetime) -> None:
    people.many(ROWS_AT_ONCE + 1)
    db.session.commit()
    largest = 0

    def keep(content: bytes) -> None:
        nonlocal largest
        largest = max(largest, len(content))

    tracemalloc.start()
    rows = export_at_terminal(order(), keep, locale="en", sheets=wiring.edges().sheets, now=now)
    tracemalloc.stop()

    assert rows == ROWS_AT_ONCE + 1
    assert largest < ROWS_AT_ONCE * 200


def facts(session: Rows) -> list[tuple[str, dict[str, object]]]:
    """Return what the audit says."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.verb.value, json.loads(entry.facts)) for entry in entries]


def test_the_audit_keeps_what_left_and_its_hash(
    session: Rows, people: Signers, now: datetime
) -> None:
    people.says(people.add("Ana"))
    wanted = {
        "kind": "supporters",
        "format": "csv",
        "purpose": "coalition",
        "columns": ["email"],
        "filters": ["language=es"],
    }
    content = export(order(columns=("email",), filters=ExportFilters(language="es")), now)

    sha256 = hashlib.sha256(content).hexdigest()
    assert facts(session) == [
        ("export.asked", {**wanted, "rows": 1}),
        ("export.taken", {**wanted, "rows": 1, "sha256": sha256, "whole": True}),
    ]


def test_a_file_that_broke_off_is_told_from_a_whole_one(
    session: Rows, people: Signers, now: datetime
) -> None:
    people.says(people.add("Ana"))

    def break_off(content: bytes) -> None:
        raise BrokenPipeError(len(content))

    session.commit()
    with pytest.raises(BrokenPipeError):
        export_at_terminal(order(), break_off, locale="en", sheets=wiring.edges().sheets, now=now)

    assert facts(session)[-1][1]["whole"] is False


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ExportPurpose(OAK.purpose, "elm")},
        {"purpose": None},
        {"columns": ("password",)},
        {"columns": ()},
        {"reason": ""},
        {"filters": ExportFilters(district="ocd-division/country:us/state:zz")},
        {"filters": ExportFilters(campaign="nowhere")},
        {"filters": ExportFilters(first=date(2026, 10, 2), last=date(2026, 10, 1))},
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_written(
    session: Rows, now: datetime, wrong: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        export(order(**wrong), now)

    assert facts(session) == []
