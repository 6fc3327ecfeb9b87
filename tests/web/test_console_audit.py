"""The audit as admins read it: filtered, linked, taken as a file."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.roster import Target
from campaign.models.staff import record
from tests.insiders import EMAILS, Insider, set_up_app, sign_in
from tests.writers import found_campaign

SENTENCE = "Confirmed an office&#39;s address"
ROWS = "<tbody>"


@pytest.fixture
def ada(app: Flask, now: datetime) -> Insider:
    """Return Ada's browser, after a terminal did two things on two days."""
    with app.app_context():
        found_campaign(now)
        office = db.session.scalars(select(Target.id).order_by(Target.id)).first()
        session = db.session()
        record(
            session,
            AuditVerb.ADDRESS_CONFIRMED,
            staff_member_id=None,
            now=now,
            subject=office or "",
        )
        record(
            session,
            AuditVerb.DELIVERIES_PAUSED,
            staff_member_id=None,
            now=now + timedelta(days=2),
            subject="all",
        )
        db.session.commit()
    return sign_in(app, StaffRole.ADMIN)


def lines(ada: Insider, query: str = "") -> str:
    """Return the lines of the page."""
    return ada.get(f"/console/audit{query}").text.partition(ROWS)[2].partition("</tbody>")[0]


def test_each_line_says_in_words_what_was_done_to_what(app: Flask, ada: Insider) -> None:
    with app.app_context():
        office = db.session.scalars(select(Target).order_by(Target.id)).first()
        assert office is not None

        assert str(escape(office.full_name)) in lines(ada)
        assert f"/console/legislators#{office.id}" in lines(ada)
    assert "all mail" in lines(ada)


@pytest.mark.parametrize(
    ("query", "confirmed", "paused"),
    [
        ("?what=address.confirmed", True, False),
        ("?who=terminal", True, True),
        ("?from=2026-10-15", False, True),
        ("?to=2026-10-15", True, False),
        ("?from=2026-10-14&to=2026-10-14", True, False),
    ],
)
def test_filters_narrow_the_lines(
    ada: Insider, query: str, *, confirmed: bool, paused: bool
) -> None:
    found = lines(ada, query)

    assert ("Confirmed an office" in found) is confirmed
    assert ("Paused the mail" in found) is paused


@pytest.mark.parametrize(
    "query",
    [
        "who=nobody",
        "what=nonsense",
        "from=yesterday",
        "from=2026-10-20&to=2026-10-01",
        "before=-1",
        "before=99999999999999999999",
    ],
)
def test_nonsense_in_the_address_is_left_out_with_a_note(ada: Insider, query: str) -> None:
    answer = ada.get(f"/console/audit?{query}")

    assert answer.status_code == 200
    assert "was left out" in answer.text
    assert "Paused the mail" in lines(ada, f"?{query}")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_only_days(ada: Insider, day: str) -> None:
    assert ada.get(f"/console/audit?from={day}&to={day}").status_code == 200


def test_the_file_holds_what_was_filtered_and_its_taking_is_written_down(ada: Insider) -> None:
    set_up_app(ada)

    answer = ada.get("/console/audit.csv?what=address.confirmed")

    assert answer.mimetype == "text/csv"
    assert answer.text.count("address.confirmed") == 1
    assert "deliveries.paused" not in answer.text
    assert "Took the audit as a file" in lines(ada)
    assert EMAILS[StaffRole.ADMIN] in lines(ada)
