"""Another campaign is another folder: its journey stands beside the first one's."""

from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from flask import Flask

from campaign.domain.places import Chamber
from campaign.services.load_content import load_content
from tests.contents import CONTENT
from tests.letters import phrase
from tests.pages import Visitor
from tests.postbox import Postbox
from tests.rosters import JURISDICTION

ROOT = "/en/c/clean-water"


@pytest.fixture
def two(site: Flask, now: datetime) -> Flask:
    """A site with a second campaign."""
    other = replace(
        CONTENT,
        slug="clean-water",
        position=2,
        jurisdiction=JURISDICTION.slug,
        title=phrase("Clean Water"),
        contact="water@coalition.example",
    )
    with site.app_context():
        load_content(other, now=now)
    return site


@pytest.fixture
def other(two: Flask) -> Visitor:
    """Somebody who writes in the second campaign."""
    return Visitor(two, root=ROOT)


def test_its_journey_keeps_to_its_own_addresses(other: Visitor) -> None:
    paths = [
        other.choose().path,
        other.find("90002").path,
        other.send({"district-lower": "ocd-division/country:us/state:zz/sldl:2"}).path,
        other.write().path,
        other.sign().path,
    ]

    assert paths == [f"{ROOT}/{name}" for name in ("find", "find", "find", "sign", "check")]


def test_its_pages_name_it_to_the_end(other: Visitor, postbox: Postbox) -> None:
    pages = [other.come_to_code(consent_coalition="y"), other.send({"code": postbox.code()})]
    pages.append(other.open(postbox.link("/unsubscribe/", "confirmed")))
    pages.append(other.open(postbox.link("/erase/", "confirmed")))

    for page in pages:
        assert "Clean Water (en)" in page.one("header", class_="mast").text
        assert page.one("a", class_="brand").attributes["href"] == f"{ROOT}/"


def test_its_receipt_shares_its_own_first_page(other: Visitor, postbox: Postbox) -> None:
    other.come_to_code()
    page = other.send({"code": postbox.code()})

    assert page.all("a", href=f"http://localhost{ROOT}/")


def test_an_expired_link_leads_back_to_it(
    other: Visitor, postbox: Postbox, clock: time_machine.Traveller
) -> None:
    other.come_to_code()
    clock.shift(8 * 24 * 60 * 60)

    page = other.open(postbox.link("/confirm/link/"))

    assert page.all("a", href=f"{ROOT}/", class_="btn")


def test_its_language_changes_within_it(other: Visitor) -> None:
    page = other.choose()

    assert page.all("a", hreflang="es")[0].attributes["href"] == "/es/c/clean-water/find"


def test_a_draft_of_one_is_no_draft_of_the_other(other: Visitor) -> None:
    other.come_to_check()
    other.root = "/en"

    assert other.step("check").path == "/en/"


def test_the_first_campaign_can_be_named_too(two: Flask) -> None:
    visitor = Visitor(two, root="/en/c/three-asks")

    assert visitor.come_to_check().path == "/en/c/three-asks/check"


@pytest.fixture
def senate_only(two: Flask, now: datetime) -> Visitor:
    """Somebody who writes in a campaign that goes to the upper chamber alone."""
    only = replace(
        CONTENT,
        slug="clean-water",
        position=2,
        jurisdiction=JURISDICTION.slug,
        chambers=(Chamber.UPPER,),
    )
    with two.app_context():
        load_content(only, now=now)
    return Visitor(two, root=ROOT)


def test_a_campaign_may_write_to_one_chamber_alone(senate_only: Visitor) -> None:
    senate_only.choose()
    found = senate_only.find()
    senate_only.write()
    check = senate_only.sign()

    assert "Given5 Family5" in found.text
    assert "Given1 Family1" not in found.text
    assert "Dear Senator Family5," in check.text
    assert "Family1" not in check.text
    assert "Send my letter" in check.text


def test_a_letter_to_print_goes_to_that_chamber_too(senate_only: Visitor) -> None:
    senate_only.choose()

    paper = senate_only.find(age_band="under-13")

    assert "Given5 Family5" in paper.text
    assert "Family1" not in paper.text
