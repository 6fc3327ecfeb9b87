"""Who lives in a shared ZIP code finds their people by a location or a pin, on a phone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.services.fetch_places import take_outlines
from config import ROOT
from tests.grounds import box
from tests.journeys.conftest import Parents
from tests.parents import Parent
from tests.running_site import RunningSite

WEST, MIDDLE, EAST = -118.3, -118.2, -118.1
SOUTH, NORTH = 34.1, 34.3
OUTLINES = {
    ("lower", "44"): box(WEST, SOUTH, MIDDLE, NORTH),
    ("lower", "41"): box(MIDDLE, SOUTH, EAST, NORTH),
    ("upper", "25"): box(WEST, SOUTH, EAST, NORTH),
}
"""Invented lines of real districts that share the ZIP code 91011."""
TO_POINT = {
    "en": ("Show the map", "Use my location"),
    "es": ("Mostrar el mapa", "Usar mi ubicación"),
}


@pytest.fixture(autouse=True)
def outlines(site: RunningSite, tmp_path: Path) -> Iterator[None]:
    """Outlines that the running site uses until the end of the test."""
    file = tmp_path / "outlines.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"chamber": chamber, "district": number},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for (chamber, number), ring in OUTLINES.items()
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    state, folder = read_jurisdiction(ROOT / "campaign/data/california"), site.state / "places"
    take_outlines(
        [file], state, boundaries=BoundaryShelf(folder), partial=True, now=datetime.now(UTC)
    )
    yield
    for grid in folder.glob("california/*.grid"):
        grid.unlink()


def come(ana: Parent) -> None:
    """Come to the choice that a shared ZIP code leaves."""
    ana.choose(10)
    ana.find("91011")
    assert ana.page.locator("[name=district-lower]").count() == 2


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_shared_location_is_an_answer(parents: Parents, locale: str) -> None:
    at_home = {"latitude": 34.2, "longitude": -118.15, "accuracy": 10}
    ana = parents(locale, geolocation=at_home, permissions=["geolocation"])
    come(ana)

    ana.press(TO_POINT[locale][1])

    assert "John Harabedian" in ana.reads
    assert "34.2" not in ana.page.url


@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_location_that_is_not_shared_leaves_the_other_ways(parents: Parents, locale: str) -> None:
    ana = parents(locale)
    come(ana)

    ana.named(TO_POINT[locale][1]).click()

    ana.page.locator("[data-locate-failed]").wait_for()
    assert ana.named(TO_POINT[locale][0]).is_visible()


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("scripts", [True, False])
def test_pointing_at_home_needs_no_script(parents: Parents, locale: str, *, scripts: bool) -> None:
    ana = parents(locale, java_script_enabled=scripts)
    come(ana)
    ana.press(TO_POINT[locale][0])
    squares = ana.page.locator("[name=tile]")
    assert squares.count() == 26

    # The line runs through the middle of this map, from top to bottom.
    ana.press(squares.nth(12))
    assert squares.count() == 26
    ana.press(squares.nth(10))

    assert "Nick Schultz" in ana.reads
    assert "," not in ana.page.url


def test_a_keyboard_can_point_too(parents: Parents) -> None:
    ana = parents()
    come(ana)
    ana.press("Show the map")

    square = ana.page.get_by_role("button", name="Row 3, column 5")
    square.focus()
    with ana.page.expect_navigation():
        ana.page.keyboard.press("Enter")

    assert "John Harabedian" in ana.reads


def test_a_tile_leads_through_the_whole_list(parents: Parents) -> None:
    ana = parents()
    ana.choose(10)
    ana.find("90999")
    tile = ana.page.locator("figure.state a[href='#district-lower-44']")

    tile.click()

    choice = ana.page.locator("#district-lower-44")
    assert "sldl:44" in (choice.get_attribute("value") or "")
    expect(choice).to_be_in_viewport()
