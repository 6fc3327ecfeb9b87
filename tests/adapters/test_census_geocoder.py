"""The Census geocoder against a stand-in on the loopback."""

import logging
from collections.abc import Iterator

import pytest

from campaign.adapters.census_geocoder import CensusGeocoder, NoGeocoder
from campaign.domain.places import GeocoderAnswer, GeocoderWord
from tests.census_stand_in import CensusStandIn, Mood, census_stand_in, match

STREET, ZIP = "100 Invented Ave", "91101"
STATE = "ocd-division/country:us/state:ca"
PASADENA = GeocoderAnswer(GeocoderWord.FOUND, frozenset({f"{STATE}/sldl:41", f"{STATE}/sldu:25"}))
NOT_FOUND = GeocoderAnswer(GeocoderWord.NOT_FOUND)
UNAVAILABLE = GeocoderAnswer(GeocoderWord.UNAVAILABLE)


@pytest.fixture
def census() -> Iterator[CensusStandIn]:
    with census_stand_in() as stand_in:
        yield stand_in


def ask(census: CensusStandIn, *, time_out: float = 2.0) -> GeocoderAnswer:
    return CensusGeocoder(census.address, time_out=time_out).districts_at(STREET, ZIP)


@pytest.mark.parametrize(
    ("mood", "answer", "times_asked"),
    [
        (Mood.MATCH, PASADENA, 1),
        (Mood.NO_MATCH, NOT_FOUND, 1),
        (Mood.TWO_THAT_AGREE, PASADENA, 1),
        (Mood.TWO_THAT_DIFFER, NOT_FOUND, 1),
        (Mood.REFUSED, NOT_FOUND, 1),
        (Mood.NO_LAYERS, UNAVAILABLE, 1),
        (Mood.GARBAGE, UNAVAILABLE, 1),
        (Mood.OTHER_JSON, UNAVAILABLE, 1),
        (Mood.ELSEWHERE, UNAVAILABLE, 1),
        (Mood.DOWN, UNAVAILABLE, 2),
        (Mood.DOWN_ONCE, PASADENA, 2),
    ],
)
def test_every_answer_becomes_a_word(
    census: CensusStandIn, mood: Mood, answer: GeocoderAnswer, times_asked: int
) -> None:
    census.mood = mood

    assert ask(census) == answer
    assert len(census.questions) == times_asked


@pytest.mark.parametrize("mood", [Mood.SLOW, Mood.DRIPPING])
def test_a_slow_server_is_asked_twice_and_then_left(census: CensusStandIn, mood: Mood) -> None:
    census.mood = mood

    assert ask(census, time_out=0.2) == UNAVAILABLE
    assert len(census.questions) == 2


def test_an_absent_server_is_unavailable() -> None:
    with census_stand_in() as gone:
        address = gone.address

    assert CensusGeocoder(address).districts_at(STREET, ZIP) == UNAVAILABLE


def test_only_the_address_and_the_edition_are_sent(census: CensusStandIn) -> None:
    ask(census)

    assert census.questions == [
        {
            "street": STREET,
            "zip": ZIP,
            "benchmark": "Public_AR_Current",
            "vintage": "Current_Current",
            "format": "json",
        }
    ]


@pytest.mark.parametrize("street", ["", "  ", "x" * 101])
def test_what_cannot_be_an_address_is_not_sent(census: CensusStandIn, street: str) -> None:
    answer = CensusGeocoder(census.address).districts_at(street, ZIP)

    assert answer == NOT_FOUND
    assert census.questions == []


def test_an_address_that_cannot_be_written_is_unavailable(census: CensusStandIn) -> None:
    answer = CensusGeocoder(census.address).districts_at("1 \ud800 St", ZIP)

    assert answer == UNAVAILABLE


def test_another_state_is_named_as_such(census: CensusStandIn) -> None:
    census.matches = [match(lower="6", upper="8", state="NV")]

    assert ask(census).ocd_ids == {
        "ocd-division/country:us/state:nv/sldl:6",
        "ocd-division/country:us/state:nv/sldu:8",
    }


@pytest.mark.parametrize("mood", [Mood.MATCH, Mood.DOWN, Mood.GARBAGE, Mood.SLOW])
def test_no_log_line_holds_an_address(
    census: CensusStandIn,
    mood: Mood,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    census.mood = mood

    with caplog.at_level(logging.DEBUG):
        ask(census, time_out=0.2)

    out, err = capfd.readouterr()
    assert "Invented" not in caplog.text + out + err


def test_an_installation_without_a_geocoder_says_so() -> None:
    assert NoGeocoder().districts_at(STREET, ZIP) == UNAVAILABLE
