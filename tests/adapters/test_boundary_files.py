"""Files of outlines are read in every published layout, or refused with their cure."""

from pathlib import Path

import pytest

from campaign.adapters.boundary_files import read_outlines
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError
from tests.grounds import LOWER, write_geojson, write_outlines, write_streets
from tests.rosters import JURISDICTION

LOWER_IDS = [f"ocd-division/country:us/state:zz/sldl:{n}" for n in (1, 2, 3)]


def refusal(path: Path) -> str:
    with pytest.raises(RosterError) as refused:
        read_outlines(path, JURISDICTION)
    return str(refused.value).replace(str(path), "file")


@pytest.mark.parametrize("exact", [True, False])
def test_a_shapefile_of_the_census_bureau_is_read(tmp_path: Path, exact: bool) -> None:  # noqa: FBT001  # A parameter.
    path = write_outlines(tmp_path / "sldl.zip", Chamber.LOWER, exact=exact)

    found = read_outlines(path, JURISDICTION, address="https://census.example")

    assert [outline.district.ocd_id for outline in found.outlines] == LOWER_IDS
    assert found.exact is exact
    (file,) = found.files
    assert (file.name, file.address, len(file.sha256)) == ("sldl.zip", "https://census.example", 64)


def test_geojson_is_read(tmp_path: Path) -> None:
    found = read_outlines(write_geojson(tmp_path / "both.geojson"), JURISDICTION)

    assert len(found.outlines) == 5
    assert not found.exact


def test_water_outside_every_district_is_left_out(tmp_path: Path) -> None:
    path = write_outlines(
        tmp_path / "sldl.zip", Chamber.LOWER, {"1": LOWER["1"], "ZZZ": LOWER["2"]}
    )

    assert len(read_outlines(path, JURISDICTION).outlines) == 1


def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_outlines(tmp_path / "sldl.zip", Chamber.LOWER)
    path.write_bytes(path.read_bytes()[:-40])

    assert "it is cut off or no zip; fetch it again" in refusal(path)


def test_a_zip_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = write_outlines(tmp_path / "sldl.zip", Chamber.LOWER)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)

    assert "fetch it again" in refusal(path)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    told = refusal(write_streets(tmp_path / "tl_2024_99001_addrfeat.zip"))

    assert "give a file of state legislative districts" in told


@pytest.mark.parametrize("text", ["", "[]", '{"type": "Feature"}', '{"features": 3}', "\x00"])
def test_text_that_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.geojson"
    path.write_text(text, encoding="utf-8")

    assert "save it as a GeoJSON feature collection" in refusal(path)


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "none.zip")
