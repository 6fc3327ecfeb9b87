"""Measure how fast a point and a street find their districts, beside what else could answer.

    python -m bench.places [--from FILE ...]

Without files it draws a state of its own: 80 lower and 40 upper districts with jagged lines.
Beside ours stand a plain scan of an STRtree, and PostGIS where Debian's package is installed
(`postgresql-15-postgis-3`), with a prepared statement on a kept connection.
"""

import argparse
import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import reduce
from operator import add
from pathlib import Path
from random import Random
from statistics import median, quantiles

import psycopg
import shapely
from flask import Flask

from bench.measure import in_turn, show, spoken
from campaign import wiring
from campaign.adapters.boundary_files import read_outlines
from campaign.adapters.boundary_grid import Grid
from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.grid_maker import make_grid
from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.adapters.street_index import StreetShelf
from campaign.db import db
from campaign.domain.boundaries import Outline, OutlineSet
from campaign.domain.places import Chamber, ZipCode
from campaign.domain.streets import matching, typed_street
from campaign.services.load_roster.places import load_places
from campaign.services.locate import locate_zip
from config import ROOT
from tests.conftest import make_tables
from tests.grounds import Street, write_streets
from tests.servers import free_port

ROUNDS = 7
POINTS = 2000
HARD = 1000
STREETS = 500
ZIPS = 500
RANGES = 20_000
MICROSECONDS = 1_000_000
PATIENCE_SECONDS = 30
DAY = date(2026, 10, 14)
DATA = ROOT / "campaign" / "data" / "california"
SQLITE = "SQLite, the same rows"
ZIP_QUESTION = (
    "SELECT d.ocd_id, d.chamber, d.number FROM districts d"
    " JOIN zip_districts z ON z.district_id = d.id WHERE z.zip = ?"
)
OURS, SCAN, POSTGIS = "the grid", "STRtree, plain", "PostGIS, prepared statement"
QUESTION = (
    "SELECT ocd_id FROM outlines"
    " WHERE ST_Contains(shape, ST_SetSRID(ST_MakePoint(%s::float8, %s::float8), 4326))"
)

Spots = Sequence[tuple[float, float]]
Lookup = Callable[[float, float], frozenset[str]]


