"""Whoever gives a ZIP or an address learns their districts, or what to choose from."""

import socket
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError
from sqlalchemy.orm import Session, scoped_session

from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.domain.areas import Area, Closer
from campaign.domain.errors import Refused
from campaign.domain.places import (
    Ambiguous,
    Chamber,
    GeocoderAnswer,
    GeocoderWord,
    Located,
    Point,
    Rung,
    ZipCode,
)
from campaign.domain.streets import AskAgain, StreetWord
from campaign.services.load_roster.places import load_places
from campaign.services.locate import (
    every_district,
    locate_address,
    locate_area,
    locate_point,
    locate_street,
    locate_zip,
)
from tests.databases import Kind
from tests.grounds import Ground, lay_ground, lay_whole_ground
from tests.rosters import JURISDICTION, places

STATE = "ocd-division/country:us/state:zz"
FOUND, NOT_FOUND, UNAVAILABLE = GeocoderWord


@dataclass
class FixedGeocoder:
    """Gives one answer to every question, and remembers the questions."""

    word: GeocoderWord
    districts: tuple[str, ...] = ()
    questions: list[tuple[str, str]] = field(default_factory=list)

    def districts_at(self, street: str, zip_code: str) -> GeocoderAnswer:
        """Answer as was told."""
        self.questions.append((street, zip_code))
        return GeocoderAnswer(self.word, frozenset(self.districts))


@pytest.fixture(autouse=True)
def _places(session: scoped_session[Session]) -> None:  # noqa: ARG001  # It opens the database.
    load_places(places())


def by_zip(digits: str, now: datetime) -> Located | Ambiguous:
    return locate_zip(ZipCode(digits), jurisdiction=JURISDICTION, now=now)


def by_address(digits: str, geocoder: FixedGeocoder, now: datetime) -> Located | Ambiguous:
    return locate_address(
        ZipCode(digits),
        street="1 Invented St",
        jurisdiction=JURISDICTION,
        geocoder=geocoder,
        now=now,
    )


def short(answer: Located | Ambiguous) -> list[str]:
    if isinstance(answer, Located):
        found = list(answer.districts)
    else:
        found = [each for districts in answer.candidates.values() for each in districts]
    return [district.ocd_id.rpartition("/")[2] for district in found]


