"""The morning page: exact for staff, veiled for organizers, and never broken by its address."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.domain.tallies import Delta, TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.roster import RosterEdition
from campaign.models.tallies import append
from tests.insiders import sign_in
from tests.writers import found_campaign, offices, write

FEW = "fewer than 5"


@pytest.fixture(autouse=True)
def that_day(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def campaign(app: Flask, now: datetime) -> Campaign:
    with app.app_context():
        return found_campaign(now)


def letters(app: Flask, campaign: Campaign, number: int, *, now: datetime, office: int = 0) -> None:
    """Count some letters to one office."""
    with app.app_context():
        target = offices()[office]
        fact = Delta(
            campaign.id, now.date(), TallyKind.LETTER, target_id=target.id, locale="en", n=number
        )
        append(db.session(), [fact])
        db.session.commit()


def stat(page: str, label: str) -> str:
    """Return the number that stands above a label at the top of the page."""
    before = page.partition(f"</b> {label}")[0]
    return before.rpartition("<b>")[2].strip()


def test_staff_see_each_letter_and_each_sign_up(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    with app.app_context():
        write(campaign, now=now, consent_coalition=True)
    page = sign_in(app, StaffRole.STAFF).get("/console/").text

    assert stat(page, "Letters") == "2"
    assert stat(page, "Sign-ups") == "1"
    assert stat(page, "Writers") == "1"


def test_an_organizer_sees_no_small_number(app: Flask, campaign: Campaign, now: datetime) -> None:
    with app.app_context():
        write(campaign, now=now, consent_coalition=True)
    page = sign_in(app, StaffRole.ORGANIZER).get("/console/").text

    assert FEW in stat(page, "Letters")
    assert FEW in stat(page, "Sign-ups")
    assert "Writers" not in page
    assert "Given1 Family1" not in page


def test_an_organizer_sees_numbers_from_five_on(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 1_234, now=now)
    page = sign_in(app, StaffRole.ORGANIZER).get("/console/").text

    assert stat(page, "Letters") == "1,234"
    assert "Given1 Family1" in page


def test_filters_are_for_who_may_see_people(app: Flask, campaign: Campaign, now: datetime) -> None:
    letters(app, campaign, 9, now=now)
    address = f"/console/?to={now.date() - timedelta(days=1)}"

    assert stat(sign_in(app, StaffRole.STAFF).get(address).text, "Letters") == "0"
    page = sign_in(app, StaffRole.ORGANIZER).get(address).text
    assert stat(page, "Letters") == "9"
    assert 'name="from"' not in page
    assert "does not fit: to." in page


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "nonsense",
    [
        "from=yesterday",
        "to=2026-02-31",
        "locale=fr",
        "source=%00",
        "campaign=%27--",
        "from=0001-01-01",
        "from=9999-12-31",
        "to=0001-01-01",
        "from=2026-10-02&to=2026-10-01",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(app: Flask, nonsense: str) -> None:
    assert sign_in(app, StaffRole.STAFF).get(f"/console/?{nonsense}").status_code == 200


@pytest.mark.usefixtures("campaign")
def test_a_filter_that_does_not_fit_is_named(app: Flask) -> None:
    page = sign_in(app, StaffRole.STAFF).get("/console/?from=yesterday&locale=fr").text

    assert "does not fit: from, locale." in page


def test_without_a_campaign_the_page_says_what_to_do(app: Flask) -> None:
    page = sign_in(app, StaffRole.STAFF).get("/console/").text

    assert "campaign content load" in page


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    ("days", "words"),
    [(31, None), (30, "expires soon"), (0, "expires soon"), (-1, "has expired")],
)
def test_staff_hear_of_a_roster_that_runs_out(
    app: Flask, now: datetime, days: int, words: str | None
) -> None:
    with app.app_context():
        edition = db.session.query(RosterEdition).one()
        edition.expires_on = now.date() + timedelta(days=days)
        db.session.commit()
    page = sign_in(app, StaffRole.STAFF).get("/console/").text

    assert ("The list of legislators" in page) is (words is not None)
    assert words is None or words in page


@pytest.mark.usefixtures("campaign")
def test_organizers_are_not_bothered_with_the_roster(app: Flask) -> None:
    assert "The list of legislators" not in sign_in(app, StaffRole.ORGANIZER).get("/console/").text
