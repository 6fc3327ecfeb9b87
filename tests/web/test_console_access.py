"""Every page of the console, asked for by every role and by nobody."""

from datetime import datetime

import pytest
from flask import Flask

from campaign.domain.staff import StaffRole
from campaign.web.audiences import AUDIENCES, Audience
from campaign.web.console.access import BEFORE_SIGN_IN, OF_ONE_SELF, ROLES
from tests.insiders import Insider, sign_in
from tests.writers import found_campaign

ADMINS = {StaffRole.ADMIN}
PEOPLE = {StaffRole.STAFF, StaffRole.ADMIN}
ALL = set(StaffRole)
COUNTS = ALL - {StaffRole.PARTNER_ORGANIZER}
SOURCES = ALL - {StaffRole.MODERATOR}
TABLE = [
    ("GET", "/console/", COUNTS),
    ("GET", "/console/counts", COUNTS),
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
    ("GET", "/console/audit", ADMINS),
    ("GET", "/console/account", ALL),
    ("GET", "/console/password", ALL),
    ("GET", "/console/second-factor", ALL),
    ("GET", "/console/recovery-codes", ALL),
]


@pytest.fixture
def furnished(app: Flask, now: datetime) -> Flask:
    with app.app_context():
        found_campaign(now)
    return app


def ask(browser: Insider, method: str, path: str) -> int:
    """Return the status of one request with a good token."""
    answer = browser.get(path) if method == "GET" else browser.post(path)
    return answer.status_code


@pytest.mark.parametrize("role", list(StaffRole))
def test_each_role_opens_what_the_table_says_and_nothing_else(
    furnished: Flask, role: StaffRole
) -> None:
    browser = sign_in(furnished, role)

    for method, path, roles in TABLE:
        status = ask(browser, method, path)
        assert (status != 403) is (role in roles), (method, path, role, status)
        assert status < 500


def test_who_is_not_signed_in_is_sent_to_the_door(furnished: Flask) -> None:
    stranger = Insider(furnished.test_client())

    for method, path, _ in TABLE:
        answer = (
            stranger.get(path) if method == "GET" else stranger.post(path, of="/console/sign-in")
        )
        assert answer.status_code in {302, 303}, path
        assert answer.location.startswith("/console/sign-in"), path


def test_every_console_endpoint_is_in_the_table(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/console")}

    assert rules == {*ROLES, *BEFORE_SIGN_IN, *OF_ONE_SELF}


def test_the_tables_do_not_overlap() -> None:
    assert not set(ROLES) & BEFORE_SIGN_IN & OF_ONE_SELF


def test_every_console_blueprint_is_for_staff(app: Flask) -> None:
    names = {name for name in app.blueprints if name.startswith("console") or name == "security"}

    assert {AUDIENCES[name] for name in names} == {Audience.STAFF}