def refused_key(digits: str, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        by_zip(digits, now)
    assert refused.value.values == {"zip": digits}
    return refused.value.key


def test_a_zip_in_one_district_of_each_chamber_is_an_answer(now: datetime) -> None:
    answer = by_zip("90001", now)

    assert isinstance(answer, Located)
    assert short(answer) == ["sldl:1", "sldu:1"]


def test_a_shared_zip_names_the_candidates(now: datetime) -> None:
    answer = by_zip("90003", now)

    assert isinstance(answer, Ambiguous)
    assert answer.open_chambers == (Chamber.LOWER, Chamber.UPPER)
    assert short(answer) == ["sldl:2", "sldl:3", "sldu:1", "sldu:2"]


def test_a_zip_across_the_state_line_is_an_answer(now: datetime) -> None:
    assert short(by_zip("89001", now)) == ["sldl:3", "sldu:2"]


def test_a_zip_of_the_state_that_no_district_has_is_unknown(now: datetime) -> None:
    assert refused_key("90009", now) == "zip_unknown"


def test_a_zip_of_another_state_is_told_from_it(now: datetime) -> None:
    assert refused_key("10001", now) == "zip_elsewhere"


def test_an_address_settles_a_shared_zip(now: datetime) -> None:
    geocoder = FixedGeocoder(FOUND, (f"{STATE}/sldl:2", f"{STATE}/sldu:1"))

    answer = by_address("90003", geocoder, now)

    assert isinstance(answer, Located)
    assert short(answer) == ["sldl:2", "sldu:1"]
    assert geocoder.questions == [("1 Invented St", "90003")]


def test_an_address_settles_a_zip_that_no_district_has(now: datetime) -> None:
    geocoder = FixedGeocoder(FOUND, (f"{STATE}/sldl:2", f"{STATE}/sldu:1"))

    assert short(by_address("90009", geocoder, now)) == ["sldl:2", "sldu:1"]


@pytest.mark.parametrize(
    ("geocoder", "word"),
    [
        (FixedGeocoder(UNAVAILABLE), UNAVAILABLE),
        (FixedGeocoder(NOT_FOUND), NOT_FOUND),
        (FixedGeocoder(FOUND, (f"{STATE}/sldl:2",)), NOT_FOUND),
        (FixedGeocoder(FOUND, (f"{STATE}/sldl:99", f"{STATE}/sldu:1")), NOT_FOUND),
        (
            FixedGeocoder(
                FOUND,
                (
                    "ocd-division/country:us/state:nv/sldl:2",
                    "ocd-division/country:us/state:nv/sldu:1",
                ),
            ),
            NOT_FOUND,
        ),
    ],
)
def test_without_a_usable_answer_the_choice_remains(
    geocoder: FixedGeocoder, word: GeocoderWord, now: datetime
) -> None:
    answer = by_address("90003", geocoder, now)

    assert isinstance(answer, Ambiguous)
    assert answer.geocoder is word
    assert short(answer) == ["sldl:2", "sldl:3", "sldu:1", "sldu:2"]


def test_without_a_usable_answer_a_plain_zip_still_answers(now: datetime) -> None:
    assert isinstance(by_address("90001", FixedGeocoder(UNAVAILABLE), now), Located)


def test_an_address_in_an_unknown_zip_may_stay_unknown(now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        by_address("90009", FixedGeocoder(NOT_FOUND), now)

    assert refused.value.key == "zip_unknown"


def test_an_address_in_another_state_is_never_sent(now: datetime) -> None:
    geocoder = FixedGeocoder(FOUND)

    with pytest.raises(Refused) as refused:
        by_address("10001", geocoder, now)

    assert refused.value.key == "zip_elsewhere"
    assert geocoder.questions == []


def test_every_district_can_be_chosen_from(now: datetime) -> None:
    answer = every_district(jurisdiction=JURISDICTION, now=now)

    assert short(answer) == ["sldl:1", "sldl:2", "sldl:3", "sldu:1", "sldu:2"]
    chosen = answer.choose({Chamber.LOWER: f"{STATE}/sldl:3", Chamber.UPPER: f"{STATE}/sldu:1"})
    assert short(chosen) == ["sldl:3", "sldu:1"]


@pytest.fixture
def ground(tmp_path: Path, now: datetime) -> Ground:
    """Outlines and streets of the invented state, in use."""
    return lay_ground(tmp_path, JURISDICTION, now)


def by_street(
    text: str, ground: Ground, now: datetime, *, digits: str = "90002", number: str = ""
) -> Located | Ambiguous | AskAgain:
    return locate_street(
        ZipCode(digits),
        street=text,
        number=number,
        jurisdiction=JURISDICTION,
        streets=ground.streets,
        now=now,
    )


def by_point(
    lat: float, lng: float, ground: Ground, now: datetime, *, digits: str = ""
) -> Located | Ambiguous:
    return locate_point(
        Point(lat, lng),
        zip_code=ZipCode(digits) if digits else None,
        jurisdiction=JURISDICTION,
        boundaries=ground.boundaries,
        now=now,
    )


@pytest.mark.parametrize(
    ("street", "number", "districts"),
    [
        ("calle penasco", "", ["sldl:1", "sldu:1"]),
        ("150 N. Vermont Avenue", "", ["sldl:1", "sldu:1"]),
        ("vermont", "250", ["sldl:2", "sldu:1"]),
        ("border road", "7", ["sldl:1", "sldu:1"]),
        ("border road", "8", ["sldl:2", "sldu:1"]),
        ("12-34 Queens Row", "", ["sldl:1", "sldu:1"]),
    ],
)
def test_a_street_settles_a_shared_zip(
    street: str, number: str, districts: list[str], ground: Ground, now: datetime
) -> None:
    answer = by_street(street, ground, now, number=number)

    assert isinstance(answer, Located)
    assert answer.rung is Rung.STREET
    assert short(answer) == districts


@pytest.mark.parametrize(
    ("street", "word", "streets"),
    [
        ("vermont", StreetWord.NUMBER, ("N Vermont Ave",)),
        ("oak", StreetWord.WHICH, ("N Oak St", "S Oak St")),
        ("vermnt", StreetWord.UNKNOWN, ("N Vermont Ave",)),
        ("e" * 500, StreetWord.UNKNOWN, ()),
        ("\U0001f600", StreetWord.UNKNOWN, ()),
        ("", StreetWord.UNKNOWN, ()),
    ],
)
def test_a_street_that_does_not_settle_it_says_what_to_ask(
    street: str, word: StreetWord, streets: tuple[str, ...], ground: Ground, now: datetime
) -> None:
    assert by_street(street, ground, now) == AskAgain(word, streets)


def test_a_point_is_an_answer(ground: Ground, now: datetime) -> None:
    answer = by_point(38.05, -119.95, ground, now)

    assert answer == Located(answer.districts, Rung.POINT)
    assert short(answer) == ["sldl:1", "sldu:1"]


def test_a_point_near_a_line_is_to_be_confirmed(ground: Ground, now: datetime) -> None:
    answer = by_point(38.05, -119.9003, ground, now)

    assert isinstance(answer, Ambiguous)
    assert short(answer) == ["sldl:1", "sldl:2", "sldu:1"]
    assert answer.likely[Chamber.LOWER] == f"{STATE}/sldl:1"


@pytest.mark.parametrize(("lat", "lng"), [(37.0, -123.5), (39.5, -119.8), (-38.05, 119.95)])
def test_a_point_in_no_outline_is_unknown(
    lat: float, lng: float, ground: Ground, now: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        by_point(lat, lng, ground, now)

    assert refused.value.key == "point_unknown"


def test_a_point_outside_its_zip_is_not_taken_for_home(ground: Ground, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        by_point(38.05, -119.75, ground, now, digits="90002")

    assert refused.value.key == "point_outside_zip"


def test_without_outlines_every_point_is_unknown(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        by_point(38.05, -119.95, Ground(tmp_path), now)

    assert refused.value.key == "point_unknown"


def test_a_chamber_without_outlines_is_left_to_the_zip(tmp_path: Path, now: datetime) -> None:
    ground = lay_ground(tmp_path, JURISDICTION, now, chambers=(Chamber.LOWER,))

    answer = by_point(38.05, -119.85, ground, now, digits="90003")

    assert isinstance(answer, Ambiguous)
    assert short(answer) == ["sldl:2", "sldu:1", "sldu:2"]


def by_area(
    area: Area, shelf: BoundaryShelf, now: datetime, *, digits: str = "90002"
) -> Located | Ambiguous | Closer:
    return locate_area(
        area,
        zip_code=ZipCode(digits),
        jurisdiction=JURISDICTION,
        boundaries=shelf,
        now=now,
    )


def test_a_square_in_one_district_of_each_chamber_is_an_answer(
    tmp_path: Path, now: datetime
) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)

    answer = by_area(Area.around(Point(38.05, -119.87), 500), shelf, now)

    assert isinstance(answer, Located)
    assert answer.rung is Rung.POINT
    assert short(answer) == ["sldl:2", "sldu:1"]


def test_a_square_that_a_line_crosses_is_looked_at_more_closely(
    tmp_path: Path, now: datetime
) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)
    area = Area.around(Point(38.05, -119.9), 500)

    assert by_area(area, shelf, now) == Closer(area)


def test_a_square_beside_a_line_is_looked_at_more_closely_too(
    tmp_path: Path, now: datetime
) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)
    # Its eastern side lies some 26 metres from the line.
    beside = Area(-119.91, 38.05, -119.9003, 38.06)

    assert by_area(beside, shelf, now) == Closer(beside)


def test_on_the_line_itself_one_chooses(tmp_path: Path, now: datetime) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)

    answer = by_area(Area.around(Point(38.05, -119.9), 40), shelf, now)

    assert isinstance(answer, Ambiguous)
    assert short(answer) == ["sldl:1", "sldl:2", "sldu:1"]


def test_districts_that_the_zip_does_not_touch_are_left_out(tmp_path: Path, now: datetime) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)

    answer = by_area(Area.around(Point(38.05, -119.8), 500), shelf, now)

    assert isinstance(answer, Located)
    assert short(answer) == ["sldl:2", "sldu:1"]


