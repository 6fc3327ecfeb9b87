"""Passkeys: added, asked for and taken away, in a browser that has a make-believe device."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.serving import make_server

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import AuditEntry, Passkey, StaffMember
from tests.browser import Inspector
from tests.insiders import Insider, link_for, set_up_app, sign_in

LIST = "/console/exports/new/supporters"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LATER = timedelta(minutes=11)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that tests can put forward."""
    with time_machine.travel(datetime.now(UTC)) as clock:
        yield clock


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The address of the application in this process; browsers refuse passkeys at a number."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


class Sam:
    """Somebody of the staff at a browser with a device for passkeys."""

    def __init__(self, page: Page, app: Flask, address: str) -> None:
        self.page, self.app, self.address = page, app, address
        self.inspector = Inspector()
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(f"{self.address}{path}")
        self.inspector.check(self.page)

    def press(self, words: str) -> None:
        """Press a button or a link of the page."""
        exactly = re.compile(rf"^\s*{re.escape(words)}\s*$")
        self.page.locator("main").locator("a, button").filter(has_text=exactly).click()

    def take_first_step(self) -> None:
        """Come by a mailed link, up to the second step."""
        self.open(link_for(self.app, StaffRole.STAFF))
        self.press("Sign in")

    def add_passkey(self) -> None:
        """Add a passkey under one's account."""
        self.open("/console/account")
        self.press("Add a passkey")
        self.page.get_by_label("Name of the passkey").fill("My phone")
        self.press("Add it")
        self.page.wait_for_url("**/console/account")

    def sign_out(self) -> None:
        """Press the button that ends the session."""
        self.page.get_by_role("button", name="Sign out").click()
        self.page.wait_for_url("**/console/sign-in")


@pytest.fixture
def sam(page: Page, app: Flask, address: str) -> Sam:
    """Sam, who is not signed in."""
    return Sam(page, app, address)


def verbs(app: Flask) -> list[AuditVerb]:
    """Return what was recorded."""
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def give_passkey(app: Flask) -> None:
    """Give the only person a passkey that no device knows."""
    with app.app_context():
        passkey = Passkey(
            name="My key",
            credential_id=b"credential",
            public_key=b"key",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=datetime.now(UTC),
        )
        member = db.session.scalars(select(StaffMember)).one()
        member.webauthn.append(passkey)
        db.session.commit()


def test_a_passkey_is_added_asked_for_and_taken_away(
    app: Flask, sam: Sam, clock: time_machine.Traveller
) -> None:
    sam.take_first_step()
    sam.add_passkey()
    assert "The passkey My phone is set up." in sam.page.inner_text("main")
    sam.inspector.check(sam.page)
    sam.sign_out()

    sam.take_first_step()
    sam.inspector.check(sam.page)
    sam.press("Use my passkey")
    sam.page.wait_for_url("**/console/")
    sam.open(LIST)
    assert sam.page.locator("h1").inner_text() != "Is it still you?"

    clock.shift(LATER)
    sam.open(LIST)
    assert sam.page.locator("h1").inner_text() == "Is it still you?"
    sam.press("Use my passkey")
    sam.page.get_by_role("heading", name="List of supporters").wait_for()

    sam.open("/console/account")
    sam.page.get_by_role("button", name="Remove My phone").click()
    sam.page.get_by_text("My phone is not asked for any more.").wait_for()
    assert verbs(app)[-1] is AuditVerb.SECOND_FACTOR_REMOVED


def test_a_device_that_does_not_know_the_passkey_leads_to_another_way(app: Flask, sam: Sam) -> None:
    sam.take_first_step()
    sam.page.wait_for_url("**/console/")
    give_passkey(app)
    sam.sign_out()

    sam.take_first_step()
    sam.press("Use my passkey")

    sam.page.get_by_role("alert").filter(has_text="That did not work.").wait_for()
    sam.inspector.check(sam.page)
    assert sam.page.locator("main").get_by_text("I lost my phone or my key").is_visible()


def test_without_scripts_the_page_says_what_works_instead(
    app: Flask, address: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{link_for(app, StaffRole.STAFF)}")
    page.locator("main button").click()
    page.goto(f"{address}/console/passkeys")

    assert "A passkey needs JavaScript" in page.inner_text("main")
    context.close()


def test_a_passkey_is_asked_for_after_the_link(app: Flask) -> None:
    sign_in(app, StaffRole.STAFF)
    give_passkey(app)
    stranger, link = Insider(app.test_client()), link_for(app, StaffRole.STAFF)

    asked = stranger.post(link, of=link)

    assert asked.location.startswith("/console/second-factor/passkey")
    assert stranger.get("/console/account").status_code == 303
    for path in ("code", "help", "choose", "passkey"):
        page = f"/console/second-factor/{path}"
        assert stranger.get(page).status_code < 500
        assert stranger.post(page, {"code": "123456"}, of=asked.location).status_code < 500
    assert stranger.get("/console/account").status_code == 303


def test_who_has_both_chooses(app: Flask) -> None:
    set_up_app(sign_in(app, StaffRole.STAFF))
    give_passkey(app)
    stranger, link = Insider(app.test_client()), link_for(app, StaffRole.STAFF)

    choose = stranger.post(link, of=link).location
    page = stranger.get(choose).text
    by_code = stranger.post(choose, {"which": "authenticator"}, of=choose)

    assert "Use my passkey" in page
    assert by_code.location.startswith("/console/second-factor/code")


def test_the_name_of_a_passkey_stands_in_no_address(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)

    page = sam.post("/console/passkeys", {"name": "Phone of Sam"}).text

    token = page.partition('action="/console/passkeys/')[2].partition('"')[0]
    assert token
    assert b"Phone of Sam" not in urlsafe_b64decode(token.partition(".")[0])


@pytest.mark.parametrize("name", ["", "<b>x</b>", "x" * 65])
def test_a_name_that_cannot_be_is_told_beside_its_field(app: Flask, name: str) -> None:
    sam = sign_in(app, StaffRole.STAFF)

    page = sam.post("/console/passkeys", {"name": name}).text

    assert 'id="name-error"' in page
    assert "data-passkey" not in page


@pytest.mark.parametrize("credential", ["", "{}", "nonsense", '{"id": 1}'])
def test_a_forged_answer_adds_nothing(app: Flask, credential: str) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    page = sam.post("/console/passkeys", {"name": "a"}).text
    action = page.partition('action="/console/passkeys/')[2].partition('"')[0]

    answer = sam.post(f"/console/passkeys/{action}", {"credential": credential})

    assert answer.status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Passkey.id)).all() == []
    assert sam.post("/console/passkeys/forged", {"credential": "{}"}).status_code == 302
