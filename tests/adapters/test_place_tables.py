"""California's own tables are whole, and broken tables are refused with file, line and cure."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.adapters.place_tables import PlaceTables
from campaign.domain.places import Chamber, Located, ZipCode, settle
from campaign.domain.roster import Role, RosterError, doubtful_addresses

CALIFORNIA = Path(__file__).parents[2] / "campaign" / "data" / "california"
STATE = "ocd-division/country:us/state:ca"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CALIFORNIA, tmp_path / "california")


def tables(folder: Path) -> PlaceTables:
    return PlaceTables(folder, read_jurisdiction(folder))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path, *, of_places: bool = False) -> str:
    with pytest.raises(RosterError) as refused:
        tables(folder).places() if of_places else tables(folder).roster()
    return str(refused.value).replace(str(folder), "california")


def test_all_120_seats_are_filled_by_one_person_each() -> None:
    roster = tables(CALIFORNIA).roster()

    seats = Counter(person.chamber for person in roster.legislators)
    assert seats == {Chamber.LOWER: 80, Chamber.UPPER: 40}
    assert len({(person.chamber, person.district) for person in roster.legislators}) == 120


def test_every_member_has_what_a_letter_and_a_card_need() -> None:
    for person in tables(CALIFORNIA).roster().legislators:
        assert person.full_name == f"{person.given_name} {person.family_name}"
        assert person.party
        assert person.email
        assert person.capitol_phone
        assert person.capitol_address
        assert person.office_city in person.office_address
        assert person.contact_url.startswith("https://")


def test_the_pair_that_shares_an_address_is_known() -> None:
    legislators = tables(CALIFORNIA).roster().legislators

    doubtful = doubtful_addresses(legislators)

    holders = {(p.chamber, p.district) for p in legislators if p.email in doubtful}
    assert holders == {(Chamber.LOWER, "36"), (Chamber.LOWER, "54")}


def test_three_committees_of_each_house_have_one_chair_each() -> None:
    committees = tables(CALIFORNIA).roster().committees

    assert Counter(committee.subject for committee in committees) == {
        "education": 2,
        "budget": 2,
        "appropriations": 2,
    }
    for committee in committees:
        assert [seat.role for seat in committee.seats].count(Role.CHAIR) == 1


def test_1054_of_1808_zips_lie_in_one_district_of_each_chamber() -> None:
    zips = tables(CALIFORNIA).places().zips

    assert len(zips) == 1808
    assert sum(isinstance(settle(touched), Located) for touched in zips.values()) == 1054


def test_95814_is_assembly_6_and_senate_8() -> None:
    located = settle(tables(CALIFORNIA).places().zips[ZipCode("95814")])

    assert isinstance(located, Located)
    assert [each.ocd_id for each in located.districts] == [f"{STATE}/sldl:6", f"{STATE}/sldu:8"]


def test_every_seat_has_its_district() -> None:
    read = tables(CALIFORNIA)

    seats = {
        read.jurisdiction.district(person.chamber, person.district)
        for person in read.roster().legislators
    }

    assert seats == set(read.places().districts)


def test_a_roster_with_79_members_is_refused(folder: Path) -> None:
    path = folder / "legislators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")

    assert "number of sitting members, lower chamber is '79'" in refusal(folder)


def test_a_bad_address_is_named_with_its_line(folder: Path) -> None:
    edit(folder / "legislators.csv", "assemblymember.krell@assembly.ca.gov", "krell")

    assert refusal(folder) == (
        "california/legislators.csv, line 7: email of Maggy Krell is 'krell': "
        "write one address like name@example.org, or leave it empty"
    )


def test_a_missing_column_is_named(folder: Path) -> None:
    edit(folder / "legislators.csv", ",party,", ",parties,")

    assert refusal(folder) == (
        "california/legislators.csv, line 1: missing column is 'party': "
        "add this column, or write the table anew with its tool"
    )


def test_problems_of_several_tables_are_told_at_once(folder: Path) -> None:
    edit(folder / "legislators.csv", ",lower,1,", ",middle,1,")
    edit(folder / "committees.csv", ",upper,budget", ",joint,budget")
    edit(folder / "committee_members.csv", ",chair", ",queen")

    told = refusal(folder)

    assert "legislators.csv, line 2: chamber is 'middle': write one of lower, upper" in told
    assert "committees.csv, line 6: chamber is 'joint'" in told
    assert "role is 'queen': write one of chair, vice_chair, member" in told


def test_a_row_with_too_few_cells_is_named(folder: Path) -> None:
    with (folder / "legislators.csv").open("a", encoding="utf-8") as lines:
        lines.write("ocd-person/1,Alone\n")

    assert "legislators.csv, line 122: number of cells" in refusal(folder)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("9581,6,8", "zip is '9581': write five digits, like 95814"),
        ("95814,6,8", "zip is '95814': keep one row for a ZIP"),
        ("96200,,8", "lower is '': name every district that the ZIP touches"),
    ],
)
def test_a_bad_row_of_the_zip_table_is_named(folder: Path, row: str, sentence: str) -> None:
    with (folder / "zips.csv").open("a", encoding="utf-8") as lines:
        lines.write(row + "\n")

    assert refusal(folder, of_places=True) == f"california/zips.csv, line 1810: {sentence}"


def test_a_table_that_is_not_text_is_refused(folder: Path) -> None:
    (folder / "zips.csv").write_bytes(b"zip,lower,upper\n\xff\xfe\n")

    assert "save it as a UTF-8 CSV" in refusal(folder, of_places=True)


def test_an_absent_table_is_named(folder: Path) -> None:
    (folder / "committees.csv").unlink()

    assert "committees.csv: table is" in refusal(folder)


def test_no_email_address_was_made_up() -> None:
    with (CALIFORNIA / "legislators.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    unlike_the_name = [
        row for row in rows if row["family_name"].lower() not in row["email"].replace("-", "")
    ]
    assert unlike_the_name