@pytest.mark.parametrize(
    ("lat", "lng", "key"),
    [(38.05, -119.75, "point_outside_zip"), (37.0, -123.5, "point_unknown")],
)
def test_a_square_elsewhere_is_not_taken_for_home(
    lat: float, lng: float, key: str, tmp_path: Path, now: datetime
) -> None:
    shelf = lay_whole_ground(tmp_path, JURISDICTION, now)

    with pytest.raises(Refused) as refused:
        by_area(Area.around(Point(lat, lng), 500), shelf, now)

    assert refused.value.key == key


def test_without_outlines_every_square_is_unknown(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        by_area(Area.around(Point(38.05, -119.9), 500), BoundaryShelf(tmp_path), now)

    assert refused.value.key == "point_unknown"


def test_at_the_edge_of_a_partial_set_nobody_is_sure(ground: Ground, now: datetime) -> None:
    wide, narrow = (Area.around(Point(38.0, -119.95), metres) for metres in (500, 40))

    assert by_area(wide, ground.boundaries, now) == Closer(wide)
    answer = by_area(narrow, ground.boundaries, now)
    assert isinstance(answer, Ambiguous)
    assert short(answer) == ["sldl:1", "sldl:2", "sldu:1"]


@pytest.mark.only_on(Kind.SQLITE)
def test_the_first_three_rungs_touch_no_network(
    ground: Ground, now: datetime, socket_disabled: None
) -> None:
    del socket_disabled

    assert isinstance(by_zip("90001", now), Located)
    assert isinstance(by_street("calle penasco", ground, now), Located)
    assert isinstance(by_point(38.05, -119.95, ground, now, digits="90002"), Located)
    area = Area.around(Point(38.05, -119.95), 500)
    assert isinstance(by_area(area, ground.boundaries, now), Located)
    with pytest.raises(SocketBlockedError):
        socket.socket()
