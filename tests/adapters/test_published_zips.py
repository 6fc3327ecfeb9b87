"""A table of ZIP codes becomes places, whatever its chambers are called."""

from dataclasses import replace
from pathlib import Path

import pytest

from campaign.adapters.published_zips import read_places
from campaign.domain.places import Chamber, ZipCode
from campaign.domain.roster import Roster, RosterError
from tests.rosters import JURISDICTION, LOWER_HOUSE, UPPER_HOUSE, legislator

OVERLAPPING = replace(
    JURISDICTION,
    houses={
        Chamber.LOWER: replace(LOWER_HOUSE, seats=9, seats_per_district=None, district_seats={}),
        Chamber.UPPER: replace(UPPER_HOUSE, seats=1),
    },
)
MEMBERS = (
    legislator(1, Chamber.LOWER, "Coos 2"),
    legislator(2, Chamber.LOWER, "Coos 2"),
    legislator(3, Chamber.LOWER, "Coos 7"),
    legislator(4, Chamber.UPPER, "1"),
)


def table(folder: Path, text: str) -> Path:
    path = folder / "zips.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_names_apart_by_semicolons_and_numbers_apart_by_spaces(tmp_path: Path) -> None:
    path = table(tmp_path, "zip,house,senate\r\n03031,Coos 02;Coos 1,1 2\r\n03032,Coos 02,1\r\n")

    places = read_places(Roster(OVERLAPPING, MEMBERS, ()), path)

    touched = {key.digits: [each.number for each in found] for key, found in places.zips.items()}
    assert touched == {"03031": ["Coos 2", "Coos 1", "1", "2"], "03032": ["Coos 2", "1"]}
    assert [each.number for each in places.districts] == ["Coos 1", "Coos 2", "Coos 7", "1", "2"]


def test_the_roster_tells_how_many_a_district_sends(tmp_path: Path) -> None:
    path = table(tmp_path, "zip,lower,upper\n03031,Coos 2,1\n")

    house = read_places(Roster(OVERLAPPING, MEMBERS, ()), path).jurisdiction.houses[Chamber.LOWER]

    assert [house.seats_of(number) for number in ("Coos 2", "Coos 7", "Coos 1")] == [2, 1, 1]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("zip,house\n03031,Coos 2\n", "missing column is 'upper'"),
        ("zip,house,senate\nnowhere,Coos 2,1\n", "zip is 'nowhere': write five digits"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(RosterError, match=sentence):
        read_places(Roster(OVERLAPPING, MEMBERS, ()), table(tmp_path, text))


def test_a_zip_code_may_begin_with_a_zero(tmp_path: Path) -> None:
    path = table(tmp_path, "zip,house,senate\n03031,Coos 2,1\n")

    assert ZipCode("03031") in read_places(Roster(OVERLAPPING, MEMBERS, ()), path).zips
