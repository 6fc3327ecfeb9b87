"""Somebody of the staff who writes a campaign in the console."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flask import Flask

from campaign.domain.content import CampaignContent
from campaign.domain.staff import StaffRole
from campaign.queries.authoring import published_content, workpiece
from campaign.services.load_content import load_content
from tests.contents import WHOLE
from tests.insiders import Insider, sign_in
from tests.pages import Page
from tests.rosters import JURISDICTION
from tests.writers import found_campaign

HOME = f"/console/campaigns/{WHOLE.slug}"
LETTER = f"{HOME}/edit/letter"
THANKS = "Thank you for reading this letter to its very end. Please answer it in writing."
GRACIAS = "Gracias por leer esta carta hasta el final. Le pido que me responda por escrito."


def author(app: Flask, now: datetime) -> Insider:
    """Return somebody of the staff, before a campaign that was loaded from a folder."""
    with app.app_context():
        found_campaign(now)
        load_content(replace(WHOLE, jurisdiction=JURISDICTION.slug), now=now)
    return sign_in(app, StaffRole.STAFF)


def form_of(somebody: Insider, path: str) -> dict[str, str]:
    """Return what the page's own form would send as it stands."""
    form = Page(somebody.get(path)).form("", ["seen"])
    chosen = {"status": "live"} if path.endswith("/facts") else {}
    return {name: values[0] for name, values in form.values.items()} | chosen


def save(somebody: Insider, path: str, changes: Mapping[str, str]) -> int:
    """Change fields of a page and save it; return the status of the answer."""
    return somebody.post(path, {**form_of(somebody, path), **changes}).status_code


def published(app: Flask) -> CampaignContent:
    """Return the campaign as it is published."""
    with app.app_context():
        return published_content(WHOLE.slug)


def fingerprint_of(app: Flask) -> str:
    """Return what somebody who publishes now has seen."""
    with app.app_context():
        return workpiece(WHOLE.slug).fingerprint
