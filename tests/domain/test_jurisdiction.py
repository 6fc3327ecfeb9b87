"""What a state calls things, and whose ZIP codes are whose."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from campaign.domain.content import Phrase
from campaign.domain.places import Chamber, ZipCode
from tests.rosters import JURISDICTION, LOWER_HOUSE


def test_a_district_has_its_ocd_division_id() -> None:
    district = JURISDICTION.district(Chamber.LOWER, "6")

    assert district.ocd_id == "ocd-division/country:us/state:zz/sldl:6"
    assert (district.chamber, district.number) == (Chamber.LOWER, "6")


def test_a_named_district_has_an_id_without_spaces() -> None:
    district = JURISDICTION.district(Chamber.LOWER, "Belknap 10")

    assert district.ocd_id.endswith("/sldl:belknap_10")


@pytest.mark.parametrize(
    ("chamber", "gender", "spanish"),
    [
        (Chamber.UPPER, "female", "Senadora"),
        (Chamber.UPPER, "", "Integrante del Senado"),
        (Chamber.UPPER, "nonbinary", "Integrante del Senado"),
        (Chamber.LOWER, "female", "Asambleísta"),
    ],
)
def test_a_title_has_a_neutral_form(chamber: Chamber, gender: str, spanish: str) -> None:
    assert JURISDICTION.title(chamber, gender).es == spanish


def test_a_district_is_named_in_both_languages() -> None:
    assert JURISDICTION.district_name(Chamber.UPPER, "8") == Phrase(
        "Senate District 8", "Distrito 8 del Senado"
    )


def test_the_first_digits_tell_the_state() -> None:
    assert JURISDICTION.owns(ZipCode("96199"))
    assert not JURISDICTION.owns(ZipCode("96201"))
    assert not JURISDICTION.owns(ZipCode("00501"))


def test_a_day_is_the_local_day() -> None:
    assert JURISDICTION.day(datetime(2026, 12, 7, 7, 59, tzinfo=UTC)) == date(2026, 12, 6)
    assert JURISDICTION.day(datetime(2026, 12, 7, 8, 0, tzinfo=UTC)) == date(2026, 12, 7)


def test_a_district_may_have_many_seats() -> None:
    house = replace(LOWER_HOUSE, district_seats={"Belknap 10": 10})

    assert house.seats_of("Belknap 10") == 10
    assert house.seats_of("1") == 1
