"""One legislator's page and the memo for a visit: exact for staff, veiled for organizers."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.roster import Target
from campaign.models.staff import AuditEntry
from tests.insiders import Insider, sign_in
from tests.writers import found_campaign, offices, write

NAMED = re.compile(
    r"<th scope=\"row\">\s*(?:<span>)?([^<]+)<.*?<td class=\"v\">(.*?)</td>", re.DOTALL
)


@pytest.fixture(autouse=True)
def that_day(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def office_id(app: Flask, now: datetime) -> str:
    """An office with eight letters: six from Town, two from Rareville."""
    with app.app_context():
        campaign = found_campaign(now)
        for number in range(8):
            city = "Town" if number < 6 else "Rareville"
            write(campaign, now=now - number * timedelta(days=1), city=city)
        return offices()[0].id


def table(page: str, part: str) -> dict[str, str]:
    """Return the rows of the table under a heading, without their marks."""
    rows = NAMED.findall(page.partition(f'id="{part}"')[2].partition("</section>")[0])
    return {label.strip(): re.sub(r"<[^>]+>|\s+", " ", cell).strip() for label, cell in rows}


def test_staff_see_every_town_and_every_number(app: Flask, office_id: str) -> None:
    page = sign_in(app, StaffRole.STAFF).get(f"/console/legislators/{office_id}").text

    assert table(page, "by-town") == {"Town": "6", "Rareville": "2"}
    assert set(table(page, "by-recommendation").values()) == {"8", "0"}
    assert table(page, "mail") == {"On the way, or waiting": "8"}


def test_an_organizer_sees_no_small_town_and_no_way_to_work_it_out(
    app: Flask, office_id: str
) -> None:
    page = sign_in(app, StaffRole.ORGANIZER).get(f"/console/legislators/{office_id}").text

    assert "Rareville" not in page
    assert table(page, "by-town") == {}
    assert "8 letters from other towns." in page
    assert table(page, "mail") == {"On the way, or waiting": "all letters"}


def test_where_the_letters_are_few_nothing_of_them_is_told(app: Flask, now: datetime) -> None:
    with app.app_context():
        write(found_campaign(now), now=now)
        office = offices()[0].id

    page = sign_in(app, StaffRole.ORGANIZER).get(f"/console/legislators/{office}").text

    assert "How these letters divide is not shown" in page
    assert 'id="by-town"' not in page
    assert table(page, "mail") == {}


def test_the_page_of_somebody_who_left_stays(app: Flask, office_id: str, now: datetime) -> None:
    with app.app_context():
        db.session.get_one(Target, office_id).left_office_on = now.date() - timedelta(days=2)
        db.session.commit()

    answer = sign_in(app, StaffRole.ORGANIZER).get(f"/console/legislators/{office_id}")

    assert answer.status_code == 200
    assert "Left office on October 12, 2026." in answer.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_memo_is_a_page_without_names_and_is_written_down(
    app: Flask, office_id: str, language: str
) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    answer = olga.get(f"/console/legislators/{office_id}/brief-{language}.pdf")

    assert answer.headers["Cache-Control"] == "no-store"
    assert len(re.findall(rb"/Type\s*/Page\b", answer.data)) == 1
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.verb, entry.subject) == (AuditVerb.BRIEF_PRINTED, office_id)
        assert entry.facts == f'{{"language":"{language}"}}'


@pytest.mark.parametrize("path", ["nobody", "nobody/brief-en.pdf", "{office}/brief-fr.pdf"])
def test_what_is_not_there_is_not_found(app: Flask, office_id: str, path: str) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    address = f"/console/legislators/{path.format(office=office_id)}"
    assert olga.get(address).status_code == 404


def test_a_campaign_that_nobody_knows_is_passed_over_with_a_note(
    app: Flask, office_id: str
) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    page = olga.get(f"/console/legislators/{office_id}?campaign=%00none").text

    assert "because it does not fit: campaign." in page


@pytest.mark.usefixtures("office_id")
def test_the_lists_lead_to_each_page(app: Flask, office_id: str) -> None:
    olga: Insider = sign_in(app, StaffRole.ORGANIZER)

    for list_of_them in ("/console/legislators", "/console/counts"):
        assert f'href="/console/legislators/{office_id}"' in olga.get(list_of_them).text


def test_a_partners_organizer_sees_no_legislator(app: Flask, office_id: str) -> None:
    pia = sign_in(app, StaffRole.PARTNER_ORGANIZER)

    assert pia.get(f"/console/legislators/{office_id}").status_code == 403
    assert pia.get(f"/console/legislators/{office_id}/brief-en.pdf").status_code == 403
