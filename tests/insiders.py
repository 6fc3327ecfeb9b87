"""People of the console, signed in: Pia of a partner, Olga the organizer, Mo, Sam, Ada."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from campaign import wiring
from campaign.domain.staff import StaffRole
from campaign.services.add_staff import add_staff

EMAILS = {
    StaffRole.PARTNER_ORGANIZER: "pia@partner.example",
    StaffRole.ORGANIZER: "olga@coalition.example",
    StaffRole.MODERATOR: "mo@coalition.example",
    StaffRole.STAFF: "sam@coalition.example",
    StaffRole.ADMIN: "ada@coalition.example",
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Insider:
    """One browser in the console: it sends the token of the page it stands on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

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
            EMAILS[role], role, signer=edges.signer, site=edges.site, now=datetime.now(UTC)
        )
        return link.removeprefix(edges.site.base_url)


def sign_in(app: Flask, role: StaffRole) -> Insider:
    """Return the browser of somebody who came in by a link."""
    insider = Insider(app.test_client())
    link = link_for(app, role)
    answer = insider.post(link, of=link)
    assert answer.status_code == 303, answer.text
    return insider
