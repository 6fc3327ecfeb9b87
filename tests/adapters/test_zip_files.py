"""Zip files are whole or refused, and a shapefile in one is unpacked for as long as it is read."""

import zipfile
from pathlib import Path

import pytest

from campaign.adapters.street_files import read_sides
from campaign.adapters.zip_files import check_zip, unpacked_shapefile
from campaign.domain.roster import RosterError


def packed(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, f"what stands in {name}")
    return path


def test_the_parts_of_a_shapefile_lie_side_by_side_while_they_are_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", "deep/A.SHP", "deep/a.dbf", "deep/a.shp.xml", "../b.shx")

    with unpacked_shapefile(path) as shape:
        there = {each.suffix: each.read_text(encoding="utf-8") for each in shape.parent.iterdir()}

    assert there == {
        ".shp": "what stands in deep/A.SHP",
        ".dbf": "what stands in deep/a.dbf",
        ".shx": "what stands in ../b.shx",
    }
    assert not shape.parent.exists()


def test_a_zip_of_something_else_is_no_file_of_streets(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="there is no whole shapefile in it"):
        list(read_sides(packed(tmp_path / "a.zip", "letter.txt")))


@pytest.mark.parametrize("cut", [1, 100])
def test_a_zip_that_is_cut_off_is_refused_before_it_is_read(tmp_path: Path, cut: int) -> None:
    path = packed(tmp_path / "a.zip", "a.shp", "a.dbf")
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(RosterError, match="cut off"):
        check_zip(path)
    with pytest.raises(RosterError, match="cut off"), unpacked_shapefile(path):
        pass
