"""California as it is: certain points and public addresses, and streets over its real lines.

Only where a folder is given: `pytest tests/samples --samples DIR`; `--junitxml FILE` keeps the
counts.
"""

import ast
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.street_index import StreetShelf
from campaign.adapters.zip_points import ZipPointTables
from campaign.domain.areas import TILES, Area, Closer, area_of_zip
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Ambiguous, Chamber, DistrictRef, Located, Point, ZipCode
from campaign.services.build_places import build_streets
from campaign.services.fetch_places import take_outlines
from campaign.services.load_roster.places import load_places
from campaign.services.locate import locate_area, locate_point, locate_street, locate_zip
from config import ROOT
from tests.grounds import Street, write_streets

DATA = ROOT / "campaign" / "data"
NUMBERS = {Chamber.LOWER: "assembly", Chamber.UPPER: "senate"}
PIECES = 4000

Row = dict[str, str]
Record = Callable[[str, object], None]


@pytest.fixture(scope="session")
def samples(request: pytest.FixtureRequest) -> Path:
    """The folder of samples."""
    return Path(request.config.option.samples)


@pytest.fixture
def california(session: scoped_session[Session]) -> Jurisdiction:
    """The state, its districts and its ZIP table loaded."""
    del session
    (folder,) = wiring.jurisdiction_folders()
    tables = wiring.place_tables(folder)
    load_places(tables.places())
    return tables.jurisdiction


