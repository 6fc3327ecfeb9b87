"""The morning page: exact for staff, veiled for organizers, and never broken by its address."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.domain.tallies import Delta, TallyKind
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.roster import RosterEdition
from campaign.models.staff import StaffMember
from campaign.models.tallies import append
from tests import make
from tests.insiders import EMAILS, Insider, sign_in
from tests.writers import found_campaign, offices, write

FEW = "fewer than 5"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def that_day(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def campaign(app: Flask, now: datetime) -> Campaign:
    with app.app_context():
        return found_campaign(now)


def letters(  # Where they came from, and to which office.
    app: Flask,
    campaign: Campaign,
    number: int,
    *,
    now: datetime,
    office: int = 0,
    locale: str = "en",
    source_id: str = "",
) -> None:
    """Count some letters to one office."""
    with app.app_context():
        target = offices()[office]
        fact = Delta(
            campaign.id,
            now.date(),
            TallyKind.LETTER,
            target_id=target.id,
            district_id=target.district_id,
            source_id=source_id,
            locale=locale,
            n=number,
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
    assert "</b> Writers" not in page
    assert not re.search(r'<td class="v">[1-4]</td>', page)


def test_an_organizer_sees_numbers_from_five_on(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 1_234, now=now)
    page = sign_in(app, StaffRole.ORGANIZER).get("/console/").text

    assert stat(page, "Letters") == "1,234"
    assert "Given1 Family1" in page


def test_staff_filter_by_days(app: Flask, campaign: Campaign, now: datetime) -> None:
    letters(app, campaign, 9, now=now)
    staff = sign_in(app, StaffRole.STAFF)

    assert stat(staff.get(f"/console/?to={now.date() - DAY}").text, "Letters") == "0"
    assert stat(staff.get(f"/console/?from={now.date()}").text, "Letters") == "9"


def test_an_organizer_filters_by_whole_weeks(app: Flask, campaign: Campaign, now: datetime) -> None:
    letters(app, campaign, 9, now=now)
    letters(app, campaign, 6, now=now - 7 * DAY)
    organizer = sign_in(app, StaffRole.ORGANIZER)

    assert stat(organizer.get(f"/console/?to={now.date()}").text, "Letters") == "15"
    assert stat(organizer.get(f"/console/?from={now.date()}").text, "Letters") == "9"
    assert stat(organizer.get(f"/console/?to={now.date() - 7 * DAY}").text, "Letters") == "6"


def test_an_organizers_filters_leave_small_groups_out(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 40, now=now, locale="en")
    letters(app, campaign, 8, now=now, locale="es")
    letters(app, campaign, 7, now=now - 7 * DAY, locale="en")
    letters(app, campaign, 3, now=now - 7 * DAY, locale="es")
    organizer = sign_in(app, StaffRole.ORGANIZER)

    assert stat(organizer.get("/console/").text, "Letters") == "58"
    english = organizer.get("/console/?locale=en").text
    assert stat(english, "Letters") == "at least 40"
    assert "1 small group is left out" in english
    assert stat(organizer.get("/console/?locale=es").text, "Letters") == "at least 8"


@pytest.mark.parametrize("role", [StaffRole.ORGANIZER, StaffRole.PARTNER_ORGANIZER])
def test_what_the_veiled_tree_does_not_tell_no_page_tells(
    app: Flask, campaign: Campaign, now: datetime, role: StaffRole
) -> None:
    """Two worlds differ in two small groups; nobody can tell which of the two it is."""
    with app.app_context():
        source = make.source("oak-fair", partner="oak")
        source_id, partner_id = source.id, source.partner_id
    insider = sign_in(app, role)
    belongs_to(app, role, partner_id)
    origins = product(("", "locale=es", "locale=en"), ("", "source=oak-fair", "source=none"))
    filters = [*map("&".join, origins), "partner=oak", "partner=none", f"from={now.date()}"]

    def pages() -> list[str]:
        keys = ("days", "sources", "partners")
        return [
            "".join(re.findall(r'class="stat">.*', insider.get(f"/console/?{query}").text))
            for query in filters
        ] + [
            insider.get(f"/console/counts/{key}.csv?{query}").text
            for query in filters
            for key in keys
        ]

    letters(app, campaign, 40, now=now)
    letters(app, campaign, 3, now=now, locale="es")
    letters(app, campaign, 2, now=now, locale="es", source_id=source_id)
    one = pages()
    letters(app, campaign, -1, now=now, locale="es")
    letters(app, campaign, 1, now=now, locale="es", source_id=source_id)

    assert pages() == one


def test_an_organizer_may_not_filter_by_recommendation(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 9, now=now)
    page = sign_in(app, StaffRole.ORGANIZER).get("/console/?recommendation=buses").text

    assert stat(page, "Letters") == "9"
    assert 'name="recommendation"' not in page
    assert "does not fit: recommendation." in page


def test_a_partners_organizer_sees_that_partner_alone(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    with app.app_context():
        oak = make.source("oak-fair", partner="oak")
        elm = make.source("elm-fair", partner="elm")
        ids, partner_id = (oak.id, elm.id), oak.partner_id
    letters(app, campaign, 12, now=now, source_id=ids[0])
    letters(app, campaign, 30, now=now, source_id=ids[1])
    letters(app, campaign, 50, now=now)
    pia = sign_in(app, StaffRole.PARTNER_ORGANIZER)
    belongs_to(app, StaffRole.PARTNER_ORGANIZER, partner_id)

    page = pia.get("/console/").text

    assert stat(page, "Letters") == "12"
    assert "oak-fair" in page
    assert not re.search(r"elm-fair|Elm Families|Without a code|>92<|Given1", page)
    assert stat(pia.get("/console/?partner=elm&source=elm-fair").text, "Letters") == "12"


def test_a_chamber_or_a_recommendation_counts_letters_alone(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    with app.app_context():
        write(campaign, now=now, consent_coalition=True)
    staff = sign_in(app, StaffRole.STAFF)
    topic = topic_of_the_letter(app)

    chamber = staff.get("/console/?chamber=upper").text
    assert stat(chamber, "Letters") == "1"
    assert "</b> Sign-ups" not in chamber
    assert stat(staff.get(f"/console/?recommendation={topic}").text, "Letters") == "2"


def test_today_stands_beside_the_same_day_last_week(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 9, now=now)
    letters(app, campaign, 6, now=now - 7 * DAY)
    rows = csv_of(sign_in(app, StaffRole.STAFF), "/console/counts/now.csv")

    assert [row[2] for row in rows] == ["Letters", "9", "6", "9", "6", "6"]


def test_the_page_says_how_many_districts_are_short_of_the_goal(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, campaign.goal, now=now)
    page = sign_in(app, StaffRole.STAFF).get("/console/").text

    assert "4 districts are short of the goal" in page


@pytest.mark.parametrize("role", list(StaffRole))
def test_every_chart_downloads_what_the_page_shows(
    app: Flask, campaign: Campaign, now: datetime, role: StaffRole
) -> None:
    letters(app, campaign, 9, now=now)
    insider = sign_in(app, role)
    page = insider.get("/console/?locale=en").text
    links = re.findall(r'href="(/console/counts/[a-z-]+\.csv\?locale=en)"', page)

    assert links
    for link in links:
        answer = insider.get(link)
        assert answer.status_code == 200
        assert answer.mimetype == "text/csv"


def test_an_organizers_file_holds_no_small_count(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    letters(app, campaign, 9, now=now)
    letters(app, campaign, 2, now=now, office=1)
    rows = csv_of(sign_in(app, StaffRole.ORGANIZER), "/console/counts/legislators.csv")

    assert not {"1", "2", "3", "4"} & {row[2] for row in rows}


def test_a_label_that_is_a_formula_becomes_text_in_a_file(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    with app.app_context():
        source = make.source("oak-fair")
        source.label = "=HYPERLINK(1)"
        db.session.commit()
        source_id = source.id
    letters(app, campaign, 9, now=now, source_id=source_id)
    rows = csv_of(sign_in(app, StaffRole.STAFF), "/console/counts/sources.csv")

    assert "'=HYPERLINK(1)" in {row[1] for row in rows}


@pytest.mark.usefixtures("campaign")
def test_a_chart_that_is_not_on_the_page_is_not_found(app: Flask) -> None:
    assert sign_in(app, StaffRole.STAFF).get("/console/counts/people.csv").status_code == 404


@pytest.mark.usefixtures("campaign")
def test_a_view_is_saved_sent_and_forgotten(app: Flask) -> None:
    staff, olga = sign_in(app, StaffRole.STAFF), sign_in(app, StaffRole.ORGANIZER)
    saved = staff.post(
        "/console/views", {"label": "Spanish, upper", "locale": "es", "chamber": "upper"}
    )
    assert saved.status_code == 303

    assert "Spanish" not in saved.location
    opened = olga.get(saved.location)
    assert opened.location == "/console/?locale=es&chamber=upper"
    assert olga.post(f"{saved.location}/forget").status_code == 404
    assert "Spanish, upper" in staff.get("/console/").text
    assert staff.post(f"{saved.location}/forget").status_code == 303
    assert staff.get(saved.location).status_code == 404


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize("label", ["", "  ", "x" * 81])
def test_a_view_needs_a_name_and_keeps_what_was_typed(app: Flask, label: str) -> None:
    answer = sign_in(app, StaffRole.STAFF).post("/console/views", {"label": label, "locale": "es"})

    assert answer.status_code == 422
    assert f'value="{label}"' in answer.text
    assert 'name="locale" value="es"' in answer.text


def belongs_to(app: Flask, role: StaffRole, partner_id: str | None) -> None:
    """Let somebody belong to a partner."""
    with app.app_context():
        db.session.execute(
            update(StaffMember)
            .where(StaffMember.email == EMAILS[role])
            .values(partner_id=partner_id)
        )
        db.session.commit()


def topic_of_the_letter(app: Flask) -> str:
    """Return what the invented letters ask for."""
    with app.app_context():
        return db.session.scalars(
            select(Recommendation.slug).order_by(Recommendation.position).limit(1)
        ).one()


def csv_of(insider: Insider, path: str) -> list[list[str]]:
    """Return the rows of a file."""
    return list(csv.reader(insider.get(path).text.removeprefix("\ufeff").splitlines()))


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "nonsense",
    [
        "from=yesterday",
        "to=2026-02-31",
        "locale=fr",
        "source=%00",
        "partner=nobody",
        "recommendation=%F0%9F%9A%8C",
        "chamber=statewide",
        "chamber=house",
        "campaign=%27--",
        "from=0001-01-01",
        "from=9999-12-31",
        "to=0001-01-01",
        "from=2026-10-02&to=2026-10-01",
        "from=2031-01-01",
        "to=2001-01-01",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(app: Flask, nonsense: str) -> None:
    for role in (StaffRole.STAFF, StaffRole.ORGANIZER, StaffRole.PARTNER_ORGANIZER):
        assert sign_in(app, role).get(f"/console/?{nonsense}").status_code == 200


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
