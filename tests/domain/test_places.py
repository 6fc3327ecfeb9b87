"""ZIP codes, districts, and who may choose among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.errors import Refused
from campaign.domain.places import (
    Ambiguous,
    Chamber,
    DistrictRef,
    Located,
    Rung,
    ZipCode,
    by_chamber,
    settle,
)

STATE = "ocd-division/country:us/state:ca"


def lower(number: str) -> DistrictRef:
    return DistrictRef(f"{STATE}/sldl:{number}", Chamber.LOWER, number)


def upper(number: str) -> DistrictRef:
    return DistrictRef(f"{STATE}/sldu:{number}", Chamber.UPPER, number)


@pytest.mark.parametrize(
    "typed",
    [
        "95814",
        " 95814 ",
        "95814-1234",
        "95814 1234",
        "958141234",
        "9 5 8 1 4",
        "\uff19\uff15\uff18\uff11\uff14",
        "95814\u00a0",
    ],
)
def test_a_zip_is_read_as_people_type_it(typed: str) -> None:
    assert ZipCode.parse(typed) == ZipCode("95814")


@pytest.mark.parametrize(
    "typed",
    ["", " ", "9581", "958145", "95814-12", "abcde", "9581O", "٩٥٨١٤", "95814\x00", "-95814"],
)
def test_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        ZipCode.parse(typed)

    assert refused.value.key == "zip_nonsense"


@given(st.text(max_size=500))
def test_any_text_is_a_zip_or_refused(typed: str) -> None:
    try:
        zip_code = ZipCode.parse(typed)
    except Refused:
        return

    assert len(str(zip_code)) == 5
    assert str(zip_code).isascii()
    assert str(zip_code).isdigit()


def test_one_district_of_each_chamber_is_an_answer() -> None:
    assert settle([upper("8"), lower("6")]) == Located((lower("6"), upper("8")))


def test_a_shared_place_names_the_candidates_of_each_chamber() -> None:
    answer = settle([lower("10"), upper("8"), lower("6")])

    assert answer == Ambiguous(
        {Chamber.LOWER: (lower("6"), lower("10")), Chamber.UPPER: (upper("8"),)}
    )
    assert isinstance(answer, Ambiguous)
    assert answer.open_chambers == (Chamber.LOWER,)


def test_districts_stand_in_the_order_of_their_numbers() -> None:
    numbers = ["10", "Belknap 10", "2", "Belknap 2"]

    found = by_chamber(lower(number) for number in numbers)[Chamber.LOWER]

    assert [district.number for district in found] == ["2", "10", "Belknap 2", "Belknap 10"]


def test_a_choice_settles_the_open_chambers_only() -> None:
    shared = Ambiguous({Chamber.LOWER: (lower("6"), lower("10")), Chamber.UPPER: (upper("8"),)})

    located = shared.choose({Chamber.LOWER: f"{STATE}/sldl:10", Chamber.UPPER: "anything"})

    assert located == Located((lower("10"), upper("8")), Rung.CHOICE)


@pytest.mark.parametrize(
    ("picked", "key"),
    [({}, "district_missing"), ({Chamber.LOWER: f"{STATE}/sldl:7"}, "district_not_offered")],
)
def test_a_choice_must_be_one_of_the_candidates(picked: dict[Chamber, str], key: str) -> None:
    shared = Ambiguous({Chamber.LOWER: (lower("6"), lower("10"))})

    with pytest.raises(Refused) as refused:
        shared.choose(picked)

    assert refused.value.key == key
    assert refused.value.values == {"chamber": "lower"}
