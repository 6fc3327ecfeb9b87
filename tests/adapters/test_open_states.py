"""The roster in the form in which it is published becomes ours, or says what is wrong with it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.adapters.open_states import PublishedRoster
from campaign.domain.places import Chamber
from campaign.domain.roster import Legislator, RosterError
from tests.published import HEADER, people_file, person
from tests.rosters import JURISDICTION, MEMBERS

STATE = replace(
    JURISDICTION,
    official_sites={
        Chamber.LOWER: ("assembly.example",),
        Chamber.UPPER: ("senate.example",),
    },
)


def read(*rows: Mapping[str, str], folder: Path, **tables: Path) -> tuple[Legislator, ...]:
    path = people_file(folder / "zz.csv", rows)
    return PublishedRoster(path, **tables).read(STATE).legislators


def table(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_becomes_a_legislator(tmp_path: Path) -> None:
    row = person(
        MEMBERS[0],
        name="María  Núñez",
        gender="Female",
        district_address="1 Main St.,, Fresno, ZZ 90001",
        district_voice="555-0199",
    )

    (found,) = read(row, folder=tmp_path)

    assert found.full_name == "María Núñez"
    assert found.gender == "female"
    assert (found.office_address, found.office_city) == (
        "1 Main St., Fresno, ZZ 90001",
        "Fresno",
    )
    assert (found.capitol_address, found.capitol_phone) == ("", "")


def test_capitol_offices_come_from_the_table_of_offices(tmp_path: Path) -> None:
    offices = table(
        tmp_path / "offices.csv",
        [
            {"person_id": "ocd-person/1", "classification": kind, "address": at, "voice": voice}
            for kind, at, voice in (
                ("district", "1 A St., Town, ZZ 90001", "1"),
                ("capitol", "2 B St., Capital, ZZ 90002", "2"),
                ("district", "3 C St., Village, ZZ 90003", "3"),
            )
        ],
    )

    (found,) = read(person(MEMBERS[0]), folder=tmp_path, offices=offices)

    assert (found.capitol_address, found.capitol_phone) == ("2 B St., Capital, ZZ 90002", "2")
    assert (found.office_city, found.office_phone) == ("Town", "1")


def test_the_own_page_is_that_of_this_seat_and_chamber(tmp_path: Path) -> None:
    links = (
        "https://sd01.senate.example/;https://assembly.example/members/2;"
        "https://a01.assembly.example/;https://elsewhere.example/1"
    )
    image = "https://photos.elsewhere.example/1.jpg"

    (found,) = read(person(MEMBERS[0], links=links, image=image), folder=tmp_path)

    assert found.contact_url == "https://a01.assembly.example/"
    assert found.photo_url == ""


def test_what_is_kept_by_hand_stands_over_the_file_and_adds_people(tmp_path: Path) -> None:
    empty = dict.fromkeys(Legislator.__slots__, "")
    kept = table(
        tmp_path / "hand_kept.csv",
        [
            {**empty, "person_id": "ocd-person/1", "chamber": "lower", "email": "right@zz.example"},
            {
                **empty,
                "person_id": "ocd-person/90",
                "full_name": "Appointed Person",
                "chamber": "upper",
                "district": "2",
            },
        ],
    )

    first, added = read(person(MEMBERS[0]), folder=tmp_path, hand_kept=kept)

    assert (first.email, first.full_name) == ("right@zz.example", "Given1 Family1")
    assert (added.full_name, added.district) == ("Appointed Person", "2")


def test_a_missing_column_is_named_with_its_file(tmp_path: Path) -> None:
    path = people_file(tmp_path / "zz.csv", [person(MEMBERS[0])], without="current_district")

    with pytest.raises(RosterError, match=r"zz.csv, line 1: missing column is 'current_district'"):
        PublishedRoster(path).read(STATE)


def test_another_chamber_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"zz.csv, line 2: current_chamber is 'legislature'"):
        read(person(MEMBERS[0], current_chamber="legislature"), folder=tmp_path)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zz.csv"
    path.write_bytes(b"\xff\xfe\x00 not a table")

    with pytest.raises(RosterError, match="save it as a UTF-8 CSV"):
        PublishedRoster(path).read(STATE)


def test_the_form_is_the_published_one() -> None:
    assert len(HEADER) == 26
