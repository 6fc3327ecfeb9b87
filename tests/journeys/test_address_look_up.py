"""Who is not sure of their district may ask the Census Bureau; without it, they still choose."""

import pytest

from tests.census_stand_in import CensusStandIn, Mood
from tests.journeys.conftest import Parents
from tests.parents import Parent

STREET = "1327 Foothill Blvd"


def test_the_bureau_names_the_districts(parents: Parents, geocoder: CensusStandIn) -> None:
    ana = parents()
    look_up(ana)

    assert ana.heading == "They speak for you"
    assert "John Harabedian" in ana.reads
    assert "Census Bureau" in ana.reads
    (question,) = geocoder.questions
    assert question["street"] == STREET
    assert question["zip"] == "91011"
    assert ana.email not in str(question)


@pytest.mark.parametrize("mood", [Mood.DOWN, Mood.NO_MATCH])
def test_without_an_answer_the_choice_remains(
    parents: Parents, geocoder: CensusStandIn, mood: Mood
) -> None:
    geocoder.mood = mood
    ana = parents()
    look_up(ana)

    assert ana.page.get_by_role("alert").count() == 1
    assert ana.page.input_value("[name=street]") == STREET
    ana.take("lower", 44)
    ana.go_on()
    assert "Nick Schultz" in ana.reads


def look_up(ana: Parent) -> None:
    """Come to a split ZIP, and press the button that says where the address goes."""
    ana.choose(10)
    ana.find("91011")
    assert ana.page.locator("[name=district-lower]").count() == 2
    assert "US Census Bureau's public geocoder" in ana.reads
    ana.fill(street=STREET)
    ana.press("Look up my districts")
