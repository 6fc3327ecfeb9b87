"""The table of points is read once, whole, or refused with its line."""

from pathlib import Path

import pytest

from campaign.adapters.zip_points import ZipPointTables
from campaign.domain.places import Point, ZipCode
from campaign.domain.roster import RosterError
from config import ROOT


def write(folder: Path, text: str) -> ZipPointTables:
    (folder / "some").mkdir()
    (folder / "some" / "zip_points.csv").write_text(text, encoding="utf-8")
    return ZipPointTables(folder)


def test_a_table_is_read(tmp_path: Path) -> None:
    points = write(tmp_path, "zip,lat,lng\n90001,33.974,-118.249\n").of("some")

    assert points == {ZipCode("90001"): Point(33.974, -118.249)}


def test_a_state_without_a_table_has_no_points(tmp_path: Path) -> None:
    assert ZipPointTables(tmp_path).of("some") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("zip,lat\n", "columns"),
        ("zip,lat,lng\n90001,33.974,-118.249\nx,1,2\n", "line 3"),
        ("zip,lat,lng\n90001,north,-118.249\n", "line 2"),
        ("zip,lat,lng\n90001\n", "line 2"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RosterError, match=told):
        write(tmp_path, text).of("some")


def test_california_has_a_point_for_nearly_every_zip() -> None:
    points = ZipPointTables(ROOT / "campaign" / "data").of("california")

    assert len(points) == 1802
    assert all(32 < point.lat < 42.1 and -125 < point.lng < -114 for point in points.values())
