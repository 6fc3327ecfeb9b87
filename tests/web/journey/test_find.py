"""Screen 2: a ZIP and an age, and who speaks for the writer."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from campaign.adapters.census_geocoder import CensusGeocoder
from campaign.domain.areas import Area
from campaign.domain.places import Chamber, GeocoderAnswer, GeocoderWord
from campaign.wiring import EXTENSION, Adapters
from tests.census_stand_in import Mood, census_stand_in
from tests.districts import add_district_over_all, add_zip
from tests.fakes import FakeGeocoder
from tests.grounds import lay_ground
from tests.pages import Page, Visitor
from tests.rosters import JURISDICTION

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
    assert "from the whole list" in page.text
    assert "lies in more than one district" not in page.text


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


def test_a_district_of_several_members_is_chosen_by_all_of_them(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90003")
    found = visitor.send({"district-lower": LOWER_3, "district-upper": UPPER_2})

    assert "lies in more than one district" in page.text
    (choice,) = [each for each in page.all("label", class_="choice") if "Family3" in each.text]
    assert "Given4 Family4" in choice.text
    assert choice.text.count("Assembly District 3") == 1
    assert "Given3 Family3" in found.text
    assert "Given4 Family4" in found.text


def test_all_members_of_a_district_that_is_settled_stand_above_the_choice(
    site: Flask, visitor: Visitor
) -> None:
    with site.app_context():
        add_zip("90005", {Chamber.LOWER: "3", Chamber.UPPER: "1 2"})
    visitor.choose()

    page = visitor.find("90005")

    assert offered(page, "lower") == []
    assert "Given3 Family3" in page.text
    assert "Given4 Family4" in page.text


@pytest.mark.parametrize("zip_code", ["90001", "90003"])
def test_where_districts_lie_over_others_the_list_says_what_it_may_lack(
    site: Flask, visitor: Visitor, zip_code: str
) -> None:
    visitor.choose()
    before = visitor.find(zip_code)
    with site.app_context():
        add_district_over_all()

    page = visitor.find(zip_code)

    assert "may be incomplete" not in before.text
    assert "So this list of your legislators may be incomplete." in page.text


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


@pytest.fixture
def neighbour(site: Flask, now: datetime) -> Visitor:
    """Somebody who has picked, on a site with outlines and streets of its own."""
    settings = site.config["CAMPAIGN"]
    lay_ground(settings.places_folder, JURISDICTION, now)
    visitor = Visitor(site)
    visitor.choose()
    return visitor


def ask_street(visitor: Visitor, street: str, **more: str) -> Page:
    return visitor.send({"street": street, "lookup": "street", "from_list": None, **more})


def ask_point(visitor: Visitor, lat: str, lng: str) -> Page:
    return visitor.send(
        {"lat": lat, "lng": lng, "lookup": "point", "street": None, "from_list": None}
    )


def test_a_street_name_settles_a_split_zip(neighbour: Visitor) -> None:
    page = neighbour.find("90002")

    assert "Calle Peñasco" in {each.attributes["value"] for each in page.all("option")}
    assert page.all("input", name="number") == []

    page = ask_street(neighbour, "calle penasco")

    assert page.heading == "They speak for you"
    assert "Given1 Family1" in page.text
    assert "Our own list of streets named these districts." in page.text


def test_the_house_number_is_asked_for_where_the_street_is_split(neighbour: Visitor) -> None:
    neighbour.find("90002")

    page = ask_street(neighbour, "N. Vermont Avenue")

    assert page.status == 422
    assert page.problems == {
        "number": "This street lies in more than one district. Enter your house number."
    }
    assert page.value("street") == "N. Vermont Avenue"

    page = ask_street(neighbour, "N. Vermont Avenue", number="250")

    assert "Given2 Family2" in page.text


def test_a_street_that_may_be_two_is_chosen_by_a_tap(neighbour: Visitor) -> None:
    neighbour.find("90002")

    page = ask_street(neighbour, "oak")

    assert list(page.problems) == ["street"]
    assert [each.text for each in page.all("button", name="street")] == ["N Oak St", "S Oak St"]

    page = ask_street(neighbour, "S Oak St")

    assert "Given2 Family2" in page.text


@pytest.mark.parametrize(
    ("street", "told"),
    [
        ("", "Enter the name of your street."),
        ("nowhere lane", "We do not know this street in your ZIP code."),
        ("\U0001f600", "We do not know this street in your ZIP code."),
        ("9999 vermont", "We do not know this house number on this street."),
        ("a" * 500, "This text has 500 characters. Shorten it to 120, please."),
    ],
)
def test_a_street_that_is_not_found_leaves_the_choice(
    neighbour: Visitor, street: str, told: str
) -> None:
    neighbour.find("90002")

    page = ask_street(neighbour, street)

    assert page.status == 422
    assert [words for words in page.problems.values() if words.startswith(told)]
    assert len(offered(page, "lower")) == 2


def test_both_look_ups_stand_beside_each_other(neighbour: Visitor, geocoder: FakeGeocoder) -> None:
    app = neighbour.client.application
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], geocoder="census")

    page = neighbour.find("90002")
    ids = [each.attributes["id"] for each in page.all("input", name="street")]
    ask_street(neighbour, "calle penasco")

    assert ids == ["street", "census-street"]
    assert geocoder.asked == []


def test_a_location_settles_a_split_zip(neighbour: Visitor) -> None:
    neighbour.find("90002")

    page = ask_point(neighbour, "38.05", "-119.85")

    assert "Given2 Family2" in page.text
    assert "Our own map named these districts." in page.text


def test_a_location_near_a_line_is_confirmed(neighbour: Visitor) -> None:
    neighbour.find("90003")

    page = ask_point(neighbour, "38.05", "-119.8003")

    assert "within 50 meters of a line" in page.text
    assert page.value("district-lower") == LOWER_2
    assert page.value("district-upper") == f"{STATE}/sldu:1"

    page = neighbour.send()

    assert page.heading == "They speak for you"
    assert "Given2 Family2" in page.text
    assert "Given5 Family5" in page.text


@pytest.mark.parametrize(
    ("lat", "lng", "told"),
    [
        ("", "", "We could not read your location."),
        ("-119.85", "38.05", "The latitude comes first"),
        ("39.5", "-119.8", "We do not know which districts this location lies in."),
        ("38.05", "-119.75", "Your location is not in ZIP code 90002."),
    ],
)
def test_a_location_that_does_not_help_leaves_the_choice(
    neighbour: Visitor, lat: str, lng: str, told: str
) -> None:
    neighbour.find("90002")

    page = ask_point(neighbour, lat, lng)

    assert page.status == 422
    assert page.problems["here"].startswith(told)
    assert len(offered(page, "lower")) == 2


def test_a_young_person_is_asked_for_no_place(neighbour: Visitor) -> None:
    page = neighbour.find("90002", "13-17")

    assert page.all("input", name="street") == []
    assert page.all("input", name="lat") == []

    page = ask_street(neighbour, "calle penasco")

    assert len(offered(page, "lower")) == 2


def test_no_address_stands_in_a_log_or_in_the_draft(
    neighbour: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    neighbour.find("90002")

    page = ask_street(neighbour, "calle penasco", number="77")

    out, err = capfd.readouterr()
    assert "penasco" not in (out + err).lower()
    assert "penasco" not in page.html.lower()
    assert "penasco" not in page.path


def test_the_candidates_stand_on_a_map_where_there_are_outlines(neighbour: Visitor) -> None:
    page = neighbour.find("90002")

    assert "A map of these districts" in page.html
    assert [each.text for each in page.all("text") if each.text.isdigit()] == ["1", "2"]


def test_without_outlines_there_is_no_map(visitor: Visitor) -> None:
    visitor.choose()

    assert "A map of these districts" not in visitor.find("90002").html


def ask_map(visitor: Visitor, **more: str) -> Page:
    return visitor.send({"lookup": "pin", "street": None, "from_list": None, **more})


def test_whoever_points_at_home_comes_closer_until_it_is_settled(neighbour: Visitor) -> None:
    page = neighbour.find("90002")
    assert page.all("button", name="tile") == []

    page = ask_map(neighbour)
    area = page.value("area")
    assert page.status == 200
    assert [each.text for each in page.all("text")].count("90002") == 1
    assert len(page.all("button", name="tile")) == 26

    page = ask_map(neighbour, area=area, tile="2-2")
    assert "Tap the square" in page.text
    assert page.value("area") != area

    page = ask_map(neighbour, area="-119.95,38.04,-119.94,38.05", tile="0-4")

    assert page.heading == "They speak for you"
    assert "Given1 Family1" in page.text
    assert "Our own map named these districts." in page.text


def test_more_of_the_map_can_be_shown(neighbour: Visitor) -> None:
    neighbour.find("90002")

    page = ask_map(neighbour, area="-119.95,38.04,-119.94,38.05", tile="wider")

    west, south, east, north = map(float, page.value("area").split(","))
    assert east - west > 0.02
    assert north - south > 0.02


def test_on_the_map_a_square_on_the_line_is_confirmed(neighbour: Visitor) -> None:
    neighbour.find("90002")

    page = ask_map(neighbour, area="-119.902,38.05,-119.898,38.054", tile="2-2")

    assert "within 50 meters of a line" in page.text
    assert len(offered(page, "lower")) == 2


@pytest.mark.parametrize(
    ("area", "tile", "told"),
    [
        ("everywhere", "1-1", "We could not read your location."),
        ("-119.95,38.04,-119.94,38.05", "9-9", "We could not read your location."),
        ("-119.75,38.04,-119.74,38.05", "1-1", "Your location is not in ZIP code 90002."),
        ("-118.75,38.04,-118.74,38.05", "1-1", "We do not know which districts"),
    ],
)
def test_a_square_that_does_not_help_leaves_the_choice(
    neighbour: Visitor, area: str, tile: str, told: str
) -> None:
    neighbour.find("90002")

    page = ask_map(neighbour, area=area, tile=tile)

    assert page.status == 422
    assert page.problems["pin"].startswith(told)
    assert len(offered(page, "lower")) == 2


def test_a_tap_beside_every_button_shows_the_map_again(neighbour: Visitor) -> None:
    neighbour.find("90002")
    area = "-119.95,38.04,-119.94,38.05"

    page = ask_map(neighbour, area=area, tile="")

    assert Area.parse(page.value("area")) == Area.parse(area)


def test_both_chambers_are_told_apart_on_the_map(neighbour: Visitor) -> None:
    neighbour.find("90003")

    page = ask_map(neighbour)

    assert "State Assembly" in page.text
    assert "State Senate" in page.text


def test_a_zip_that_is_nowhere_on_the_map_is_not_pointed_at(neighbour: Visitor) -> None:
    page = neighbour.find("90999")
    assert page.all("form", id="pin") == []

    page = ask_map(neighbour)

    assert page.status == 422
    assert len(offered(page, "lower")) == 3


def test_a_young_person_points_at_nothing(neighbour: Visitor) -> None:
    neighbour.find("90002", "13-17")

    page = ask_map(neighbour, area="-119.95,38.04,-119.94,38.05", tile="0-4")

    assert len(offered(page, "lower")) == 2
    assert page.all("button", name="tile") == []
