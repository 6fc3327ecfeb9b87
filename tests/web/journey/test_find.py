"""Screen 2: a ZIP and an age, and who speaks for the writer."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from campaign.adapters.census_geocoder import CensusGeocoder
from campaign.domain.places import GeocoderAnswer, GeocoderWord
from campaign.wiring import EXTENSION, Adapters
from tests.census_stand_in import Mood, census_stand_in
from tests.fakes import FakeGeocoder
from tests.pages import Page, Visitor

STATE = "ocd-division/country:us/state:zz"
LOWER_2 = f"{STATE}/sldl:2"
LOWER_3 = f"{STATE}/sldl:3"
UPPER_2 = f"{STATE}/sldu:2"


@pytest.fixture
def searcher(site: Flask) -> Visitor:
    """Somebody who has picked, on a site that offers the outside look-up."""
    site.config["CAMPAIGN"] = replace(site.config["CAMPAIGN"], geocoder="census")
    visitor = Visitor(site)
    visitor.choose()
    return visitor


@pytest.fixture
def geocoder(edges: Adapters) -> FakeGeocoder:
    """The geocoder that is asked."""
    assert isinstance(edges.geocoder, FakeGeocoder)
    return edges.geocoder


def offered(page: Page, chamber: str) -> list[str]:
    """Return the districts that a page offers for a chamber."""
    return [radio.attributes["value"] for radio in page.all("input", name=f"district-{chamber}")]


def test_a_zip_in_one_district_of_each_chamber_is_answered_at_once(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90001-1234")

    assert page.heading == "They speak for you"
    assert "Given1 Family1" in page.text
    assert "Given5 Family5" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter a ZIP code of five numbers, like 95814."),
        ("abc", "Enter a ZIP code of five numbers, like 95814."),
        ("9" * 10_000, "This text has 10000 characters. Shorten it to 20, please."),
        ("10001", "10001 is not a ZIP code of this state."),
    ],
)
def test_a_wrong_zip_gets_its_own_sentence(visitor: Visitor, typed: str, told: str) -> None:
    visitor.choose()

    page = visitor.find(typed, "13-17")

    assert page.status == 422
    assert page.problems["zip"].startswith(told)
    assert told in page.one("div", id="zip-error").text
    assert "checked" in page.one("input", value="13-17").attributes


def test_a_wrong_zip_is_told_in_spanish(visitante: Visitor) -> None:
    visitante.choose()

    page = visitante.find("10001")

    assert "10001" in page.problems["zip"]
    assert "is not" not in page.text


def test_no_age_is_asked_for_again(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90001", "")

    assert page.problems == {"age_band": "Choose your age."}
    assert page.value("zip") == "90001"


def test_a_zip_that_is_not_on_the_map_leads_to_everyone(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90999")

    assert page.status == 422
    assert "90999" in page.problems["district-lower"]
    assert len(offered(page, "lower")) == 3
    assert len(offered(page, "upper")) == 2


def test_whoever_chose_from_everyone_goes_on(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90999")

    page = visitor.send({"district-lower": LOWER_3, "district-upper": UPPER_2})

    assert page.heading == "They speak for you"
    assert "Given4 Family4" in page.text


def test_a_split_zip_shows_its_candidates_for_the_open_chamber_alone(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90002")

    assert page.status == 200
    assert len(offered(page, "lower")) == 2
    assert offered(page, "upper") == []
    assert "Given5 Family5" in page.text


def test_choosing_nobody_is_told_for_each_open_chamber(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90003")

    page = visitor.send()

    assert page.status == 422
    assert list(page.problems) == ["district-lower", "district-upper"]


def test_one_choice_is_kept_while_the_other_is_missing(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90003")

    page = visitor.send({"district-lower": LOWER_2})

    assert list(page.problems) == ["district-upper"]
    assert page.value("district-lower") == LOWER_2


def test_a_district_that_was_not_offered_is_refused(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90002")

    page = visitor.send({"district-lower": "ocd-division/\x00nowhere"})

    assert list(page.problems) == ["district-lower"]


def test_choices_are_kept_when_the_page_was_open_too_long(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90003")
    visitor.forget_session()

    page = visitor.send({"district-lower": LOWER_2, "district-upper": UPPER_2})

    assert page.status == 422
    assert page.value("district-lower") == LOWER_2
    assert page.value("district-upper") == UPPER_2


def test_not_right_leads_to_the_picker_with_the_answer_marked(visitor: Visitor) -> None:
    visitor.choose()
    page = visitor.find("90001")
    (link,) = [link for link in page.all("a") if link.text.startswith("Not right?")]

    page = visitor.open(link.attributes["href"])

    assert len(offered(page, "lower")) == 3
    assert page.value("district-lower") == f"{STATE}/sldl:1"


def test_the_picker_puts_the_answer_right(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90001")
    visitor.step("find?pick=1")

    page = visitor.send({"district-lower": LOWER_2, "district-upper": UPPER_2})

    assert "Given2 Family2" in page.text
    assert "Given6 Family6" in page.text


def test_a_zip_of_another_state_is_refused_with_choices_too(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90003")

    page = visitor.send({"zip": "10001", "district-lower": LOWER_2})

    assert list(page.problems) == ["zip"]


def test_another_zip_can_be_typed(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90003")

    page = visitor.step("find?again=1")

    assert page.value("zip") == "90003"


def test_without_picks_the_first_screen_comes_first(visitor: Visitor) -> None:
    assert visitor.step("find").path == "/en/"


def test_the_look_up_settles_a_split_zip(searcher: Visitor, geocoder: FakeGeocoder) -> None:
    geocoder.answer = GeocoderAnswer(GeocoderWord.FOUND, frozenset({LOWER_3, UPPER_2}))
    searcher.find("90003")

    page = searcher.send({"street": "1 Main St.", "lookup": "census"})

    assert page.heading == "They speak for you"
    assert "named these districts for your street" in page.text
    assert geocoder.asked == [("1 Main St.", "90003")]


@pytest.mark.parametrize("word", [GeocoderWord.UNAVAILABLE, GeocoderWord.NOT_FOUND])
def test_a_look_up_that_finds_nothing_leaves_the_choice(
    searcher: Visitor, geocoder: FakeGeocoder, word: GeocoderWord
) -> None:
    geocoder.answer = GeocoderAnswer(word)
    searcher.find("90003")

    page = searcher.send({"street": "1 Main St.", "lookup": "census"})

    assert page.status == 422
    assert page.all("div", role="alert")
    assert len(offered(page, "lower")) == 2
    assert page.value("street") == "1 Main St."


@pytest.mark.parametrize("mood", [Mood.DOWN, Mood.GARBAGE, Mood.DRIPPING, Mood.SLOW])
def test_a_geocoder_that_is_down_or_slow_leaves_the_choice(searcher: Visitor, mood: Mood) -> None:
    app = searcher.client.application
    with census_stand_in() as stand_in:
        stand_in.mood = mood
        slow = CensusGeocoder(stand_in.address, time_out=0.2)
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], geocoder=slow)
        searcher.find("90003")

        page = searcher.send({"street": "1 Main St.", "lookup": "census"})

    assert page.status == 422
    assert len(offered(page, "lower")) == 2


def test_a_look_up_without_a_street_asks_for_it(searcher: Visitor, geocoder: FakeGeocoder) -> None:
    searcher.find("90003")

    page = searcher.send({"street": " ", "lookup": "census"})

    assert page.problems == {"street": "Enter your house number and street."}
    assert len(offered(page, "lower")) == 2
    assert geocoder.asked == []


def test_a_look_up_for_a_zip_that_is_not_on_the_map_leaves_everyone(
    searcher: Visitor, geocoder: FakeGeocoder
) -> None:
    searcher.find("90999")

    page = searcher.send({"street": "1 Main St.", "lookup": "census"})

    assert len(geocoder.asked) == 1
    assert len(offered(page, "lower")) == 3
    assert page.value("street") == "1 Main St."


def test_an_operator_can_switch_the_look_up_off(visitor: Visitor, geocoder: FakeGeocoder) -> None:
    visitor.choose()
    page = visitor.find("90003")

    assert page.all("input", name="street") == []

    page = visitor.send({"street": "1 Main St.", "lookup": "census", "from_list": None})

    assert geocoder.asked == []
    assert len(offered(page, "lower")) == 2


def test_a_young_person_is_asked_for_no_street(searcher: Visitor, geocoder: FakeGeocoder) -> None:
    page = searcher.find("90003", "13-17")

    assert page.all("input", name="street") == []

    searcher.send({"street": "1 Main St.", "lookup": "census", "from_list": None})

    assert geocoder.asked == []


def test_others_can_write_while_the_geocoder_is_asked(searcher: Visitor, database_url: str) -> None:
    engine = create_engine(database_url, connect_args=_impatient(database_url))

    class Writer:
        """Writes to the database before it answers."""

        def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
            """Write as a worker would."""
            del street, zip_code
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM drafts"))
            return GeocoderAnswer(GeocoderWord.UNAVAILABLE)

    app = searcher.client.application
    searcher.find("90003")
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], geocoder=Writer())

    page = searcher.send({"street": "1 Main St.", "lookup": "census"})
    engine.dispose()

    assert page.status == 422


def _impatient(url: str) -> dict[str, object]:
    return {"timeout": 0.2} if url.startswith("sqlite") else {"options": "-c lock_timeout=200"}
