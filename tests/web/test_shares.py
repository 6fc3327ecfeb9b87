"""Passing the campaign on: the card, the picture and the code of every page."""

from datetime import datetime

import pytest
from flask import Flask

from campaign.services.add_source import add_source
from campaign.services.end_source import end_source
from tests.pages import Page, Visitor
from tests.png import size

PAGES = ["", "about", "recommendations", "recommendations/buses", "progress", "share", "privacy"]


def card(page: Page) -> dict[str, str]:
    """Return what networks read of a page."""
    tags = [tag.attributes for tag in page.all("meta")]
    return {tag["property"]: tag["content"] for tag in tags if "property" in tag}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_page_has_a_whole_card_and_its_picture(site: Flask, path: str, locale: str) -> None:
    visitor = Visitor(site, locale)
    found = card(visitor.step(path))

    base = "http://localhost"
    assert found["og:url"] == f"{base}/{locale}/{path}"
    assert found["og:locale"] == f"{locale}_US"
    assert found["og:image"].startswith(base)
    assert found["og:image:alt"]
    answer = visitor.client.get(found["og:image"].removeprefix(base))
    assert answer.mimetype == "image/png"
    assert size(answer.data) == (1200, 630)


def test_a_recommendation_has_a_picture_of_its_own_in_each_language(site: Flask) -> None:
    client = site.test_client()
    images = {
        client.get(f"/{locale}/share/three-asks/{name}.png").data
        for locale in ("en", "es")
        for name in ("campaign", "buses", "housing")
    }

    assert len(images) == 6


def test_a_picture_that_a_browser_has_is_not_sent_again(site: Flask) -> None:
    client = site.test_client()
    first = client.get("/en/share/three-asks/buses.png")

    again = client.get(
        "/en/share/three-asks/buses.png", headers={"If-None-Match": first.headers["ETag"]}
    )

    assert (again.status_code, again.data) == (304, b"")
    assert "public" in first.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["three-asks/nothing", "nothing/campaign"])
def test_there_is_no_picture_of_what_there_is_not(site: Flask, path: str) -> None:
    assert site.test_client().get(f"/en/share/{path}.png").status_code == 404


def shared(page: Page) -> str:
    """Return the address that a page's buttons pass on."""
    (button,) = [each for each in page.all("button") if "data-share" in each.attributes]
    return button.attributes["data-share"]


def test_two_people_pass_on_the_same_address(site: Flask) -> None:
    assert shared(Visitor(site).step("share")) == shared(Visitor(site).step("share"))


def test_the_code_by_which_one_came_rides_along(site: Flask, now: datetime) -> None:
    with site.app_context():
        add_source("mural", label="A mural", medium="poster", now=now)
    visitor = Visitor(site, "es")
    visitor.open("/s/mural")

    address = shared(visitor.step("recommendations/buses"))
    page = visitor.open(address.removeprefix("http://localhost"))

    assert "/s/mural?" in address
    assert [box.attributes["value"] for box in page.all("input", checked="")] == ["buses"]
    assert "Title of buses" in card(page)["og:title"]


def test_a_code_that_has_ended_does_not(site: Flask, now: datetime) -> None:
    with site.app_context():
        add_source("mural", label="A mural", medium="poster", now=now)
    visitor = Visitor(site)
    visitor.open("/s/mural")
    with site.app_context():
        end_source("mural", staff_member_id=None, now=now)

    assert "/s/" not in shared(visitor.step("progress"))
