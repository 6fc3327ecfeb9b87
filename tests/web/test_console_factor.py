"""The second step: before what it is asked for, for how long it holds, and how it is taken."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, Response
from flask_security import login_user
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry, StaffMember
from campaign.web.console.factor import ask_for_factor
from tests.insiders import EMAILS, Insider, app_code, link_for, set_up_app, sign_in
from tests.pages import Page

LIST = "/console/exports/new/supporters?purpose=coalition"
AGAIN = "/console/second-factor/again"
CODE = "/console/second-factor/code"
LATER = timedelta(minutes=11)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that tests can put forward."""
    with time_machine.travel(datetime.now(UTC)) as clock:
        yield clock


def verbs(app: Flask) -> list[tuple[AuditVerb, object]]:
    """Return what was recorded, with the kind of second factor."""
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(entry.verb, json.loads(entry.facts).get("way")) for entry in entries]


def spare_code(browser: Insider) -> str:
    """Make spare codes, and return one."""
    page = browser.post("/console/recovery-codes", {"generate_new_codes": "1"}).text
    return page.partition("<li><code>")[2].partition("</code>")[0]


@pytest.mark.parametrize("role", [StaffRole.STAFF, StaffRole.ADMIN])
def test_who_has_none_is_kindly_led_to_one_before_a_list(app: Flask, role: StaffRole) -> None:
    browser = sign_in(app, role)

    answer = browser.get(LIST)

    assert answer.location == "/console/second-factor"
    assert "two minutes to set up" in browser.get("/console/second-factor").text
    assert AuditVerb.EXPORT_ASKED not in dict(verbs(app))


def test_who_set_one_up_just_now_gets_the_list(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)

    answer = sam.get(LIST)

    assert answer.status_code == 200
    assert (AuditVerb.SECOND_FACTOR_ADDED, "app") in verbs(app)


def test_after_ten_minutes_it_is_asked_for_again_and_leads_back(
    app: Flask, clock: time_machine.Traveller
) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    key = set_up_app(sam)
    clock.shift(LATER)

    asked = sam.get(LIST).location
    assert asked.startswith(AGAIN)
    done = sam.post(asked, {"code": app_code(key)}, of=asked)

    assert done.location == LIST
    assert sam.get(LIST).status_code == 200


def test_a_code_works_once(app: Flask, clock: time_machine.Traveller) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    key = set_up_app(sam)
    clock.shift(LATER)
    code = app_code(key)

    first = sam.post(AGAIN, {"code": code}, of=AGAIN)
    again = sam.post(AGAIN, {"code": code}, of=AGAIN)

    assert first.status_code in {302, 303}
    assert "This code is not right." in again.text


def test_spare_codes_lie_encrypted(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    code = spare_code(sam)

    with app.app_context():
        kept = db.session.scalars(select(StaffMember.mf_recovery_codes)).one()
    assert kept
    assert code not in json.dumps(kept)


def test_a_wrong_code_leads_nowhere(app: Flask, clock: time_machine.Traveller) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    clock.shift(LATER)

    answer = sam.post(AGAIN, {"code": "000000"}, of=AGAIN)

    assert "This code is not right." in answer.text
    assert sam.get(LIST).location.startswith(AGAIN)


def test_a_spare_code_proves_it_once(app: Flask, clock: time_machine.Traveller) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    code = spare_code(sam)
    clock.shift(LATER)

    assert sam.post(AGAIN, {"code": code}, of=AGAIN).status_code == 302
    assert sam.get(LIST).status_code == 200
    clock.shift(LATER)
    assert sam.post(AGAIN, {"code": code}, of=AGAIN).status_code == 200
    assert sam.get(LIST).location.startswith(AGAIN)


def test_the_second_step_of_signing_in_counts(app: Flask, clock: time_machine.Traveller) -> None:
    key = set_up_app(sign_in(app, StaffRole.STAFF))
    clock.shift(LATER)
    again, link = Insider(app.test_client()), link_for(app, StaffRole.STAFF)
    again.post(link, of=link)
    again.post(CODE, {"code": app_code(key)}, of=CODE)

    assert again.get(LIST).status_code == 200


def test_another_browser_of_the_same_person_has_proved_nothing(app: Flask) -> None:
    here, elsewhere = sign_in(app, StaffRole.STAFF), sign_in(app, StaffRole.STAFF)
    set_up_app(here)

    assert elsewhere.get(LIST).location.startswith(AGAIN)


@pytest.mark.parametrize(
    "path",
    ["/console/second-factor", "/console/passkeys", "/console/recovery-codes", "/console/password"],
)
def test_nobody_who_finds_an_open_session_changes_how_its_owner_signs_in(
    app: Flask, clock: time_machine.Traveller, path: str
) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)
    clock.shift(LATER)

    assert sam.get(path).location.startswith(AGAIN)
    assert sam.post(path, {"setup": "disable"}).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(StaffMember.tf_totp_secret)).one() is not None


