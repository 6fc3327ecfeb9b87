"""Partners and their codes: who sees which, what each brought, and what is printed for them."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.campaigns import Campaign
from campaign.models.partners import Partner, Source
from campaign.models.staff import AuditEntry, StaffMember
from campaign.services.add_partner import add_partner
from campaign.services.add_source import add_source
from tests.insiders import EMAILS, Insider, sign_in
from tests.writers import found_campaign, write


@pytest.fixture(autouse=True)
def that_day(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def campaign(app: Flask, now: datetime) -> Campaign:
    """Two partners with a code each, and a code of nobody's."""
    with app.app_context():
        for slug in ("oak", "elm"):
            add_partner(slug, f"{slug.title()} Families", staff_member_id=None, now=now)
            add_source(f"{slug}-fair", label="Fair", medium="event", partner_slug=slug, now=now)
        add_source("street", label="", medium="link", now=now)
        return found_campaign(now)


@pytest.fixture
def pia(app: Flask, campaign: Campaign) -> Insider:
    """The organizer of the first partner."""
    del campaign
    insider = sign_in(app, StaffRole.PARTNER_ORGANIZER)
    with app.app_context():
        member = db.session.scalars(
            select(StaffMember).where(StaffMember.email == EMAILS[StaffRole.PARTNER_ORGANIZER])
        ).one()
        member.partner_id = db.session.scalars(
            select(Partner.id).where(Partner.slug == "oak")
        ).one()
        db.session.commit()
    return insider


def bring(app: Flask, campaign: Campaign, number: int, code: str, now: datetime) -> None:
    """Let people come by a code; all sign up with the coalition, every other with the partner."""
    with app.app_context():
        source_id = db.session.scalars(select(Source.id).where(Source.code == code)).one()
        for place in range(number):
            write(
                campaign,
                now=now,
                source_id=source_id,
                consent_coalition=True,
                consent_partner=place % 2 == 0,
            )


def cells(page: str, code: str) -> list[str]:
    """Return the numbers in the row of a code."""
    row = page.partition(f">{code}</a>")[2].partition("</tr>")[0]
    found = re.findall(r'<td class="v"[^>]*>(.*?)</td>', row, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def verbs(app: Flask) -> list[AuditVerb]:
    """Return what the audit keeps, in order."""
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("campaign")
def test_staff_add_a_partner_and_change_its_name(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)

    added = sam.post("/console/partners", {"name": "Ash Families", "slug": "ash"})
    renamed = sam.post("/console/partners/ash", {"name": "Ash Parents", "slug": "ash-parents"})

    assert (added.status_code, added.location) == (303, "/console/partners/ash")
    assert (renamed.status_code, renamed.location) == (303, "/console/partners/ash-parents")
    assert "<h1>Ash Parents</h1>" in sam.get("/console/partners/ash-parents").text
    assert verbs(app)[-2:] == [AuditVerb.PARTNER_ADDED, AuditVerb.PARTNER_EDITED]


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "", "slug": "ash"}, "Enter the name of the organization."),
        ({"name": "Ash", "slug": "Ash Tree"}, "Write the short name in small letters"),
        ({"name": "Ash", "slug": "oak"}, "The short name oak is taken."),
    ],
)
def test_a_partner_that_cannot_be_is_refused_and_everything_typed_is_kept(
    app: Flask, typed: dict[str, str], told: str
) -> None:
    sam = sign_in(app, StaffRole.STAFF)

    for address in ("/console/partners", "/console/partners/elm"):
        answer = sam.post(address, typed)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{typed["slug"]}"' in answer.text


