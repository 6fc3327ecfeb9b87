"""People of the console, signed in: Pia of a partner, Olga the organizer, Mo, Sam, Ada."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from werkzeug.test import TestResponse

from campaign import wiring
from campaign.domain.staff import StaffRole
from campaign.queries.partners import partners
from campaign.services.add_source import add_source
from campaign.services.add_staff import add_staff

EMAILS = {
    StaffRole.PARTNER_ORGANIZER: "pia@partner.example",
    StaffRole.ORGANIZER: "olga@coalition.example",
    StaffRole.MODERATOR: "mo@coalition.example",
    StaffRole.STAFF: "sam@coalition.example",
    StaffRole.ADMIN: "ada@coalition.example",
}
PARTNER = "students-united"
"""The organization that Pia organizes for."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Insider:
    """One browser in the console: it sends the token of the page it stands on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.key = ""

    def get(self, path: str, **options: Any) -> TestResponse:  # Werkzeug's many options.
        """Open a page."""
        return self.client.get(path, **options)

    def post(
        self, path: str, data: Mapping[str, str] | None = None, *, of: str = "/console/account"
    ) -> TestResponse:
        """Send a form of the page at `of`."""
        return self.client.post(path, data={"csrf_token": self.token_of(of), **(data or {})})

    def token_of(self, page: str) -> str:
        """Return the token of the forms of a page; empty where it has none."""
        found = _TOKEN.search(self.get(page).text)
        return found.group(1) if found else ""


def link_for(app: Flask, role: StaffRole) -> str:
    """Return the path of a fresh sign-in link for the person with this role."""
    with app.app_context():
        edges = wiring.edges()
        link = add_staff(
            EMAILS[role],
            role,
            partner_slug=_partner() if role is StaffRole.PARTNER_ORGANIZER else "",
            signer=edges.signer,
            site=edges.site,
            now=datetime.now(UTC),
        )
        return link.removeprefix(edges.site.base_url)


def _partner() -> str:
    """Return the slug of Pia's organization, which is there from now on."""
    if PARTNER not in {partner.slug for partner in partners()}:
        add_source(
            "pia",
            label="",
            medium="link",
            partner_slug=PARTNER,
            partner_name="Students United",
            now=datetime.now(UTC),
        )
    return PARTNER


def sign_in(app: Flask, role: StaffRole) -> Insider:
    """Return the browser of somebody who came in by a link."""
    insider = Insider(app.test_client())
    link = link_for(app, role)
    answer = insider.post(link, of=link)
    assert answer.status_code == 303, answer.text
    return insider


def set_up_app(insider: Insider) -> str:
    """Set up an authenticator app as the second step, and return its key."""
    setup = "/console/second-factor"
    page = insider.post(setup, {"setup": "authenticator"}, of=setup).text
    key = page.partition("<code>")[2].partition("</code>")[0].replace("-", "")
    token = page.partition(f'action="{setup}/')[2].partition('"')[0]
    answer = insider.post(f"{setup}/{token}", {"code": app_code(key)}, of=setup)
    assert answer.location == "/console/account", answer.text
    insider.key = key
    return key


def prove_again(insider: Insider) -> None:
    """Type the code that the authenticator app shows now."""
    again = "/console/second-factor/again"
    insider.post(again, {"code": app_code(insider.key)}, of=again)


def app_code(key: str) -> str:
    """Return what an authenticator app shows now."""
    return str(TOTP(key=key).generate().token)
