"""The pages that anyone may read."""

from datetime import datetime

import pytest
from flask import Flask

from campaign.db import db
from campaign.models.campaigns import Campaign
from tests.grounds import lay_whole_ground
from tests.pages import Visitor
from tests.postbox import Postbox
from tests.rosters import JURISDICTION

PATHS = [
    "about",
    "privacy",
    "accessibility",
    "recommendations",
    "recommendations/housing",
    "progress",
    "districts",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_each_page_is_there_in_both_languages(site: Flask, locale: str, path: str) -> None:
    page = Visitor(site, locale).step(path)

    assert page.status == 200
    assert page.all("a", hreflang="es")[0].attributes["href"] == f"/es/{path}"


def test_a_recommendation_leads_to_a_letter_about_it(visitor: Visitor) -> None:
    page = visitor.step("recommendations/libraries")
    (link,) = [link for link in page.all("a") if link.text == "Write about this"]

    page = visitor.open(link.attributes["href"])

    assert "checked" in page.one("input", value="libraries").attributes


def test_a_recommendation_that_is_none_is_not_there(visitor: Visitor) -> None:
    assert visitor.step("recommendations/castles").status == 404


def test_progress_shows_no_number_under_five(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.send({"code": postbox.code()})

    page = visitor.step("progress")

    assert page.status == 200
    assert "2" not in [word.strip(".,") for word in page.one("main").text.split()]


def test_a_campaign_that_is_a_draft_is_not_there(site: Flask, visitor: Visitor) -> None:
    with site.app_context():
        db.session.query(Campaign).update({"status": "draft"})
        db.session.commit()

    assert visitor.open("/en/about").status == 503
    assert visitor.open("/en/c/three-asks/").status == 404


def test_a_closed_campaign_takes_no_letters_and_keeps_its_pages(
    site: Flask, visitor: Visitor
) -> None:
    with site.app_context():
        db.session.query(Campaign).update({"status": "closed"})
        db.session.commit()

    assert visitor.open("/en/").status == 410
    assert visitor.open("/en/about").status == 200


def test_without_a_campaign_the_site_says_that_it_is_not_ready(app: Flask) -> None:
    visitor = Visitor(app)

    assert visitor.open("/en/").status == 503
    assert visitor.open("/en/about").status == 503
    assert visitor.open("/en/erase").status == 200


def test_every_district_is_a_tile_and_a_row(visitor: Visitor) -> None:
    page = visitor.step("districts")

    links = [link.attributes["href"] for link in page.all("a") if "href" in link.attributes]
    rows = [row.attributes["id"] for row in page.all("tr") if "id" in row.attributes]
    assert rows == ["lower-1", "lower-2", "lower-3", "upper-1", "upper-2"]
    assert {f"#{row}" for row in rows} <= set(links)
    assert "Every tile is one district." in page.text
    assert "Given3 Family3" in page.text
    assert "Given4 Family4" in page.text


def test_where_there_are_outlines_the_real_map_stands(site: Flask, now: datetime) -> None:
    lay_whole_ground(site.config["CAMPAIGN"].places_folder, JURISDICTION, now)

    page = Visitor(site).step("districts")

    assert "Every tile" not in page.text
    assert "West" in page.text