@pytest.fixture(scope="session")
def shelf(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> BoundaryShelf:
    """The outlines of the samples, in use."""
    (folder,) = wiring.jurisdiction_folders()
    boundaries = BoundaryShelf(tmp_path_factory.mktemp("places"))
    take_outlines(
        sorted(samples.glob("ca-*-districts.geojson")),
        wiring.place_tables(folder).jurisdiction,
        boundaries=boundaries,
        partial=True,
        now=datetime.fromisoformat("2026-10-14T17:30+00:00"),
    )
    return boundaries


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@contextmanager
def judging(counted: Counter[str], row: Row) -> Iterator[list[Located | Ambiguous]]:
    """Count what is answered for a row, and that a place may be unknown."""
    answers: list[Located | Ambiguous] = []
    try:
        yield answers
    except Refused as refused:
        counted["unknown" if refused.key == "point_unknown" else "wrong"] += 1
    counted.update(judged(answer, row) for answer in answers)


def judged(found: Located | Ambiguous, row: Row) -> str:
    """Return "right", "unknown" or "wrong" for a row whose districts are certain."""
    if isinstance(found, Ambiguous):
        offered = {c: {each.number for each in group} for c, group in found.candidates.items()}
        fair = all(row[column] in offered[chamber] for chamber, column in NUMBERS.items())
        return "unknown" if fair else "wrong"
    right = {each.chamber: each.number for each in found.districts}
    return "right" if all(right[c] == row[column] for c, column in NUMBERS.items()) else "wrong"


def test_no_certain_point_is_wrong(
    california: Jurisdiction,
    shelf: BoundaryShelf,
    samples: Path,
    now: datetime,
    record_property: Record,
) -> None:
    counted: Counter[str] = Counter()
    for row in read(samples / "sample-points.csv"):
        with judging(counted, row) as answers:
            found = locate_point(
                Point.parse(row["lat"], row["lng"]),
                zip_code=None,
                jurisdiction=california,
                boundaries=shelf,
                now=now,
            )
            answers.append(found)
    record_property("counted", dict(counted))

    assert counted["wrong"] == 0
    assert counted["right"] > counted["unknown"]


def test_nobody_who_points_at_a_certain_point_is_answered_wrongly(
    california: Jurisdiction,
    shelf: BoundaryShelf,
    samples: Path,
    now: datetime,
    record_property: Record,
) -> None:
    points = ZipPointTables(DATA).of(california.slug)
    counted: Counter[str] = Counter()
    for row in read(samples / "sample-points.csv"):
        zip_code = re.search(r"ZCTA (\d{5})", row["note"])
        if zip_code is None:
            continue
        area = area_of_zip(ZipCode(zip_code[1]), points)
        assert area is not None, row
        found: Located | Ambiguous | Closer = Closer(area)
        with judging(counted, row) as answers:
            while isinstance(found, Closer):
                counted["taps"] += 1
                found = locate_area(
                    tile_with(found.area, Point.parse(row["lat"], row["lng"])),
                    zip_code=ZipCode(zip_code[1]),
                    jurisdiction=california,
                    boundaries=shelf,
                    now=now,
                )
            answers.append(found)
    record_property("counted", dict(counted))

    assert counted["wrong"] == 0


def tile_with(area: Area, point: Point) -> Area:
    """Return the tile in which a point lies."""
    tiles = (area.tile(row, column) for row in range(TILES) for column in range(TILES))
    return next(tile for tile in tiles if tile.holds(point))


def test_no_public_address_is_wrong(
    california: Jurisdiction, samples: Path, now: datetime, record_property: Record
) -> None:
    counted: Counter[str] = Counter()
    for row in read(samples / "sample-addresses.csv"):
        found = locate_zip(ZipCode.parse(row["zip"]), jurisdiction=california, now=now)
        if row["assembly"] and row["senate"]:
            assert isinstance(found, Located), row
            counted[judged(found, row)] += 1
            continue
        assert isinstance(found, Ambiguous), row
        listed = [ast.literal_eval(numbers) for numbers in re.findall(r"\[.*?\]", row["basis"])]
        there = [{int(each.number) for each in group} for group in found.candidates.values()]
        assert there == [set(numbers) for numbers in listed], row
        counted["left to choose"] += 1
    record_property("counted", dict(counted))

    assert counted["wrong"] == 0


def test_no_house_on_an_invented_street_is_wrong(
    california: Jurisdiction,
    shelf: BoundaryShelf,
    samples: Path,
    now: datetime,
    rng: Random,
    tmp_path: Path,
    record_property: Record,
) -> None:
    streets = invented(read(samples / "ca-zip-districts.csv"), rng)
    index = StreetShelf(shelf.shelf.folder, shelf.shelf)
    file = write_streets(tmp_path / "a_addrfeat.zip", streets)
    edition = build_streets(
        [file], california, streets=index, partial=True, progress=lambda *_: None, now=now
    )
    (folder,) = wiring.jurisdiction_folders()
    touched = wiring.place_tables(folder).places().zips
    counted: Counter[str] = Counter()
    for street in streets:
        number, digits = street.left[0], street.left[3]
        found = locate_street(
            ZipCode(digits),
            street=street.name,
            number=number,
            jurisdiction=california,
            streets=index,
            now=now,
        )
        if not isinstance(found, Located):
            counted["left to choose"] += 1
            continue
        true = near_the_middle(street, shelf, california, now)
        if not true <= set(touched[ZipCode(digits)]):
            # It was invented beside its ZIP, where no such street can be.
            continue
        known = {each.chamber for each in true}
        ours = {each for each in found.districts if each.chamber in known}
        counted["right" if ours <= true else "wrong"] += 1
    record_property("counted", dict(counted))
    record_property("rows", edition.rows)

    assert counted["wrong"] == 0
    assert counted["right"] > PIECES / 3


def near_the_middle(
    street: Street, shelf: BoundaryShelf, california: Jurisdiction, now: datetime
) -> set[DistrictRef]:
    """Return the districts within 50 metres of the middle of a piece of street."""
    (x1, y1), (x2, y2) = street.line
    middle = Point((y1 + y2) / 2, (x1 + x2) / 2)
    return set(shelf.at(middle, jurisdiction=california.slug, on=california.day(now)).near)


def invented(zips: list[Row], rng: Random) -> list[Street]:
    """Return pieces of street around the points of ZIPs, with gaps and odd numbers among them."""
    placed = [row for row in zips if row["lat"]]
    streets = []
    for piece in range(PIECES):
        row = rng.choice(placed)
        lng, lat = float(row["lng"]) + rng.gauss(0, 0.02), float(row["lat"]) + rng.gauss(0, 0.02)
        low = 200 * rng.randrange(20) + 1
        ends = rng.choice([(f"{low}", f"{low + 98}"), (f"12-{low:03}", f"12-{low + 98:03}")])
        line = [(lng, lat), (lng + rng.uniform(0.0005, 0.003), lat + rng.uniform(-0.002, 0.002))]
        streets.append(Street(f"{piece}th St", line, (*ends, "O", row["zip"])))
    return streets
