"""Trying a list: every row is made clean, or refused for a reason."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.imports import ImportColumn, ImportState, RowFault
from campaign.domain.retention import Retention
from campaign.models.imports import ImportedList, ImportRow
from campaign.queries.imports import faults, imported, rejects
from campaign.services.check_import import check_import
from campaign.services.match_columns import match_columns, preview
from campaign.services.stage_import import discard_import, stage_import
from tests import lists, make
from tests.lists import AGREEMENT, csv_of, xlsx_of

pytestmark = pytest.mark.usefixtures("campaign")


def tried(now: datetime, *rows: str, headers: str = lists.HEADERS, **agreed: object) -> str:
    """Try a list of these rows."""
    import_id = lists.stage(csv_of(*rows, headers=headers), now)
    lists.check(import_id, now, **agreed)
    return import_id


def found(import_id: str) -> list[RowFault]:
    """Return what is wrong with the rows of a list, in its order."""
    return [reject.fault for reject in rejects(import_id)]


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        ("Ana,,,,", RowFault.EMAIL_MISSING, ImportColumn.EMAIL),
        ("Ana,,ana@example,,", RowFault.EMAIL_WRONG, ImportColumn.EMAIL),
        ("Ana,,ana..b@example.org,,", RowFault.EMAIL_WRONG, ImportColumn.EMAIL),
        ("Ana,,ana@éxample.org,,", RowFault.EMAIL_WRONG, ImportColumn.EMAIL),
        ("Ana,,ana@example.org Bcc: x,,", RowFault.EMAIL_WRONG, ImportColumn.EMAIL),
        (f"{'A' * 81},,ana@example.org,,", RowFault.TOO_LONG, ImportColumn.GIVEN_NAME),
        ("Ana,,ana@example.org,,9000", RowFault.ZIP_WRONG, ImportColumn.ZIP),
        ("Ana,,ana@example.org,,90001,more", RowFault.TOO_MANY_CELLS, None),
    ],
)
def test_a_row_is_refused_for_a_reason(
    now: datetime, row: str, fault: RowFault, column: ImportColumn | None
) -> None:
    import_id = tried(now, row)

    (reject,) = rejects(import_id)
    assert (reject.number, reject.fault, reject.column) == (2, fault, column)


def test_of_a_refused_row_nothing_of_the_person_is_kept(now: datetime) -> None:
    tried(now, "Rosa,Peña,wrong,Oakland,90001", "Eva,Cruz,eva@example.org,,1")

    assert make.places_of(["Rosa", "Peña", "Eva", "Cruz"]).total() == 0


def test_days_are_read_as_they_are_written(now: datetime) -> None:
    days = ("2026-03-14", "3/14/2026", "03/14/26", "2026-03-14T09:30:00-07:00", "14/3/2026", "")
    import_id = tried(
        now,
        *(f"a{number}@example.org,{day}" for number, day in enumerate(days)),
        headers="email,date\n",
        agreed_on=None,
    )

    read = db.session.scalars(
        select(ImportRow.agreed_at)
        .where(ImportRow.import_id == import_id, ImportRow.fault.is_(None))
        .order_by(ImportRow.number)
    ).all()
    assert {at.date().isoformat() for at in read if at} == {"2026-03-14"}
    assert len(read) == 4
    assert found(import_id) == [RowFault.DATE_WRONG, RowFault.DATE_MISSING]


def test_a_day_that_lies_ahead_or_too_far_back_is_refused(now: datetime) -> None:
    import_id = tried(
        now,
        "a@example.org,2026-10-15",
        "b@example.org,2024-10-01",
        "c@example.org,2026-10-14",
        headers="email,fecha\n",
        agreed_on=None,
    )

    assert found(import_id) == [RowFault.DATE_AHEAD, RowFault.DATE_TOO_OLD]


def test_a_minor_is_never_brought_in(now: datetime) -> None:
    ages = ("17", "2009-10-15", "2010", "no", "", "old", "18", "2008-10-14", "1980", "sí")
    import_id = tried(
        now,
        *(f"a{number}@example.org,{age}" for number, age in enumerate(ages)),
        headers="email,edad\n",
    )

    assert dict(faults(import_id)) == {RowFault.MINOR: 4, RowFault.AGE_UNKNOWN: 2}


def test_names_in_one_cell_are_parted(now: datetime) -> None:
    rows = ("Ana Reyes Núñez,a@example.org", '"Reyes, Ana",b@example.org', "Bến,c@example.org")
    import_id = tried(now, *rows, headers="Nombre,Correo electrónico\n")

    names = db.session.execute(
        select(ImportRow.given_name, ImportRow.family_name)
        .where(ImportRow.import_id == import_id)
        .order_by(ImportRow.number)
    )
    assert [tuple(name) for name in names] == [
        ("Ana", "Reyes Núñez"),
        ("Ana", "Reyes"),
        ("Bến", ""),
    ]


def test_a_list_without_headers_is_read_from_its_first_row(now: datetime) -> None:
    import_id = tried(now, "b@example.org,Ben", headers="a@example.org,Ana\n")

    assert imported(import_id).rows == 2
    emails = select(ImportRow.email).where(ImportRow.import_id == import_id)
    assert set(db.session.scalars(emails)) == {"a@example.org", "b@example.org"}


def test_days_and_numbers_of_a_workbook_are_read(now: datetime) -> None:
    content = xlsx_of(
        ("Email", "Zip", "Date", "Age"),
        ("rosa@example.org", 90001, date(2026, 10, 2), 34),
        (None, None, None, None),
        ("luis@example.org", 90002.0, "10/3/2026", 17.0),
    )
    import_id = lists.stage(content, now, name="list.xlsx")
    lists.check(import_id, now, agreed_on=None, everyone_is_adult=False)

    row = db.session.scalars(select(ImportRow).where(ImportRow.fault.is_(None))).one()
    assert (row.number, row.zip) == (2, "90001")
    assert row.agreed_at is not None
    assert row.agreed_at.date().isoformat() == "2026-10-02"
    assert [(reject.number, reject.fault) for reject in rejects(import_id)] == [(4, RowFault.MINOR)]


def test_a_list_may_be_matched_anew(now: datetime) -> None:
    import_id = tried(now, "Rosa,Peña,rosa@example.org,Oakland,90001")
    lists.check(import_id, now, {ImportColumn.EMAIL: 2})

    row = db.session.scalars(select(ImportRow)).one()
    assert (row.email, row.given_name, row.zip) == ("rosa@example.org", "", "")


@pytest.mark.parametrize(
    ("places", "agreed", "why"),
    [
        ({}, {}, "email_unmatched"),
        ({ImportColumn.EMAIL: 0}, {"everyone_is_adult": False}, "age_unmatched"),
        ({ImportColumn.EMAIL: 0}, {"agreed_on": None}, "date_unmatched"),
        ({ImportColumn.EMAIL: 0}, {"campaign": "nowhere"}, "purpose_unknown"),
    ],
)
def test_what_must_be_said_of_a_list_is_asked_for(
    now: datetime, places: dict[ImportColumn, int], agreed: dict[str, object], why: str
) -> None:
    import_id = lists.stage(csv_of("x"), now)

    with pytest.raises(Refused, match=why):
        lists.check(import_id, now, places, **agreed)
    assert imported(import_id).state is ImportState.OPEN


def test_a_refused_file_is_kept_nowhere(now: datetime) -> None:
    content = csv_of(*(f"a{number}@example.org" for number in range(10)), "x," * 200)

    with pytest.raises(Refused, match="file_too_wide"):
        lists.stage(content, now)
    assert make.number_of(ImportedList) == 0


def test_a_file_is_not_readable_where_it_is_kept(now: datetime) -> None:
    lists.stage(csv_of("Rosa,Peña,rosa@example.org,,"), now)

    assert make.places_of(["rosa@example", "Peña"]).total() == 0


def test_a_list_is_known_by_its_hash_and_its_name_is_one_line(now: datetime) -> None:
    edges = wiring.edges()
    import_id = stage_import(
        csv_of("x"),
        name="a\nb\u202e.csv",
        tables=edges.tables,
        sealer=edges.sealer,
        staff_member_id=None,
        now=now,
    )

    assert imported(import_id).name == "a b.csv"
    assert len(imported(import_id).sha256) == 64


def test_a_list_that_is_thrown_away_leaves_no_row(now: datetime) -> None:
    import_id = tried(now, "Rosa,Peña,rosa@example.org,,")
    discard_import(import_id, staff_member_id=None, now=now)

    assert make.number_of(ImportRow) == 0
    assert make.number_of(ImportedList) == 0


def test_a_list_that_ran_cannot_be_thrown_away(now: datetime) -> None:
    import_id = lists.bring_in(csv_of("Rosa,Peña,rosa@example.org,,"), now)

    with pytest.raises(Refused, match="import_moved_on"):
        discard_import(import_id, staff_member_id=None, now=now)


def test_checking_what_waits_for_nothing_changes_nothing(now: datetime) -> None:
    import_id = tried(now, "Rosa,Peña,rosa@example.org,,")
    edges = wiring.edges()
    check_import(
        import_id,
        tables=edges.tables,
        sealer=edges.sealer,
        signer=edges.signer,
        retention=Retention(),
        now=now + timedelta(hours=1),
    )

    row = db.session.get_one(ImportedList, import_id, populate_existing=True)
    assert row.checked_at == now


def test_a_file_that_was_forgotten_cannot_be_matched(now: datetime) -> None:
    import_id = lists.stage(csv_of("Rosa,Peña,rosa@example.org,,"), now)
    db.session.get_one(ImportedList, import_id).content = None
    db.session.commit()
    edges = wiring.edges()

    with pytest.raises(Refused, match="import_forgotten"):
        preview(import_id, tables=edges.tables, sealer=edges.sealer)
    with pytest.raises(Refused, match="import_forgotten"):
        match_columns(
            import_id,
            imported(import_id).matching or lists.Matching(),
            AGREEMENT,
            retention=Retention(),
            now=now,
        )
