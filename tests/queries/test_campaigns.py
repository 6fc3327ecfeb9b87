"""Campaigns are looked at in one language, or whole."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.content import CampaignStatus
from campaign.domain.errors import NotFound
from campaign.queries.campaigns import campaign_page, campaign_slugs, letter_kit
from campaign.services.load_content import load_content
from campaign.services.make_letters import make_letters
from tests.contents import CONTENT

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def loaded(session: scoped_session[Session], now: datetime) -> None:
    """The small campaign stands in the database."""
    load_content(CONTENT, now=now)
    session.expire_all()


def test_a_page_speaks_one_language() -> None:
    page = campaign_page(CONTENT.slug, "es")

    assert page.title == "Tres peticiones"
    assert page.organization == "La coalición"
    assert page.tagline == "Ask three things (es)"
    assert page.summary == "Three things that we ask for. (es)"
    assert page.about[1].heading == "What we want (es)"
    assert page.about[1].points == ("One (es)", "Two (es)")
    assert page.about[0].points == ()


def test_a_page_has_the_facts_of_its_campaign() -> None:
    page = campaign_page(CONTENT.slug, "en")

    assert (page.jurisdiction, page.goal, page.platform_date) == ("california", 25, "2020")
    assert (page.time_zone, page.contact) == ("America/Los_Angeles", "hello@coalition.example")


def test_recommendations_stand_in_their_order() -> None:
    page = campaign_page(CONTENT.slug, "en")

    assert [item.slug for item in page.recommendations] == ["housing", "libraries", "buses"]
    assert page.recommendations[0].title == "Title of housing (en)"
    assert page.recommendations[0].prompts[2] == "Question 3 on housing? (en)"


def test_one_recommendation_is_found_by_its_slug() -> None:
    page = campaign_page(CONTENT.slug, "en")

    assert page.recommendation("buses").ask == "Please do buses. (en)"
    with pytest.raises(NotFound):
        page.recommendation("trains")


def test_a_campaign_is_open_while_it_is_live(now: datetime) -> None:
    page = campaign_page(CONTENT.slug, "en")

    assert page.is_open(date(2026, 10, 14))
    assert not page.is_open(date(2025, 12, 31))

    load_content(replace(CONTENT, status=CampaignStatus.CLOSED), now=now)

    assert not campaign_page(CONTENT.slug, "en").is_open(date(2026, 10, 14))


def test_the_first_campaign_is_the_one_at_the_root(now: datetime) -> None:
    load_content(replace(CONTENT, slug="earlier-in-the-alphabet", position=2), now=now)

    assert campaign_slugs() == (CONTENT.slug, "earlier-in-the-alphabet")


def test_a_rehearsal_is_no_campaign_of_the_console(now: datetime) -> None:
    edges = wiring.edges()
    make_letters(1, site=edges.site, bell=edges.bell, now=now)

    assert campaign_slugs() == (CONTENT.slug,)


def test_a_letter_kit_names_the_rows_of_its_recommendations() -> None:
    page = campaign_page(CONTENT.slug, "en")

    kit = letter_kit(CONTENT.slug)

    assert kit.campaign_id == page.id
    assert kit.recommendation_ids == {item.slug: item.id for item in page.recommendations}


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_campaign_that_was_not_loaded_is_not_found(locale: str) -> None:
    with pytest.raises(NotFound):
        campaign_page("unknown", locale)
    with pytest.raises(NotFound):
        letter_kit("unknown")
