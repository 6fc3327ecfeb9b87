"""A source's short link."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.actions import Action
from campaign.models.partners import Source
from campaign.services.add_source import add_source
from campaign.services.end_source import end_source, reopen_source
from tests.pages import Visitor


@pytest.fixture
def poster(site: Flask, now: datetime) -> Flask:
    """A site with a poster's code."""
    with site.app_context():
        add_source("mural", label="A mural", medium="poster", now=now)
    return site


def source_of_action(app: Flask) -> str | None:
    """Return the code of the source by which the only writer came."""
    with app.app_context():
        return db.session.scalar(select(Source.code).join(Action, Action.source_id == Source.id))


def test_it_leads_to_the_first_page_in_the_browsers_language(poster: Flask) -> None:
    response = poster.test_client().get("/s/mural", headers={"Accept-Language": "es-MX"})

    assert (response.status_code, response.headers["Location"]) == (302, "/es/")


def test_a_letter_remembers_by_which_link_its_writer_came(poster: Flask) -> None:
    visitor = Visitor(poster)
    visitor.open("/s/mural")
    visitor.come_to_code()

    assert source_of_action(poster) == "mural"


@pytest.mark.parametrize("code", ["unknown", "UPPER", "%00", "a" * 300, "..%2f", "ñ"])
def test_an_unknown_code_is_no_dead_end(poster: Flask, code: str) -> None:
    page = Visitor(poster).open(f"/s/{code}")

    assert page.path == "/en/" or page.all("a", href="/en/")


@pytest.mark.parametrize("cookie", ["unknown", '"\\000"', "x" * 300, "'; DROP TABLE"])
def test_a_forged_cookie_is_no_source(poster: Flask, cookie: str) -> None:
    visitor = Visitor(poster)
    visitor.client.set_cookie("source", cookie)
    visitor.come_to_code()

    assert source_of_action(poster) is None


def test_an_ended_code_still_leads_to_the_first_page_and_counts_nobody(
    poster: Flask, now: datetime
) -> None:
    with poster.app_context():
        end_source("mural", staff_member_id=None, now=now)
    visitor = Visitor(poster)

    assert visitor.open("/s/mural").path == "/en/"
    visitor.come_to_code()
    assert source_of_action(poster) is None


def test_who_came_before_a_code_ended_is_still_counted(poster: Flask, now: datetime) -> None:
    visitor = Visitor(poster)
    visitor.open("/s/mural")
    with poster.app_context():
        end_source("mural", staff_member_id=None, now=now)

    visitor.come_to_code()
    assert source_of_action(poster) == "mural"


def test_a_code_that_ended_too_early_counts_again(poster: Flask, now: datetime) -> None:
    with poster.app_context():
        end_source("mural", staff_member_id=None, now=now)
        reopen_source("mural", staff_member_id=None, now=now)
    visitor = Visitor(poster)
    visitor.open("/s/mural")

    visitor.come_to_code()
    assert source_of_action(poster) == "mural"
