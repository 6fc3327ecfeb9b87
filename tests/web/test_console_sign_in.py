"""Coming into the console and leaving it: links, passwords, the second step, sessions."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import ConsoleSession, SignInLink, StaffMember
from tests.insiders import EMAILS, Insider, app_code, link_for, set_up_app, sign_in

PASSWORD = "three words in a row"
EMAIL = EMAILS[StaffRole.STAFF]


@pytest.fixture
def stranger(app: Flask) -> Insider:
    return Insider(app.test_client())


def came_in(browser: Insider) -> bool:
    """Tell whether a browser is signed in."""
    return browser.get("/console/account").status_code == 200


def number_of(app: Flask, table: type) -> int:
    """Count the rows of a table."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def choose_password(browser: Insider) -> None:
    """Give the signed-in person a password."""
    answer = browser.post(
        "/console/password",
        {"new_password": PASSWORD, "new_password_confirm": PASSWORD},
        of="/console/password",
    )
    assert answer.status_code == 302, answer.text


def test_opening_the_link_shows_a_button_and_signs_nobody_in(app: Flask, stranger: Insider) -> None:
    link = link_for(app, StaffRole.STAFF)

    assert "<button" in stranger.get(link).text
    assert not came_in(stranger)
    with app.app_context():
        assert db.session.scalars(select(SignInLink.used_at)).one() is None


def test_the_button_signs_in_and_the_link_is_over(app: Flask, stranger: Insider) -> None:
    link = link_for(app, StaffRole.STAFF)

    assert stranger.post(link, of=link).status_code == 303
    assert came_in(stranger)
    assert Insider(app.test_client()).post(link, of=link).status_code == 410


def test_a_link_signs_nobody_in_who_was_dismissed(app: Flask, stranger: Insider) -> None:
    link = link_for(app, StaffRole.STAFF)
    dismiss(app)

    assert stranger.post(link, of=link).status_code == 410
    assert not came_in(stranger)


def dismiss(app: Flask) -> None:
    """Dismiss everybody."""
    with app.app_context():
        db.session.scalars(select(StaffMember)).one().disabled_at = datetime.now(UTC)
        db.session.commit()


def test_dismissal_ends_a_session_at_once(app: Flask) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    assert came_in(browser)
    dismiss(app)

    assert not came_in(browser)