def main() -> None:
    """Run every job in turn and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="files", action="append", type=Path, default=[])
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    options = parser.parse_args()
    rng = Random(options.seed)  # noqa: S311  # No secret.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _read(options.files) if options.files else _drawn(rng)
        grid = _grid(found, folder)
        with _postgis(found) as ask_postgis:
            _bench_points(found, grid, ask_postgis, rng, seed=options.seed)
        _bench_streets(grid, folder, rng)
        _bench_zips(folder, rng)


def _read(files: Sequence[Path]) -> OutlineSet:
    state = read_jurisdiction(DATA)
    return reduce(add, (read_outlines(file, state) for file in files))


def _drawn(rng: Random) -> OutlineSet:
    """Draw two chambers over an area as large as California, with lines that wander."""
    state = read_jurisdiction(DATA)
    ground = shapely.box(-124.4, 32.5, -114.1, 42.0)
    outlines = []
    for chamber, count in ((Chamber.LOWER, 80), (Chamber.UPPER, 40)):
        spots = [(rng.uniform(-124.4, -114.1), rng.uniform(32.5, 42.0)) for _ in range(count)]
        cells = shapely.voronoi_polygons(shapely.MultiPoint(spots), extend_to=ground, ordered=True)
        for number, cell in enumerate(cells.geoms, start=1):
            fine = shapely.segmentize(cell & ground, 0.01)
            wavy = shapely.transform(fine, _wander)
            outlines.append(Outline(state.district(chamber, str(number)), wavy.wkb))
    return OutlineSet(tuple(outlines), (), exact=True)


def _wander(spots):  # noqa: ANN001, ANN202  # Arrays of numpy in and out.
    """Move every spot a little, by where it is, so that neighbours move their line alike."""
    import numpy as np  # noqa: PLC0415  # Only the drawn state needs it.

    # One after the other, so that no two spots come to lie in one place.
    across = spots[:, 0] + np.sin(spots[:, 1] * 150) * 0.004 + np.sin(spots[:, 1] * 37) * 0.02
    up = spots[:, 1] + np.sin(across * 150) * 0.004 + np.sin(across * 37) * 0.02
    return np.column_stack((across, up))


def _grid(found: OutlineSet, folder: Path) -> Grid:
    began = time.perf_counter()
    path = folder / "places" / "california" / "2022-12-05.grid"
    path.parent.mkdir(parents=True)
    make_grid(
        found,
        jurisdiction="california",
        valid_from=date(2022, 12, 5),
        made_at=datetime.now(UTC),
        whole=True,
        path=path,
    )
    size = path.stat().st_size / 2**20
    print(f"grid made in {time.perf_counter() - began:.1f} s, {size:.1f} MiB")
    return Grid.open(path)


def _bench_points(
    found: OutlineSet, grid: Grid, ask_postgis: Lookup | None, rng: Random, *, seed: int
) -> None:
    asks: dict[str, Lookup] = {OURS: _by_grid(grid), SCAN: _by_scan(found)}
    if ask_postgis is not None:
        asks[POSTGIS] = ask_postgis
    spots = [(rng.uniform(32.5, 42), rng.uniform(-124.4, -114.1)) for _ in range(POINTS)]
    hard = _hard_spots(found, rng)
    rates = in_turn({name: _rate(ask, spots) for name, ask in asks.items()}, rounds=ROUNDS)
    waits = in_turn({name: _slowest(ask, hard) for name, ask in asks.items()}, rounds=ROUNDS)
    truth = [asks[SCAN](*spot) for spot in [*spots, *hard]]
    wrong = {
        name: sum(ask(*spot) != true for spot, true in zip([*spots, *hard], truth, strict=True))
        for name, ask in asks.items()
    }
    ceiling = median(rates[POSTGIS]) if POSTGIS in rates else None
    rows = [
        (
            name,
            *spoken(rates[name], "points/s", digits=0),
            f"{median(rates[name]) / ceiling:.1f}" if ceiling else "-",
            spoken(waits[name], "us", digits=1)[0],
            str(wrong[name]),
        )
        for name in asks
    ]
    absent = "" if ceiling else " PostGIS is not installed here: no ratio."
    show(
        "A point to both districts",
        ["who answers", "anywhere", "spread", "x PostGIS", "p99 near a line", "wrong"],
        rows,
        notes=f"Goal: 60 x PostGIS, p99 20 us, 0 wrong; gate 15 x, 50 us. Seed {seed}.{absent}",
    )


def _by_grid(grid: Grid) -> Lookup:
    return lambda lat, lng: frozenset(each.ocd_id for each in grid.at(lat, lng))


def _by_scan(found: OutlineSet) -> Lookup:
    shapes = shapely.from_wkb([outline.wkb for outline in found.outlines])
    names = [outline.district.ocd_id for outline in found.outlines]
    tree = shapely.STRtree(shapes)
    return lambda lat, lng: frozenset(
        names[number] for number in tree.query(shapely.Point(lng, lat), predicate="intersects")
    )


def _hard_spots(found: OutlineSet, rng: Random) -> Spots:
    """Return spots within some hundred metres of a line, of any district alike."""
    spots = []
    for _ in range(HARD):
        shape = shapely.from_wkb(rng.choice(found.outlines).wkb)
        on = shapely.line_interpolate_point(shape.boundary, rng.random(), normalized=True)
        spots.append((on.y + rng.gauss(0, 0.001), on.x + rng.gauss(0, 0.001)))
    return spots


def _rate(ask: Lookup, spots: Spots) -> Callable[[], float]:
    def job() -> float:
        began = time.perf_counter()
        for lat, lng in spots:
            ask(lat, lng)
        return len(spots) / (time.perf_counter() - began)

    return job


def _slowest(ask: Lookup, spots: Spots) -> Callable[[], float]:
    """Return a job that gives the time within which 99 of a hundred are answered."""

    def job() -> float:
        waits = []
        for lat, lng in spots:
            began = time.perf_counter()
            ask(lat, lng)
            waits.append((time.perf_counter() - began) * MICROSECONDS)
        return quantiles(waits, n=100)[98]

    return job


@contextmanager
def _postgis(found: OutlineSet) -> Iterator[Lookup | None]:
    """Run Debian's PostgreSQL with PostGIS on the loopback, where it is installed."""
    extensions = sorted(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
    if not extensions:
        yield None
        return
    programs = Path("/usr/lib/postgresql") / extensions[-1].parts[4] / "bin"
    folder = Path(tempfile.mkdtemp(prefix="postgis-"))
    # PostgreSQL refuses to run as root.
    as_other = ["runuser", "--user", "postgres", "--"] if os.geteuid() == 0 else []
    if as_other:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    port = free_port()
    data = folder / "data"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    initdb = [*as_other, programs / "initdb", "-D", data, "-U", "bench", "-A", "trust"]
    subprocess.run(initdb, check=True, **quiet)
    options = ["-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", folder]
    server = subprocess.Popen([*as_other, programs / "postgres", *options], **quiet)
    try:
        with _connected(port) as connection:
            yield _by_postgis(connection, found)
    finally:
        stop = [*as_other, programs / "pg_ctl", "-D", data, "stop", "-m", "immediate"]
        subprocess.run(stop, check=False, **quiet)
        server.wait(PATIENCE_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _connected(port: int) -> psycopg.Connection[tuple[str]]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return psycopg.connect(
                f"host=127.0.0.1 port={port} user=bench dbname=postgres", autocommit=True
            )
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _by_postgis(connection: psycopg.Connection[tuple[str]], found: OutlineSet) -> Lookup:
    connection.execute("CREATE EXTENSION postgis")
    connection.execute("CREATE TABLE outlines (ocd_id text, shape geometry(Geometry, 4326))")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO outlines VALUES (%s, ST_SetSRID(ST_GeomFromWKB(%s), 4326))",
            [(outline.district.ocd_id, outline.wkb) for outline in found.outlines],
        )
    connection.execute("CREATE INDEX ON outlines USING gist (shape)")
    connection.execute("ANALYZE outlines")
    cursor = connection.cursor()

    def ask(lat: float, lng: float) -> frozenset[str]:
        rows = cursor.execute(QUESTION, (lng, lat), prepare=True).fetchall()
        return frozenset(ocd_id for (ocd_id,) in rows)

    return ask


def _bench_streets(grid: Grid, folder: Path, rng: Random) -> None:
    """Build an index of invented streets, and ask it beside a bare question to its own rows."""
    state = read_jurisdiction(DATA)
    file = write_streets(folder / "a_addrfeat.zip", _streets(rng))
    boundaries = BoundaryShelf(folder / "places")
    shelf = StreetShelf(folder / "places", boundaries.shelf)
    began = time.perf_counter()
    edition = shelf.build([file], state, progress=lambda *_: None, now=datetime.now(UTC))
    took = time.perf_counter() - began
    print(
        f"street index: {edition.ranges:,} ranges to {edition.rows:,} rows in {took:.1f} s,"
        f" {edition.ranges / took:,.0f} ranges/s; outlines of {len(grid.head.districts)} districts"
    )
    connection = sqlite3.connect(shelf.shelf.place("california", edition.valid_from))
    asked = [
        (f"{90000 + rng.randrange(100)}", f"{rng.randrange(200)}th St") for _ in range(STREETS)
    ]

    def ours() -> float:
        began = time.perf_counter()
        for digits, street in asked:
            typed = typed_street(f"150 {street}")
            rows = shelf.rows(ZipCode(digits), typed.name.core, jurisdiction=state.slug, on=DAY)
            matching(typed, rows)
        return len(asked) / (time.perf_counter() - began)

    def bare() -> float:
        began = time.perf_counter()
        for digits, street in asked:
            connection.execute(
                "SELECT * FROM streets WHERE zip = ? AND core = ? AND (first IS NULL OR"
                " 150 BETWEEN first AND last AND parity <> 'odd')",
                (digits, street.removesuffix(" St").upper()),
            ).fetchall()
        return len(asked) / (time.perf_counter() - began)

    found = in_turn({"the index, as typed": ours, SQLITE: bare}, rounds=ROUNDS)
    _show_beside_sqlite(
        "A street to its districts",
        found,
        "streets/s",
        "SQLite is asked for a name in our short writing, ours for one as people type it.",
    )
    connection.close()


def _bench_zips(folder: Path, rng: Random) -> None:
    """Ask the locator's first rung, beside a bare question to the same rows."""
    tables = wiring.place_tables(DATA)
    places, file = tables.places(), folder / "zips.sqlite3"
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    make_tables(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    asked = rng.choices(list(places.zips), k=ZIPS)
    now = datetime.now(UTC)
    with app.app_context(), closing(sqlite3.connect(file)) as connection:
        load_places(places)

        def ours() -> float:
            began = time.perf_counter()
            for zip_code in asked:
                locate_zip(zip_code, jurisdiction=places.jurisdiction, now=now)
            return len(asked) / (time.perf_counter() - began)

        def bare() -> float:
            began = time.perf_counter()
            for zip_code in asked:
                connection.execute(ZIP_QUESTION, (zip_code.digits,)).fetchall()
            return len(asked) / (time.perf_counter() - began)

        found = in_turn({"the locator": ours, SQLITE: bare}, rounds=ROUNDS)
        db.engine.dispose()
    _show_beside_sqlite(
        "A ZIP to its districts",
        found,
        "zips/s",
        "Ours reads through the application's session and sorts the answer by chamber.",
    )


def _show_beside_sqlite(
    title: str, found: Mapping[str, Sequence[float]], unit: str, notes: str
) -> None:
    ceiling = median(found[SQLITE])
    show(
        title,
        ["who answers", "median", "spread", "ratio"],
        [
            (name, *spoken(rates, unit, digits=0), f"{median(rates) / ceiling:.2f}")
            for name, rates in found.items()
        ],
        notes=notes,
    )


def _streets(rng: Random) -> Iterator[Street]:
    for _ in range(RANGES // 2):
        lat, lng = rng.uniform(33, 41), rng.uniform(-124, -115)
        low, digits = 100 * rng.randrange(30), f"{90000 + rng.randrange(100)}"
        yield Street(
            f"{rng.randrange(200)}th St",
            [(lng, lat), (lng + 0.002, lat + rng.uniform(-0.001, 0.001))],
            (str(low + 1), str(low + 99), "O", digits),
            (str(low), str(low + 98), "E", digits),
        )


if __name__ == "__main__":
    main()
