"""Outlines and streets come in whole, or nothing changes."""

import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.downloads import KeptDownloads
from campaign.adapters.street_index import StreetShelf
from campaign.domain.boundaries import Edition
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber, Point, ZipCode
from campaign.domain.roster import RosterError
from campaign.domain.streets import StreetEdition, street_name
from campaign.services.build_places import build_streets
from campaign.services.fetch_places import fetch_outlines, fetch_streets, take_outlines
from config import ROOT
from tests.file_server import file_server
from tests.grounds import LOWER, lay_ground, write_outlines, write_streets
from tests.rosters import JURISDICTION

DAY = date(2026, 10, 14)
HALL = Point(38.05, -119.95)
KILLS = 6


def quiet(what: str, done: int, total: int) -> None:
    del what, done, total


class Ground:
    """A folder of places, and files to bring in."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.now = now
        self.boundaries = BoundaryShelf(folder / "places")
        self.streets = StreetShelf(folder / "places", self.boundaries.shelf)
        self.lower = write_outlines(folder / "lower.zip", Chamber.LOWER)
        self.upper = write_outlines(folder / "upper.zip", Chamber.UPPER)
        self.county = write_streets(folder / "tl_2024_99001_addrfeat.zip")
        self.other = write_streets(folder / "tl_2024_99003_addrfeat.zip", ())

    def take(self, *paths: Path, partial: bool = False) -> Edition:
        """Take files of outlines in."""
        return take_outlines(
            paths, JURISDICTION, boundaries=self.boundaries, partial=partial, now=self.now
        )

    def build(self, *files: Path, partial: bool = False) -> StreetEdition:
        """Build the index from files of streets."""
        return build_streets(
            files,
            JURISDICTION,
            streets=self.streets,
            partial=partial,
            progress=quiet,
            now=self.now,
        )

    def hall(self) -> set[str]:
        """Return where the Town Hall lies."""
        found = self.boundaries.at(HALL, jurisdiction="invented", on=DAY).inside
        return {district.ocd_id.rpartition("/")[2] for district in found}


@pytest.fixture
def ground(tmp_path: Path, now: datetime) -> Ground:
    return Ground(tmp_path, now)


def test_a_whole_set_answers(ground: Ground) -> None:
    edition = ground.take(ground.lower, ground.upper)

    assert (edition.districts, edition.whole, edition.exact) == (5, True, True)
    assert ground.hall() == {"sldl:1", "sldu:1"}


def test_a_set_of_one_chamber_is_refused_and_the_old_one_answers(ground: Ground) -> None:
    ground.take(ground.lower, ground.upper)

    with pytest.raises(RosterError):
        ground.take(ground.lower)

    assert ground.hall() == {"sldl:1", "sldu:1"}


def test_maps_of_before_are_refused_and_leave_nothing_behind(ground: Ground) -> None:
    turned = {"2": LOWER["1"], "1": LOWER["2"], "3": LOWER["3"]}
    before = write_outlines(ground.folder / "before.zip", Chamber.LOWER, turned)

    with pytest.raises(RosterError) as refused:
        ground.take(before, ground.upper)

    assert "these are the maps of before" in str(refused.value)
    assert list((ground.folder / "places").rglob("*.*")) == []


def test_a_partial_set_answers_what_it_knows(ground: Ground) -> None:
    edition = ground.take(ground.lower, partial=True)

    assert not edition.whole
    assert ground.hall() == {"sldl:1"}


def test_all_is_fetched_from_where_it_is_published(ground: Ground) -> None:
    with file_server() as server:
        server.files = {
            "/SLDL/tl_2024_99_sldl.zip": ground.lower,
            "/SLDU/tl_2024_99_sldu.zip": ground.upper,
            "/ADDRFEAT/tl_2024_99001_addrfeat.zip": ground.county,
            "/ADDRFEAT/tl_2024_99003_addrfeat.zip": ground.other,
        }
        downloads = KeptDownloads(ground.folder / "places", mirror=server.address)
        edition = fetch_outlines(
            JURISDICTION,
            downloads=downloads,
            boundaries=ground.boundaries,
            progress=quiet,
            now=ground.now,
        )
        files = fetch_streets(JURISDICTION, downloads=downloads, progress=quiet)
    built = ground.build(*files)

    assert edition.files[0].address == "https://census.example/SLDL/tl_2024_99_sldl.zip"
    assert (built.files, built.ranges) == (2, 14)


def test_every_file_that_cannot_be_fetched_is_named(ground: Ground) -> None:
    with file_server() as server, pytest.raises(RosterError) as refused:
        fetch_streets(
            JURISDICTION,
            downloads=KeptDownloads(ground.folder / "places", mirror=server.address),
            progress=quiet,
        )

    assert len(refused.value.problems) == 2


def test_a_county_that_is_missing_is_told(ground: Ground) -> None:
    ground.take(ground.lower, ground.upper)

    with pytest.raises(RosterError) as refused:
        ground.build(ground.county)

    assert "there are 2 counties" in str(refused.value)
    assert ground.build(ground.county, partial=True).files == 1


def test_streets_need_outlines(ground: Ground) -> None:
    with pytest.raises(RosterError) as refused:
        ground.build(ground.county, ground.other)

    assert "campaign places fetch" in str(refused.value)


def test_a_file_without_a_column_is_refused_and_the_old_index_answers(ground: Ground) -> None:
    ground.take(ground.lower, ground.upper)
    ground.build(ground.county, ground.other)
    lacking = write_streets(ground.folder / "lacking" / "x_addrfeat.zip", without="PARITYL")

    with pytest.raises(RosterError) as refused:
        ground.build(ground.county, lacking)

    assert "missing column is 'PARITYL'" in str(refused.value)
    names = ground.streets.names(ZipCode("90002"), jurisdiction="invented", on=DAY)
    assert "Calle Peñasco" in names


def test_without_an_index_no_street_is_known(ground: Ground) -> None:
    assert ground.streets.names(ZipCode("90002"), jurisdiction="invented", on=DAY) == []
    with pytest.raises(NotFound):
        ground.streets.edition("invented", on=DAY)


def test_a_load_that_is_killed_at_any_moment_leaves_the_old_answers(
    ground: Ground, rng: Random
) -> None:
    folder = ground.folder / "places"
    code = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from tests.grounds import lay_ground; from tests.rosters import JURISDICTION;"
        "print('begun', flush=True);"
        "lay_ground(Path(sys.argv[1]), JURISDICTION, datetime.fromisoformat(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(folder), ground.now.isoformat()]
    lay_ground(folder, JURISDICTION, ground.now)
    whole = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    took = _seconds_of(whole)
    for _ in range(KILLS):
        loader = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert loader.stdout is not None
        loader.stdout.readline()
        time.sleep(rng.uniform(0, took))
        loader.kill()
        loader.communicate()

        fresh = Ground(ground.folder, ground.now)
        assert fresh.hall() == {"sldl:1", "sldu:1"}
        core = street_name("Calle Peñasco").core
        (row,) = fresh.streets.rows(ZipCode("90002"), core, jurisdiction="invented", on=DAY)
        assert {district.number for district in row.districts} == {"1"}

    lay_ground(folder, JURISDICTION, ground.now)
    assert list(folder.rglob("*.new*")) == []


def _seconds_of(loader: subprocess.Popen[bytes]) -> float:
    """Return how long a load takes from the moment at which it says that it has begun."""
    assert loader.stdout is not None
    loader.stdout.readline()
    began = time.monotonic()
    assert loader.wait() == 0
    loader.stdout.close()
    return time.monotonic() - began