def without_token(page: str) -> str:
    """Return a page without what changes with every second: the token of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_a_mailed_link_is_asked_for_on_the_page(app: Flask, stranger: Insider) -> None:
    link_for(app, StaffRole.STAFF)
    known = stranger.post("/console/sign-in/link", {"email": EMAIL}, of="/console/sign-in")
    unknown = stranger.post(
        "/console/sign-in/link", {"email": "who@example.org"}, of="/console/sign-in"
    )

    assert without_token(known.text) == without_token(unknown.text)
    assert number_of(app, Delivery) == 1


def test_a_password_signs_in(app: Flask, stranger: Insider) -> None:
    choose_password(sign_in(app, StaffRole.STAFF))
    with app.app_context():
        assert "argon2" in (db.session.scalars(select(StaffMember.password)).one() or "")

    wrong = stranger.post(
        "/console/sign-in", {"email": EMAIL, "password": "wrong"}, of="/console/sign-in"
    )
    assert wrong.status_code == 200
    assert not came_in(stranger)
    right = {"email": EMAIL, "password": PASSWORD}
    stranger.post("/console/sign-in", right, of="/console/sign-in")
    assert came_in(stranger)


def test_a_wrong_password_and_a_wrong_address_look_alike(app: Flask, stranger: Insider) -> None:
    choose_password(sign_in(app, StaffRole.STAFF))
    pages = [
        stranger.post(
            "/console/sign-in", {"email": email, "password": "wrong words"}, of="/console/sign-in"
        ).text
        for email in (EMAIL, "who@example.org")
    ]

    assert told(pages[0]) == told(pages[1]) != []


def told(page: str) -> list[str]:
    """Return the errors that a page shows."""
    return re.findall(r'class="err"[^>]*>(.*?)</p>', page)


def test_a_new_password_is_told_by_mail_and_ends_other_sessions(app: Flask) -> None:
    here, elsewhere = sign_in(app, StaffRole.STAFF), sign_in(app, StaffRole.STAFF)
    choose_password(here)

    assert came_in(here)
    assert not came_in(elsewhere)
    with app.app_context():
        told = db.session.scalars(select(Delivery)).one()
    assert (told.recipient, told.notice_kind) == (EMAIL, "password_changed")


def test_the_second_step_is_asked_for_after_a_link(app: Flask, stranger: Insider) -> None:
    key = set_up_app(sign_in(app, StaffRole.STAFF))

    link = link_for(app, StaffRole.STAFF)
    asked = stranger.post(link, of=link)
    assert asked.location.startswith("/console/second-factor/code")
    assert not came_in(stranger)
    stranger.post(
        "/console/second-factor/code", {"code": app_code(key)}, of="/console/second-factor/code"
    )
    assert came_in(stranger)


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    stolen = browser.client.get_cookie("console", path="/console")
    assert stolen is not None
    browser.post("/console/sign-out")
    assert not came_in(browser)

    thief = Insider(app.test_client())
    thief.client.set_cookie("console", stolen.value, path="/console")
    assert not came_in(thief)


def test_signing_in_changes_the_session_id(app: Flask, stranger: Insider) -> None:
    link = link_for(app, StaffRole.STAFF)
    stranger.get(link)
    before = stranger.client.get_cookie("console", path="/console")
    stranger.post(link, of=link)
    after = stranger.client.get_cookie("console", path="/console")

    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert number_of(app, ConsoleSession) == 1


def test_a_session_ends_after_thirty_idle_minutes(app: Flask) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now) as clock:
        browser = sign_in(app, StaffRole.STAFF)
        clock.shift(timedelta(minutes=29))
        assert came_in(browser)
        clock.shift(timedelta(minutes=29))
        assert came_in(browser)
        clock.shift(timedelta(minutes=31))
        assert not came_in(browser)


def test_a_page_that_looks_again_by_itself_keeps_nobody_signed_in(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC)) as clock:
        browser = sign_in(app, StaffRole.STAFF)
        clock.shift(timedelta(minutes=29))
        assert browser.get("/console/", headers={"X-By-Itself": "1"}).status_code == 200
        clock.shift(timedelta(minutes=2))

        assert not came_in(browser)


def test_the_database_knows_no_cookie(app: Flask) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    cookie = browser.client.get_cookie("console", path="/console")
    with app.app_context():
        kept = db.session.scalars(select(ConsoleSession.session_id)).one()

    assert cookie is not None
    assert kept != cookie.value
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_a_public_page_knows_nothing_of_the_console(app: Flask) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    answer = browser.get("/en/privacy")

    assert "console=" not in answer.headers.get("Set-Cookie", "")
    assert number_of(app, ConsoleSession) == 1


def test_the_language_is_kept_for_the_session(app: Flask) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    assert '<html lang="en">' in browser.get("/console/account").text

    answer = browser.post("/console/language", {"locale": "es", "back": "/console/account"})

    assert (answer.status_code, answer.location) == (303, "/console/account")
    assert '<html lang="es">' in browser.get("/console/account").text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/en/"])
def test_the_language_leads_back_into_the_console_only(app: Flask, elsewhere: str) -> None:
    browser = sign_in(app, StaffRole.STAFF)
    answer = browser.post("/console/language", {"locale": "es", "back": elsewhere})

    assert answer.location == "/console/"


def test_guessing_is_slow(limited_app: Flask) -> None:
    stranger = Insider(limited_app.test_client())
    guess = {"email": EMAIL, "password": "a guess of somebody"}
    tries = [
        stranger.post("/console/sign-in", guess, of="/console/sign-in").status_code
        for _ in range(31)
    ]

    assert (tries[0], tries[29], tries[30]) == (200, 200, 429)