def test_a_form_keeps_its_words_while_the_code_is_asked_for(
    app: Flask, clock: time_machine.Traveller
) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    key = set_up_app(sam)
    clock.shift(LATER)

    page = Page(sam.post("/console/passkeys", {"name": "my key"}))
    form = page.form("/console/passkeys", ["factor_code"])
    assert form.values["name"] == ["my key"]
    sent = {name: values[0] for name, values in form.values.items()}
    wrong = sam.client.post("/console/passkeys", data=sent | {"factor_code": "000000"})
    right = sam.client.post("/console/passkeys", data=sent | {"factor_code": app_code(key)})

    assert wrong.status_code == 422
    assert "This code is not right." in wrong.text
    assert right.status_code == 200
    assert 'data-passkey="create"' in right.text


def test_a_form_waits_until_a_second_step_is_set_up(app: Flask) -> None:
    link_for(app, StaffRole.STAFF)
    with app.test_request_context("/console/lists", method="POST", data={"reason": "a visit"}):
        login_user(db.session.scalars(select(StaffMember)).one())

        answer = ask_for_factor()

    assert isinstance(answer, Response)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'name="reason" value="a visit"' in page
    assert "you have none yet" in page


def test_a_form_that_was_open_for_too_long_waits_until_one_is_signed_in_again(
    app: Flask, clock: time_machine.Traveller
) -> None:
    ada = sign_in(app, StaffRole.ADMIN)
    set_up_app(ada)
    token = Page(ada.get("/console/staff")).value("csrf_token")
    typed = {"csrf_token": token, "email": "in@example.org", "role": "staff", "locale": "es"}
    clock.shift(timedelta(minutes=31))
    from_here = {"Sec-Fetch-Site": "same-origin"}

    answer = ada.client.post("/console/staff", data=typed, headers=from_here)
    assert answer.status_code == 422
    kept = Page(answer).form("/console/staff", ["email"])
    assert kept.values["email"] == ["in@example.org"]
    link = link_for(app, StaffRole.ADMIN)
    assert ada.post(link, of=link).location == CODE
    assert ada.post(CODE, {"code": app_code(ada.key)}, of=CODE).location == "/console/"
    sent = {name: values[0] for name, values in kept.values.items()}

    assert ada.client.post("/console/staff", data=sent, headers=from_here).status_code == 303
    assert "in@example.org" in ada.get("/console/staff").text


def test_what_another_site_sent_is_not_shown_as_ones_own(app: Flask) -> None:
    stranger = app.test_client()
    typed = {"email": "evil@example.org", "role": "admin"}

    answer = stranger.post("/console/staff", data=typed, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 422
    assert 'value="evil@example.org"' not in answer.text


def test_a_session_ends_after_twelve_hours_in_any_case(
    app: Flask, clock: time_machine.Traveller
) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    for _ in range(27):
        clock.shift(timedelta(minutes=26))
        assert sam.get("/console/account").status_code == 200
    clock.shift(timedelta(minutes=26))

    assert sam.get("/console/account").status_code == 303


def test_no_browser_is_remembered_beyond_its_session(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    words = {"new_password": "three words in a row", "new_password_confirm": "three words in a row"}
    sam.post("/console/password", words, of="/console/password")
    again = Insider(app.test_client())
    mine = {"email": EMAILS[StaffRole.STAFF], "password": "three words in a row", "remember": "y"}

    answer = again.post("/console/sign-in", mine, of="/console/sign-in")

    assert answer.status_code == 302
    assert again.client.get_cookie("remember_token") is None


def test_codes_are_not_guessed(limited_app: Flask) -> None:
    sam = sign_in(limited_app, StaffRole.STAFF)
    set_up_app(sam)
    with time_machine.travel(datetime.now(UTC) + LATER, tick=False):
        tries = [sam.post(AGAIN, {"code": "000000"}, of=AGAIN).status_code for _ in range(31)]

    assert (tries[0], tries[29], tries[30]) == (200, 200, 429)


def test_taking_the_app_away_is_recorded(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)

    sam.post("/console/second-factor", {"setup": "disable"}, of="/console/second-factor")

    assert verbs(app)[-1] == (AuditVerb.SECOND_FACTOR_REMOVED, "app")
    assert sam.get(LIST).location == "/console/second-factor"


def test_a_form_of_an_earlier_session_is_sent_again_by_who_came_back_before_it(
    app: Flask,
) -> None:
    ada = sign_in(app, StaffRole.ADMIN)
    typed = {"csrf_token": "of an earlier session", "email": "in@example.org", "role": "staff"}
    from_here = {"Origin": "http://localhost"}

    page = Page(ada.client.post("/console/staff", data=typed, headers=from_here))

    assert page.status == 422
    assert "Please send it again." in page.text
    assert page.form("/console/staff", ["email"]).values["email"] == ["in@example.org"]
