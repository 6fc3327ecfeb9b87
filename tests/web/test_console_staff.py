"""The console's page of accounts: who may come in, who was invited, and what an admin decides."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import INVITATION_VALID, StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import Invitation, StaffMember
from tests.insiders import EMAILS, PARTNER, Insider, set_up_app, sign_in
from tests.pages import Page

STAFF = "/console/staff"
OLGA = {"email": "olga@new.example", "role": "organizer", "partner": "", "locale": "es"}


@pytest.fixture
def ada(app: Flask) -> Insider:
    """An admin who proved a second factor just now."""
    insider = sign_in(app, StaffRole.ADMIN)
    set_up_app(insider)
    return insider


def person(app: Flask, role: StaffRole) -> str:
    """Return the address of somebody's page."""
    with app.app_context():
        found = select(StaffMember.id).where(StaffMember.email == EMAILS[role])
        return f"{STAFF}/{db.session.scalars(found).one()}"


def link_in_the_mail(app: Flask) -> str:
    """Return the path of the link that the newest invitation carries."""
    with app.app_context():
        texts = db.session.scalars(select(Delivery.text).order_by(Delivery.created_at.desc()))
        word = next(word for word in (texts.first() or "").split() if "/invitation/" in word)
    return word.removeprefix("http://localhost")


def invitation(app: Flask) -> str:
    """Return the id of the only invitation."""
    with app.app_context():
        return db.session.scalars(select(Invitation.id)).one()


def test_who_has_no_fresh_second_step_changes_nobody(app: Flask) -> None:
    olga = sign_in(app, StaffRole.ADMIN)

    answer = olga.post("/console/staff", {"email": "new@coalition.example", "role": "staff"})

    assert "/console/second-factor" in answer.text or "second-factor" in (answer.location or "")
    with app.app_context():
        assert db.session.scalars(select(Invitation)).all() == []


def test_somebody_is_invited_and_comes_in(app: Flask, ada: Insider) -> None:
    assert ada.post(STAFF, OLGA).status_code == 303
    assert OLGA["email"] in ada.get(STAFF).text
    link, olga = link_in_the_mail(app), Insider(app.test_client())

    page = olga.get(link)
    assert "<button" in page.text
    assert olga.get("/console/account").status_code == 303
    came = olga.post(link, of=link)

    assert (came.status_code, came.location) == (303, "/console/")
    assert OLGA["email"] in olga.get("/console/account").text
    assert "Invited, and not here yet" not in ada.get(STAFF).text


def test_an_invitation_that_is_over_says_what_to_do(app: Flask, ada: Insider) -> None:
    ada.post(STAFF, OLGA)
    link, olga = link_in_the_mail(app), Insider(app.test_client())

    with time_machine.travel(datetime.now().astimezone() + INVITATION_VALID + timedelta(hours=1)):
        assert olga.get(link).status_code == 410
        answer = olga.post(link, of="/console/sign-in")

    assert answer.status_code == 410
    assert "more than 3 days old" in answer.text


def test_an_invitation_is_sent_again_or_withdrawn(app: Flask, ada: Insider) -> None:
    ada.post(STAFF, OLGA)
    old = link_in_the_mail(app)
    assert ada.post(f"{STAFF}/invitations/{invitation(app)}/again").status_code == 303
    assert ada.get(old).status_code == 410
    new = link_in_the_mail(app)
    assert ada.get(new).status_code == 200

    assert ada.post(f"{STAFF}/invitations/{invitation(app)}/withdraw").status_code == 303

    assert ada.get(new).status_code == 410


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"email": "olga"}, "email", "Enter an e-mail address"),
        ({"email": EMAILS[StaffRole.ADMIN]}, "email", "on the list already"),
        ({"role": "partner_organizer"}, "partner", "Choose the organization"),
        ({"role": "king"}, "role", ""),
        ({"locale": "xx"}, "locale", ""),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(
    ada: Insider, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = ada.post(STAFF, OLGA | typed)
    page = Page(answer)

    assert answer.status_code == 422
    assert sentence in page.problems[field]
    assert page.value("email") == (OLGA | typed)["email"]


def test_a_role_is_changed_and_holds_at_once(app: Flask, ada: Insider) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    assert sam.get("/console/supporters").status_code == 200

    answer = ada.post(f"{person(app, StaffRole.STAFF)}/role", {"role": "organizer", "partner": ""})

    assert answer.status_code == 303
    assert sam.get("/console/supporters").status_code == 403


def test_an_organizer_is_given_their_partner(app: Flask, ada: Insider) -> None:
    sign_in(app, StaffRole.PARTNER_ORGANIZER)
    page = person(app, StaffRole.PARTNER_ORGANIZER)

    wrong = ada.post(f"{page}/role", {"role": "partner_organizer", "partner": ""})
    right = ada.post(f"{page}/role", {"role": "partner_organizer", "partner": PARTNER})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Students United" in ada.get(page).text


def test_somebody_is_dismissed_and_let_in_again(app: Flask, ada: Insider) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    page = person(app, StaffRole.STAFF)

    ada.post(f"{page}/dismiss")
    assert sam.get("/console/").status_code == 303
    assert "Let in again" in ada.get(page).text
    ada.post(f"{page}/role", {"role": "staff", "partner": ""})

    assert sam.get("/console/").status_code == 303
    assert sign_in(app, StaffRole.STAFF).get("/console/supporters").status_code == 200


def test_nobody_dismisses_themselves(app: Flask, ada: Insider) -> None:
    page = person(app, StaffRole.ADMIN)
    assert "This is you." in ada.get(page).text

    answer = ada.post(f"{page}/dismiss")

    assert "Nobody does this to themselves." in ada.get(answer.location).text
    assert ada.get(STAFF).status_code == 200


def test_a_lost_second_step_is_taken_away(app: Flask, ada: Insider) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    page = person(app, StaffRole.STAFF)
    assert "Take the second step away" in ada.get(page).text

    ada.post(f"{page}/second-factor")

    assert "Take the second step away" not in ada.get(page).text
    assert sam.get("/console/").status_code == 303


def test_nobody_has_no_page(ada: Insider) -> None:
    assert ada.get(f"{STAFF}/{'0' * 32}").status_code == 404
