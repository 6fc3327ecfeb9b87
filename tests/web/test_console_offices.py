"""The pages on deliveries and legislators: what waits for a person, and what they decide."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.deliveries import DeliveryState
from campaign.domain.ladder import Health
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.roster import OfficeHealth
from tests.insiders import Insider, sign_in
from tests.writers import found_campaign, offices, write


@pytest.fixture
def doubtful(app: Flask, now: datetime) -> str:
    """Return the office of a doubtful address, for which a letter is held."""
    with app.app_context():
        campaign = found_campaign(now)
        office = offices()[0]
        db.session.add(OfficeHealth(target_id=office.id, state=Health.DOUBTFUL, since=now))
        db.session.commit()
        write(campaign, now=now)
        return office.id


def states(app: Flask) -> list[DeliveryState]:
    """Return where the letters stand."""
    with app.app_context():
        rows = select(Delivery.status).where(Delivery.letter_id.is_not(None))
        return sorted(db.session.scalars(rows))


@pytest.fixture
def sam(app: Flask) -> Insider:
    return sign_in(app, StaffRole.STAFF)


def test_an_empty_outbox_waits_for_nobody(sam: Insider) -> None:
    assert "Nothing waits for a person." in sam.get("/console/needs-a-person").text


def test_a_held_letter_is_shown_with_its_reason_and_a_way_out(doubtful: str, sam: Insider) -> None:
    page = sam.get("/console/needs-a-person").text

    assert "e-mail address is doubtful" in page
    assert f'action="/console/legislators/{doubtful}/address"' in page
    assert "Ana" not in page


def test_staff_let_the_letters_go_by_confirming_the_address(
    app: Flask, doubtful: str, sam: Insider
) -> None:
    assert states(app) == [DeliveryState.HELD, DeliveryState.QUEUED]

    answer = sam.post(f"/console/legislators/{doubtful}/address")

    assert (answer.status_code, answer.location) == (303, f"/console/legislators#{doubtful}")
    assert states(app) == [DeliveryState.QUEUED, DeliveryState.QUEUED]
    assert "This address is right" not in sam.get("/console/legislators").text


def test_an_organizer_cannot_confirm_an_address(app: Flask, doubtful: str) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    assert "This address is right" not in olga.get("/console/legislators").text
    assert olga.post(f"/console/legislators/{doubtful}/address").status_code == 403
    assert states(app) == [DeliveryState.HELD, DeliveryState.QUEUED]


@pytest.mark.usefixtures("doubtful")
def test_an_unknown_office_is_not_found(sam: Insider) -> None:
    assert sam.post("/console/legislators/nobody/address").status_code == 404


@pytest.mark.usefixtures("doubtful")
def test_the_legislators_are_listed_with_their_letters(sam: Insider) -> None:
    page = sam.get("/console/legislators").text

    assert page.count(">Given") == 6
    assert "Assembly District 1" in page
    assert "Senate District 2" in page