@pytest.mark.usefixtures("campaign")
def test_a_partners_organizer_opens_the_pages_of_that_partner_alone(
    app: Flask, pia: Insider
) -> None:
    del app
    listed = pia.get("/console/partners").text

    assert "Oak Families" in listed
    assert "Elm Families" not in listed
    assert "elm-fair" not in pia.get("/console/sources").text
    assert EMAILS[StaffRole.PARTNER_ORGANIZER] in pia.get("/console/partners/oak").text
    for path in ("", "/qr.svg", "/qr.png", "/poster.pdf"):
        assert pia.get(f"/console/sources/oak-fair{path}").status_code == 200, path
        for other in ("elm-fair", "street", "unknown"):
            assert pia.get(f"/console/sources/{other}{path}").status_code == 404, (other, path)
    for other in ("elm", "unknown"):
        assert pia.get(f"/console/partners/{other}").status_code == 404
    for done in ("end", "reopen"):
        assert pia.post(f"/console/sources/elm-fair/{done}").status_code == 404


def test_a_partners_organizer_adds_codes_for_that_partner_alone(app: Flask, pia: Insider) -> None:
    code = {"code": "oak-door", "label": "A door", "medium": "link"}

    refused = pia.post("/console/sources", {**code, "partner": "elm"})
    added = pia.post("/console/sources", {**code, "partner": "oak"})

    assert (refused.status_code, added.status_code) == (422, 303)
    assert "A door" in pia.get(added.location).text
    assert verbs(app)[-1] is AuditVerb.SOURCE_ADDED


def test_staff_see_what_each_code_brought_coalition_and_partner_apart(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    bring(app, campaign, 3, "oak-fair", now)

    page = sign_in(app, StaffRole.STAFF).get("/console/partners/oak").text

    assert cells(page, "oak-fair") == ["6", "3", "3", "2"]


def test_small_numbers_of_a_partner_are_veiled_for_its_organizer(
    app: Flask, campaign: Campaign, pia: Insider, now: datetime
) -> None:
    bring(app, campaign, 8, "oak-fair", now)
    bring(app, campaign, 9, "elm-fair", now)

    page = pia.get("/console/partners/oak").text

    assert cells(page, "oak-fair") == ["16", "not shown", "not shown"]
    assert re.search(r"<b>\s*16\s*</b> Letters", page)


def test_a_code_that_cannot_be_is_refused_and_everything_typed_is_kept(
    app: Flask, campaign: Campaign
) -> None:
    del campaign
    olga = sign_in(app, StaffRole.ORGANIZER)
    typed = {"label": "The mural", "medium": "school", "partner": "elm"}

    for code, told in {
        "": "Enter a code, like fair-2026.",
        "Oak Fair": "Write the code in small letters",
        "oak-fair": "The code oak-fair is taken.",
    }.items():
        answer = olga.post("/console/sources", {**typed, "code": code})
        assert answer.status_code == 422
        assert told in answer.text
        assert 'value="The mural"' in answer.text
        assert '<option value="elm" selected>' in answer.text


@pytest.mark.usefixtures("campaign")
def test_a_new_organizer_prints_the_poster_of_a_school_event(app: Flask) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)
    typed = {"code": "fair", "label": "School fair", "medium": "event", "partner": "oak"}

    page = olga.get(olga.post("/console/sources", typed).location).text
    pdf = olga.get("/console/sources/fair/poster.pdf")

    assert "http://localhost/s/fair" in page
    assert 'href="/console/sources/fair/poster.pdf"' in page
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.data)) == 1


@pytest.mark.usefixtures("campaign")
def test_the_code_to_scan_comes_as_a_drawing_and_as_a_picture(app: Flask) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    svg = olga.get("/console/sources/street/qr.svg")
    png = olga.get("/console/sources/street/qr.png")

    assert svg.data.startswith(b"<svg")
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert png.data.startswith(b"\x89PNG")


@pytest.mark.usefixtures("campaign")
def test_a_code_is_ended_and_let_count_again(app: Flask) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    for done in ("end", "end", "reopen"):
        assert olga.post(f"/console/sources/oak-fair/{done}").status_code == 303

    assert "Ended on" not in olga.get("/console/sources/oak-fair").text
    assert verbs(app)[-2:] == [AuditVerb.SOURCE_ENDED, AuditVerb.SOURCE_REOPENED]
