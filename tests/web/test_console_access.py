"""Every address of the console, asked by every role and by nobody."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.staff import Invitee, StaffRole
from campaign.models.roster import Target
from campaign.models.staff import Invitation, StaffMember
from campaign.services.invite_staff import invite_staff
from campaign.web.audiences import AUDIENCES, Audience
from campaign.web.console.access import (
    ASKS_FOR_FACTOR,
    BEFORE_SIGN_IN,
    HOW_ONE_SIGNS_IN,
    OF_ONE_SELF,
    ROLES,
)
from tests.console_routes import Route, console_routes
from tests.insiders import EMAILS, Insider, link_for, sign_in
from tests.snapshots import contents
from tests.writers import found_campaign

SIGN_OUT = "security.logout"
FILLED_IN = {
    "answer": "sent",
    "email": "new@example.org",
    "health": "failing",
    "locale": "en",
    "name": "a name",
    "partner": "",
    "reason": "a reason",
    "role": "admin",
    "scope": "all",
    "which": "all",
}
"""What a form of the console might bring."""
ADMINS = {StaffRole.ADMIN}
PEOPLE = {StaffRole.STAFF, StaffRole.ADMIN}
ALL = set(StaffRole)
COUNTS = ALL - {StaffRole.PARTNER_ORGANIZER}
SOURCES = ALL - {StaffRole.MODERATOR}
TABLE = [
    ("GET", "/console/", ALL),
    ("GET", "/console/counts", ALL),
    ("GET", "/console/counts/days.csv", ALL),
    ("POST", "/console/views", ALL),
    ("GET", "/console/views/unknown", ALL),
    ("POST", "/console/views/unknown/forget", ALL),
    ("GET", "/console/legislators", COUNTS),
    ("POST", "/console/legislators/unknown/address", PEOPLE),
    ("GET", "/console/legislators/unknown", COUNTS),
    ("GET", "/console/legislators/unknown/brief-en.pdf", COUNTS),
    ("GET", "/console/partners", ALL),
    ("POST", "/console/partners", PEOPLE),
    ("GET", "/console/partners/unknown", ALL),
    ("POST", "/console/partners/unknown", PEOPLE),
    ("GET", "/console/sources", ALL),
    ("POST", "/console/sources", SOURCES),
    ("GET", "/console/sources/unknown", ALL),
    ("GET", "/console/sources/unknown/qr.svg", ALL),
    ("GET", "/console/sources/unknown/qr.png", ALL),
    ("GET", "/console/sources/unknown/poster.pdf", ALL),
    ("POST", "/console/sources/unknown/end", SOURCES),
    ("POST", "/console/sources/unknown/reopen", SOURCES),
    ("GET", "/console/deliveries", PEOPLE),
    ("GET", "/console/deliveries/unknown", PEOPLE),
    ("POST", "/console/deliveries/unknown/settle", PEOPLE),
    ("POST", "/console/deliveries/unknown/retry", PEOPLE),
    ("POST", "/console/deliveries/pause", PEOPLE),
    ("POST", "/console/deliveries/resume", PEOPLE),
    ("GET", "/console/supporters", PEOPLE),
    ("POST", "/console/supporters", PEOPLE),
    ("GET", "/console/supporters.csv?purpose=coalition", PEOPLE),
    ("GET", "/console/exports", PEOPLE),
    ("GET", "/console/exports/new/supporters", PEOPLE),
    ("POST", "/console/exports/new/counts", PEOPLE),
    ("GET", "/console/exports/unknown", PEOPLE),
    ("POST", "/console/exports/unknown/file", PEOPLE),
    ("POST", "/console/exports/unknown/again", PEOPLE),
    ("POST", "/console/exports/unknown/approve", PEOPLE),
    ("POST", "/console/exports/unknown/refuse", PEOPLE),
    ("POST", "/console/exports/presets/unknown/forget", PEOPLE),
    ("GET", "/console/imports", PEOPLE),
    ("POST", "/console/imports", PEOPLE),
    ("POST", "/console/imports/sheet", PEOPLE),
    ("GET", "/console/imports/unknown", PEOPLE),
    ("GET", "/console/imports/unknown/rows", PEOPLE),
    ("POST", "/console/imports/unknown/rows", PEOPLE),
    ("POST", "/console/imports/unknown/rows/out", PEOPLE),
    ("GET", "/console/imports/unknown/columns", PEOPLE),
    ("POST", "/console/imports/unknown/columns", PEOPLE),
    ("POST", "/console/imports/unknown/run", PEOPLE),
    ("POST", "/console/imports/unknown/undo", PEOPLE),
    ("POST", "/console/imports/unknown/discard", PEOPLE),
    ("GET", "/console/imports/unknown/rejects.csv", PEOPLE),
    ("GET", "/console/campaigns", PEOPLE),
    ("GET", "/console/new-campaign", PEOPLE),
    ("POST", "/console/new-campaign", PEOPLE),
    ("POST", "/console/new-campaign/zip", PEOPLE),
    ("GET", "/console/campaigns/three-asks", PEOPLE),
    ("GET", "/console/campaigns/three-asks/content.zip", PEOPLE),
    ("GET", "/console/campaigns/three-asks/facts", PEOPLE),
    ("POST", "/console/campaigns/three-asks/facts", PEOPLE),
    ("GET", "/console/campaigns/three-asks/edit/letter", PEOPLE),
    ("POST", "/console/campaigns/three-asks/edit/letter", PEOPLE),
    ("POST", "/console/campaigns/three-asks/recommendations", PEOPLE),
    ("GET", "/console/campaigns/three-asks/preview", PEOPLE),
    ("POST", "/console/campaigns/three-asks/preview", PEOPLE),
    ("GET", "/console/campaigns/three-asks/changes", PEOPLE),
    ("POST", "/console/campaigns/three-asks/changes", PEOPLE),
    ("GET", "/console/campaigns/three-asks/versions/1", PEOPLE),
    ("POST", "/console/campaigns/three-asks/discard", PEOPLE),
    ("GET", "/console/audit", ADMINS),
    ("GET", "/console/account", ALL),
    ("GET", "/console/password", ALL),
    ("GET", "/console/second-factor", ALL),
    ("GET", "/console/recovery-codes", ALL),
]


@pytest.fixture
def furnished(app: Flask, now: datetime) -> Flask:
    """A console in which there is something to change."""
    with app.app_context():
        found_campaign(now)
        edges = wiring.edges()
        invite_staff(
            Invitee("in@example.org", StaffRole.STAFF),
            staff_member_id=None,
            renderer=edges.renderer,
            signer=edges.signer,
            site=edges.site,
            bell=edges.bell,
            now=now,
        )
    link_for(app, StaffRole.MODERATOR)
    return app


@pytest.fixture
def known(furnished: Flask) -> Mapping[str, str]:
    """The ids of what is there, by the names that addresses give them."""
    moderator = StaffMember.email == EMAILS[StaffRole.MODERATOR]
    with furnished.app_context():
        return {
            "member_id": db.session.scalars(select(StaffMember.id).where(moderator)).one(),
            "invitation_id": db.session.scalars(select(Invitation.id)).one(),
            "target_id": db.session.scalars(select(Target.id)).first() or "",
        }


def ask(browser: Insider, route: Route, known: Mapping[str, str]) -> int:
    """Return the status of one request with a good token."""
    path = route.path(known)
    if route.method == "GET":
        return browser.get(path).status_code
    return browser.post(path, FILLED_IN if known else {}, of="/console/account").status_code


def guarded(app: Flask) -> Iterator[Route]:
    """Yield every address for which somebody must be signed in."""
    for route in console_routes(app):
        if not route.is_before_sign_in and route.endpoint != SIGN_OUT:
            yield route


@pytest.mark.parametrize("role", list(StaffRole))
def test_each_role_opens_what_the_table_says(furnished: Flask, role: StaffRole) -> None:
    browser = sign_in(furnished, role)

    for route in guarded(furnished):
        if route.is_open_to(role):
            status = ask(browser, route, {})
            assert status != 403, (role, route)
            assert status < 500, (role, route)


@pytest.mark.parametrize("role", list(StaffRole))
def test_what_a_role_is_refused_changes_nothing(
    furnished: Flask, known: Mapping[str, str], role: StaffRole
) -> None:
    browser = sign_in(furnished, role)
    before = contents(furnished)

    for route in guarded(furnished):
        if not route.is_open_to(role):
            assert ask(browser, route, known) == 403, (role, route)
            if route.method == "POST":
                assert contents(furnished) == before, (role, route)


def test_who_is_not_signed_in_is_sent_to_the_door_and_changes_nothing(
    furnished: Flask, known: Mapping[str, str]
) -> None:
    stranger = Insider(furnished.test_client())
    before = contents(furnished)

    for route in guarded(furnished):
        path = route.path(known)
        answer = (
            stranger.get(path)
            if route.method == "GET"
            else stranger.post(path, FILLED_IN, of="/console/sign-in")
        )
        assert answer.status_code in {302, 303}, route
        assert answer.location.startswith("/console/sign-in"), route
        if route.method == "POST":
            assert contents(furnished) == before, route


def test_an_organizer_without_a_partner_sees_their_account_alone(app: Flask) -> None:
    pia = sign_in(app, StaffRole.PARTNER_ORGANIZER)
    with app.app_context():
        db.session.scalars(select(StaffMember)).one().partner_id = None
        db.session.commit()

    assert pia.get("/console/").location == "/console/account"
    assert "belongs to no organization yet" in pia.get("/console/account").text
    assert pia.get("/console/legislators").status_code == 403


def test_every_console_endpoint_is_in_the_table(app: Flask) -> None:
    endpoints = {route.endpoint for route in console_routes(app)}

    assert endpoints == {*ROLES, *BEFORE_SIGN_IN, *OF_ONE_SELF}


def test_the_tables_do_not_overlap() -> None:
    assert not set(ROLES) & (BEFORE_SIGN_IN | OF_ONE_SELF)
    assert not BEFORE_SIGN_IN & OF_ONE_SELF


def test_a_second_factor_is_asked_for_where_there_is_a_page() -> None:
    assert set(ROLES) >= ASKS_FOR_FACTOR
    assert OF_ONE_SELF >= HOW_ONE_SIGNS_IN


def test_every_console_blueprint_is_for_staff(app: Flask) -> None:
    names = {name for name in app.blueprints if name.startswith("console") or name == "security"}

    assert {AUDIENCES[name] for name in names} == {Audience.STAFF}
