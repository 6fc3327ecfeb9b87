"""Streets are found however they are typed, and rows say no more than what was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.places import Chamber, DistrictRef
from campaign.domain.streets import (
    AskAgain,
    Parity,
    Range,
    StreetRow,
    StreetWord,
    house_number,
    matching,
    merged,
    range_of,
    street_name,
    suggestions,
    typed_street,
)

ONE = (DistrictRef("one", Chamber.LOWER, "1"),)
TWO = (DistrictRef("two", Chamber.LOWER, "2"),)
ROWS = (
    StreetRow("N Vermont Ave", 101, 199, Parity.ODD, ONE),
    StreetRow("N Vermont Ave", 100, 198, Parity.EVEN, ONE),
    StreetRow("N Vermont Ave", 200, 299, Parity.BOTH, TWO),
)
OAKS = (
    StreetRow("N Oak St", None, None, Parity.BOTH, ONE),
    StreetRow("S Oak St", None, None, Parity.BOTH, TWO),
)


@pytest.mark.parametrize(
    "typed",
    ["N Vermont Ave", "n. vermont avenue", "North  Vermont Av", "N VERMONT AVE.", "Vermont Ave N"],
)
def test_spellings_of_one_street_are_one_name(typed: str) -> None:
    assert street_name(typed).key == "N VERMONT AVE"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Calle Peñasco", "CALLE PENASCO"),
        ("O'Farrell St", "OFARRELL ST"),
        ("First Street", "1ST ST"),
        ("Saint Andrews Place", "ST ANDREWS PL"),
        ("East Ave", "E AVE"),
        ("North St", "N ST"),
        ("Avenue 26", "AVE 26"),
        ("\U0001f600", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_in_short(typed: str, key: str) -> None:
    assert street_name(typed).key == key


@pytest.mark.parametrize(
    ("typed", "key", "number"),
    [
        ("915 L Street", "L ST", 915),
        ("915 L Street Apt 4", "L ST", 915),
        ("915 L St #4, Sacramento", "L ST", 915),
        ("101 1/2 Main", "MAIN", 101),
        ("123A Main St", "MAIN ST", 123),
        ("12-34 Queens Row", "QUEENS ROW", 12_000_034),
        ("1st St", "1ST ST", None),
        ("Unit Way", "UNIT WAY", None),
        ("vermont", "VERMONT", None),
        ("77", "77", None),
    ],
)
def test_house_numbers_and_flats_are_told_from_the_street(
    typed: str, key: str, number: int | None
) -> None:
    found = typed_street(typed)

    assert (found.name.key, found.number) == (key, number)


@pytest.mark.parametrize("odd", ["N6W23001", "", "x", "1234567"])
def test_a_number_without_order_is_none(odd: str) -> None:
    assert house_number(odd) is None


@pytest.mark.parametrize(
    ("typed", "districts"),
    [("150 vermont", ONE), ("151 N Vermont Ave", ONE), ("250 vermont", TWO), ("299 vermont", TWO)],
)
def test_a_number_settles_a_street_that_is_split(
    typed: str, districts: tuple[DistrictRef, ...]
) -> None:
    found = matching(typed_street(typed), ROWS)

    assert not isinstance(found, AskAgain)
    assert {row.districts for row in found} == {districts}


@pytest.mark.parametrize(
    ("typed", "rows", "word"),
    [
        ("vermont", ROWS, StreetWord.NUMBER),
        ("999 vermont", ROWS, StreetWord.NO_NUMBER),
        ("vermont st", ROWS, StreetWord.WHICH),
        ("oak", OAKS, StreetWord.WHICH),
        ("5 oak", OAKS, StreetWord.WHICH),
        ("w oak st", OAKS, StreetWord.WHICH),
        ("elm", (), StreetWord.UNKNOWN),
    ],
)
def test_what_does_not_answer_says_what_to_ask(
    typed: str, rows: tuple[StreetRow, ...], word: StreetWord
) -> None:
    found = matching(typed_street(typed), rows)

    assert isinstance(found, AskAgain)
    assert found.word is word


def test_a_street_in_one_district_needs_no_number() -> None:
    found = matching(typed_street("s. oak street"), OAKS)

    assert found == (OAKS[1],)


def test_names_like_the_typed_one_are_suggested() -> None:
    names = ["N Vermont Ave", "Main St", "Vernon Ave", "Vermeer Ct"]

    assert suggestions(street_name("vermnt"), names)[0] == "N Vermont Ave"
    assert suggestions(street_name("verm"), names)[:2] == ("N Vermont Ave", "Vermeer Ct")
    assert suggestions(street_name("\U0001f600"), names) == ()


def test_a_street_in_one_district_is_one_row() -> None:
    ranges = [range_of("1", "99", "O", (1,)), range_of("2", "98", "E", (1,))]

    assert merged(ranges) == [Range(None, None, Parity.BOTH, (1,))]


def test_a_range_that_counts_down_is_turned_round() -> None:
    assert range_of("99", "1", "O", (1,)) == Range(1, 99, Parity.ODD, (1,))


def test_numbers_without_order_hold_no_house() -> None:
    row = range_of("N6W1", "N6W99", "B", (1,))

    assert not StreetRow("A St", row.first, row.last, row.parity, ONE).holds(1)


RANGES = st.lists(
    st.builds(
        lambda first, length, parity, district: range_of(
            str(first), str(first + length), parity, (district,)
        ),
        st.integers(1, 300),
        st.integers(0, 60),
        st.sampled_from("EOB"),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=12,
)


@given(RANGES)
def test_merging_loses_no_house_and_gives_none_another_district(ranges: list[Range]) -> None:
    rows = merged(ranges)
    for number in range(1, 361):
        read = {each.districts for each in ranges if _row(each).holds(number)}
        kept = {each.districts for each in rows if _row(each).holds(number)}
        gap = not read and len(kept) <= 2

        assert read <= kept
        assert kept == read or gap or _between_alike(ranges, number)


def _row(each: Range) -> StreetRow:
    return StreetRow("A St", each.first, each.last, each.parity, ONE)


def _between_alike(ranges: list[Range], number: int) -> bool:
    """Tell whether a number stands in a gap of one parity that another parity's range covers."""
    return any(
        not any(_row(each).holds(number) for each in ranges if each.parity is parity)
        for parity in Parity
    )
