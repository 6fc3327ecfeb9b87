"""The console's page of letters on paper, and staff's word about an office's e-mail."""

import re
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.ladder import Health
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.roster import OfficeHealth, set_health
from campaign.models.staff import AuditEntry
from campaign.services.restored import restored
from tests import make
from tests.insiders import Insider, sign_in
from tests.people import BEN
from tests.writers import found_campaign, offices, write


@pytest.fixture
def office_id(app: Flask, now: datetime) -> str:
    """An office for which one letter waits on paper."""
    with app.app_context():
        campaign = found_campaign(now)
        office = offices()[0]
        office.contact_form_url = ""
        set_health(db.session(), office.id, Health.FAILING, "staff", now=now)
        db.session.commit()
        write(campaign, now=now)
        return office.id


@pytest.fixture
def sam(app: Flask) -> Insider:
    return sign_in(app, StaffRole.STAFF)


def on_paper(app: Flask) -> list[str]:
    """Return how the letters on paper stand."""
    with app.app_context():
        return list(db.session.scalars(select(Delivery.status).where(Delivery.channel == "print")))


def printed_in(page: str) -> list[dict[str, str]]:
    """Return what the page's forms say of each printing, the last first."""
    moments = re.findall(r'name="printed_at" value="([^"]+)"', page)
    return [{"printed_at": moment} for moment in moments]


def test_without_letters_on_paper_the_page_says_so(sam: Insider) -> None:
    assert "No letter waits on paper." in sam.get("/console/packets").text


def test_staff_print_a_packet_and_hand_it_over(app: Flask, office_id: str, sam: Insider) -> None:
    assert "Given1 Family1" in sam.get("/console/packets").text

    printed = sam.post(f"/console/packets/{office_id}/print")
    pdf = sam.get(printed.location)
    page = sam.get("/console/packets").text
    handed = sam.post(f"/console/packets/{office_id}/handed-over", printed_in(page)[0])

    assert (printed.status_code, handed.status_code) == (303, 303)
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert on_paper(app) == ["sent"]
    with app.app_context():
        verbs = list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
        assert verbs[-2:] == [AuditVerb.PACKET_PRINTED, AuditVerb.PACKET_HANDED_OVER]


def test_a_page_from_before_hands_over_what_was_printed_by_then(
    app: Flask, office_id: str, sam: Insider, now: datetime
) -> None:
    sam.post(f"/console/packets/{office_id}/print")
    page = sam.get("/console/packets").text
    with app.app_context():
        make.write(db.session.scalars(select(Campaign)).one(), BEN, now=now)
    sam.post(f"/console/packets/{office_id}/print")
    assert "2 letters" in sam.get("/console/packets").text

    sam.post(f"/console/packets/{office_id}/handed-over", printed_in(page)[0])

    assert sorted(on_paper(app)) == ["held", "sent"]


def test_a_printing_that_nobody_named_is_not_handed_over(
    app: Flask, office_id: str, sam: Insider
) -> None:
    sam.post(f"/console/packets/{office_id}/print")

    for moment in ({}, {"printed_at": "yesterday"}):
        assert sam.post(f"/console/packets/{office_id}/handed-over", moment).status_code == 400
    assert on_paper(app) == ["held"]


@pytest.mark.parametrize("way", ["print", "handed-over"])
@pytest.mark.usefixtures("office_id")
def test_an_office_without_letters_is_not_found(sam: Insider, way: str, now: datetime) -> None:
    printed_at = {"printed_at": now.isoformat()}

    assert sam.post(f"/console/packets/nobody/{way}", printed_at).status_code == 404
    assert sam.get("/console/packets/nobody.pdf").status_code == 404


def test_after_a_restore_staff_are_asked_whether_the_office_has_the_paper(
    app: Flask, office_id: str, sam: Insider, now: datetime
) -> None:
    sam.post(f"/console/packets/{office_id}/print")
    with app.app_context():
        restored("A backup", now=now)
        paper = db.session.scalars(select(Delivery.id).where(Delivery.channel == "print")).one()

    page = sam.get(f"/console/deliveries/{paper}").text
    assert "The office has it" in page
    assert "log of your mail server" not in page
    assert "No letter waits on paper." in sam.get("/console/packets").text

    sam.post(f"/console/deliveries/{paper}/settle", {"answer": "queued"})
    assert on_paper(app) == ["held"]


def test_an_organizer_sees_no_letters(app: Flask, office_id: str) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    assert olga.get("/console/packets").status_code == 403
    assert olga.get(f"/console/packets/{office_id}.pdf").status_code == 403
    assert olga.post(f"/console/packets/{office_id}/handed-over").status_code == 403


def test_staff_say_how_an_office_does(app: Flask, office_id: str, sam: Insider) -> None:
    answer = sam.post(f"/console/legislators/{office_id}/health", {"state": "working"})

    assert (answer.status_code, answer.location) == (303, f"/console/legislators#{office_id}")
    with app.app_context():
        assert db.session.get_one(OfficeHealth, office_id).state is Health.WORKING


def test_a_word_that_is_none_changes_nothing(app: Flask, office_id: str, sam: Insider) -> None:
    address = f"/console/legislators/{office_id}/health"

    assert sam.post(address, {"state": "splendid"}).status_code == 404
    with app.app_context():
        assert db.session.get_one(OfficeHealth, office_id).state is Health.FAILING
