"""The tool that writes California's tables, on tiny invented input."""

import csv
from pathlib import Path

import pytest

from tools.write_california_tables import choose_contact, main

PEOPLE = """\
id,name,current_party,current_district,current_chamber,given_name,family_name,gender,email,image,links
p2,Bea  Two,Green,8,upper,Bea,Two,,bea@senate.example,https://news.example/bea.jpg,https://a06.asmdc.org/;https://senate.ca.gov/sd08
p1,Jose\u0301 One,Green,6,lower,Jose\u0301,One,Male,other@assembly.example,https://webapi.assembly.ca.gov/6.jpg,https://x.example;https://a06.asmdc.org/
"""
OFFICES = """\
person_id,classification,address,voice
p1,capitol,"Room 1, 1 Capitol St., Sacramento, CA 95814",555-0100
p1,district-mail,"P.O. Box 1, Sacramento, CA 94249",
p1,district,"The Hall, 2 Main St. Suite 3, Town,, CA 95000",555-0101
p1,district,"3 Side St., Village, CA 95001",555-0102
"""
COMMITTEES = """\
id,name,chamber,homepage
c1,Education,lower,https://education.example
c2,Fisheries,lower,https://fish.example
c3,Education,legislature,https://joint.example
"""
SEATS = """\
committee_id,person_id,role
c1,p1,vice-chair
c2,p2,member
"""
ZIPS = """\
zip,assembly,senate,lat,lng
95001,10 6,8,38.57664,-121.4934
95000,6,8,,
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    tables = {
        "openstates-people-ca.csv": PEOPLE.replace("\n", "\r\n"),
        "ca-offices.csv": OFFICES,
        "ca-committees.csv": COMMITTEES,
        "ca-committee-members.csv": SEATS,
        "ca-zip-districts.csv": ZIPS,
    }
    for name, text in tables.items():
        (folder / name).write_bytes(text.encode())
    return folder


def write(source: Path) -> Path:
    target = source.parent / "target"
    assert main(["--from", str(source), "--to", str(target)]) == 0
    return target


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_members_stand_in_the_order_of_their_seats(source: Path) -> None:
    jose, bea = rows(write(source) / "legislators.csv")

    assert jose == {
        "person_id": "p1",
        "given_name": "José",
        "family_name": "One",
        "full_name": "José One",
        "gender": "male",
        "chamber": "lower",
        "district": "6",
        "party": "Green",
        "email": "other@assembly.example",
        "capitol_phone": "555-0100",
        "capitol_address": "Room 1, 1 Capitol St., Sacramento, CA 95814",
        "office_address": "The Hall, 2 Main St. Suite 3, Town, CA 95000",
        "office_city": "Town",
        "office_phone": "555-0101",
        "photo_url": "https://webapi.assembly.ca.gov/6.jpg",
        "contact_url": "https://a06.asmdc.org/",
    }
    assert bea["full_name"] == "Bea Two"


def test_what_the_source_does_not_say_stays_empty(source: Path) -> None:
    _, bea = rows(write(source) / "legislators.csv")

    unknown = ("gender", "capitol_phone", "office_address", "office_city", "photo_url")
    assert [bea[name] for name in unknown] == [""] * 5


@pytest.mark.parametrize(
    ("links", "contact"),
    [
        ("https://ad01.asmrc.org/;https://sr01.senate.ca.gov/", "https://sr01.senate.ca.gov/"),
        ("https://senate.ca.gov/sd01;https://sd01.senate.ca.gov", "https://sd01.senate.ca.gov"),
        ("https://senate.ca.gov/sd01;https://senate.ca.gov/sd11", "https://senate.ca.gov/sd01"),
        ("https://sd01.senate.ca.gov.evil.example/", ""),
        ("https://sd11.senate.ca.gov/", ""),
        ("", ""),
    ],
)
def test_a_contact_page_belongs_to_this_very_seat(links: str, contact: str) -> None:
    assert choose_contact(links, "upper", "1") == contact


def test_only_the_three_subjects_of_both_houses_are_kept(source: Path) -> None:
    target = write(source)

    assert rows(target / "committees.csv") == [
        {
            "committee_id": "c1",
            "chamber": "lower",
            "subject": "education",
            "name": "Education Committee",
            "homepage": "https://education.example",
        }
    ]
    assert rows(target / "committee_members.csv") == [
        {"committee_id": "c1", "person_id": "p1", "role": "vice_chair"}
    ]


def test_zips_and_their_districts_are_in_order(source: Path) -> None:
    assert rows(write(source) / "zips.csv") == [
        {"zip": "95000", "lower": "6", "upper": "8"},
        {"zip": "95001", "lower": "6 10", "upper": "8"},
    ]


def test_a_zip_has_its_point_where_the_source_has_one(source: Path) -> None:
    points = rows(write(source) / "zip_points.csv")

    assert points == [{"zip": "95001", "lat": "38.577", "lng": "-121.493"}]


def test_the_same_input_gives_the_same_bytes(source: Path) -> None:
    first = {path.name: path.read_bytes() for path in write(source).iterdir()}
    second = {path.name: path.read_bytes() for path in write(source).iterdir()}

    assert first == second
    assert not any(b"\r" in content for content in first.values())


@pytest.mark.parametrize(
    ("table", "old", "new", "sentence"),
    [
        ("ca-committee-members.csv", "vice-chair", "whip", "role in a committee: whip: add its"),
        ("ca-zip-districts.csv", "senate", "house", "ca-zip-districts.csv: no column senate"),
        ("ca-zip-districts.csv", "38.57664", "north", "degrees: north: write them like 38.5766"),
        ("ca-offices.csv", ", CA 95000", "", "address: The Hall, 2 Main St. Suite 3, Town: end"),
    ],
)
def test_a_table_that_is_not_understood_is_refused(
    source: Path, capsys: pytest.CaptureFixture[str], table: str, old: str, new: str, sentence: str
) -> None:
    path = source / table
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    assert main(["--from", str(source), "--to", str(source.parent / "target")]) == 1
    assert sentence in capsys.readouterr().err
    assert not (source.parent / "target").exists()


def test_a_missing_table_is_named(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (source / "ca-offices.csv").unlink()

    assert main(["--from", str(source), "--to", str(source.parent / "target")]) == 1
    assert "ca-offices.csv" in capsys.readouterr().err
