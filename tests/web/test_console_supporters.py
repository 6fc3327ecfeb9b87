"""People: found by a POST, and whoever looks is written down."""

import json
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry
from tests.insiders import Insider, set_up_app, sign_in
from tests.writers import found_campaign, write

ABOUT_PEOPLE = (
    AuditVerb.SUPPORTERS_SEARCHED,
    AuditVerb.SUPPORTERS_EXPORT_STARTED,
    AuditVerb.SUPPORTERS_EXPORTED,
)


@pytest.fixture
def sam(app: Flask, now: datetime) -> Insider:
    with app.app_context():
        campaign = found_campaign(now)
        write(
            campaign,
            now=now,
            given_name="Ximena",
            family_name="<b>Ñúñez</b>",
            email="ximena@example.org",
            consent_coalition=True,
        )
        write(campaign, now=now, given_name="Ben", email="ben@example.org", zip="90002")
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    return sam


def search(browser: Insider, **typed: str) -> str:
    """Return the page that a search shows."""
    answer = browser.post("/console/supporters", typed, of="/console/supporters")
    assert answer.status_code == 200
    return answer.text


def audit(app: Flask) -> list[tuple[AuditVerb, dict[str, object]]]:
    """Return what was written down about people."""
    with app.app_context():
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.verb.in_(ABOUT_PEOPLE)).order_by(AuditEntry.id)
        )
        return [(entry.verb, json.loads(entry.facts)) for entry in entries]


def test_nobody_is_shown_before_a_search(sam: Insider) -> None:
    assert (
        "example.org"
        not in sam.get("/console/supporters").text.partition("<main")[2].partition("<footer")[0]
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "xime"},
        {"email": "XIMENA@"},
        {"zip": "90001"},
        {"purpose": "coalition"},
        {"name": "Ximena", "locale": "en", "zip": "90001"},
    ],
)
def test_a_search_finds_who_fits(sam: Insider, typed: dict[str, str]) -> None:
    page = search(sam, **typed)

    assert "ximena@example.org" in page
    assert "ben@example.org" not in page


@pytest.mark.parametrize(
    "typed", [{"name": "%"}, {"name": "_"}, {"email": "'--"}, {"locale": "es"}]
)
def test_a_search_that_fits_nobody_says_so(sam: Insider, typed: dict[str, str]) -> None:
    assert "Nobody fits" in search(sam, **typed)


def test_names_are_only_text(sam: Insider) -> None:
    page = search(sam, name="xim")

    assert "<b>Ñúñez" not in page
    assert "&lt;b&gt;Ñúñez" in page


def test_a_search_is_written_down_without_what_was_typed(app: Flask, sam: Insider) -> None:
    search(sam, name="Ximena", zip="90001")

    assert audit(app) == [
        (AuditVerb.SUPPORTERS_SEARCHED, {"by": ["name", "zip"], "found": 1, "shown": 1})
    ]


def test_a_bad_zip_is_told_beside_its_field(app: Flask, sam: Insider) -> None:
    answer = sam.post("/console/supporters", {"zip": "9"}, of="/console/supporters")

    assert answer.status_code == 422
    assert 'href="#zip"' in answer.text
    assert 'value="9"' in answer.text
    assert audit(app) == []


def test_a_forged_form_searches_nothing(app: Flask, sam: Insider) -> None:
    answer = sam.client.post("/console/supporters", data={"name": "a"})

    assert answer.status_code >= 400
    assert audit(app) == []


def test_the_audit_names_who_looked(app: Flask, sam: Insider) -> None:
    search(sam, name="Ximena")
    page = sign_in(app, StaffRole.ADMIN).get("/console/audit").text

    assert "sam@coalition.example" in page
    assert "Looked for people" in page
    assert "Ximena" not in page
