"""Measure how fast a list comes in, beside plain SQL that leaves the same people behind.

    python -m bench.imports [rows]

Half of the list's people are known, and each round begins with a fresh copy of the database. The
ceiling is a COPY (or SQLite's `.import`) into a staging table, one upsert, and one INSERT of the
consents that are new: it checks nothing, refuses nobody, counts nothing and cannot be undone. Ours
takes the same file through all its steps: read, encrypted, matched, tried, brought in, counted.
"""

import atexit
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import psycopg
from sqlalchemy import insert, make_url

import config
from bench.import_jobs import CEILING, OURS, SHELL
from bench.measure import in_turn, show, spoken
from bench.workshop import postgres
from campaign.app import create_app
from campaign.db import db, new_id
from campaign.domain.people import AgeBand, Purpose
from campaign.models.campaigns import Campaign
from campaign.models.supporters import Consent, Supporter, Suppression
from config import ROOT
from tests.conftest import make_tables
from tests.running_site import surroundings
from tests.writers import found_campaign

ROWS = 100_000
OTHERS = 50_000
SUPPRESSED = 5_000
ROUNDS = 5
SEED = 20261125
GIVEN = ("Ana", "Luis", "Rosa", "José", "María", "Ximena", "Bến", "Guadalupe", "Tom", "Zoë")
FAMILY = ("Reyes Núñez", "Peña", "García", "Lee", "Ortiz", "Nguyễn", "Smith", "Ávila", "Cruz")
CITIES = ("Oakland", "Los Ángeles", "Fresno", "San José", "Sacramento", "")
LIMITS = {"PostgreSQL": "0.60, goal 0.90", "SQLite": "0.20, goal 0.30"}


@dataclass(frozen=True, slots=True)
class Place:
    """One database: how to begin anew, and where it then stands."""

    fresh: Callable[[], str]


def main() -> None:
    """Measure on both databases and print one table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        here.chmod(0o755)
        # PostgreSQL's wheel makes its folder anew when this program ends.
        atexit.register(shutil.rmtree, here, ignore_errors=True)
        file = here / "list.csv"
        people = write_list(file, rows)
        served = stack.enter_context(postgres(here))
        places = {"PostgreSQL": on_postgres(served, people), "SQLite": on_sqlite(here, people)}
        lines = []
        for name, place in places.items():
            lines += measured(name, place, file, rows)
    show(
        f"A list of {rows:,} rows, half of them known",
        ["job", "rows a second", "from, to", "of the ceiling", "limit", "memory it takes"],
        lines,
        notes="Medians of five rounds in turn, each in a process and a database of its own.",
    )


def write_list(file: Path, rows: int) -> list[tuple[str, str, str, str, str]]:
    """Write a list, of which one row in a hundred repeats; return its people, the known first."""
    chance = random.Random(SEED)  # noqa: S311  # No secret.
    people = [
        (
            chance.choice(GIVEN),
            chance.choice(FAMILY),
            f"writer-{number}@people.example",
            chance.choice(CITIES),
            f"9{chance.randrange(10_000):04}",
        )
        for number in range(rows)
    ]
    shuffled = [*people[: rows - rows // 100], *people[: rows // 100]]
    chance.shuffle(shuffled)
    lines = "".join(f"{','.join(person)}\n" for person in shuffled)
    file.write_text(f"First Name,Last Name,Email,City,Zip\n{lines}", encoding="utf-8")
    return people


def on_postgres(url: str, people: list[tuple[str, str, str, str, str]]) -> Place:
    """Fill a database once; each round gets a copy of it."""
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    base = make_url(plain).set(database="bench_base").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench_base")
    fill(base.replace("postgresql://", "postgresql+psycopg://", 1), people)

    def fresh() -> str:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS bench_round WITH (FORCE)")
            connection.execute("CREATE DATABASE bench_round TEMPLATE bench_base")
            connection.execute("CHECKPOINT")
        return base.replace("bench_base", "bench_round")

    return Place(fresh)


def on_sqlite(folder: Path, people: list[tuple[str, str, str, str, str]]) -> Place:
    """Fill a file once; each round gets a copy of it."""
    base, copy = folder / "base.sqlite3", folder / "round.sqlite3"
    fill(f"sqlite:///{base}", people)

    def fresh() -> str:
        for end in ("", "-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
        shutil.copyfile(base, copy)
        return f"sqlite:///{copy}"

    return Place(fresh)


def fill(url: str, people: list[tuple[str, str, str, str, str]]) -> None:
    """Make a campaign and everyone whom we know, most of whom agree."""
    make_tables(url)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        app = create_app(_settings(Path(folder), url))
        with app.app_context():
            campaign = found_campaign(datetime.now(UTC))
            known = [*people[: len(people) // 2], *_strangers()]
            _know(known, campaign)
            with db.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
            db.session.remove()
            db.engine.dispose()


def _strangers() -> list[tuple[str, str, str, str, str]]:
    return [
        ("Ana", "Reyes", f"other-{n}@people.example", "Oakland", "94601") for n in range(OTHERS)
    ]


def _know(known: list[tuple[str, str, str, str, str]], campaign: Campaign) -> None:
    chance = random.Random(SEED + 1)  # noqa: S311  # No secret.
    now = datetime.now(UTC)
    supporters, consents = [], []
    for given, family, email, city, zip_code in known:
        seen = now - timedelta(days=chance.randrange(1, 500))
        supporter = {
            "id": new_id(),
            "email": email,
            "given_name": given,
            "family_name": family,
            "city": city,
            "zip": zip_code,
            "locale": "en",
            "age_band": AgeBand.ADULT,
            "created_at": seen,
            "last_contact_at": seen,
        }
        supporters.append(supporter)
        if chance.random() < 0.6:  # noqa: PLR2004  # Six in ten agree.
            consents.append(
                {
                    "supporter_id": supporter["id"],
                    "purpose": Purpose.COALITION,
                    "campaign_id": campaign.id,
                    "given": True,
                    "wording_version": "2026-11",
                    "locale": "en",
                    "at": seen,
                }
            )
    hashes = [
        {"id": new_id(), "address_hash": new_id() * 2, "reason": "bounced", "since": now}
        for _ in range(SUPPRESSED)
    ]
    for table, rows in ((Supporter, supporters), (Consent, consents), (Suppression, hashes)):
        db.session.execute(insert(table), rows)
    db.session.commit()


def measured(name: str, place: Place, file: Path, rows: int) -> list[list[str]]:
    """Return the lines of one database."""
    ceiling = SHELL if name == "SQLite" and shutil.which("sqlite3") else CEILING
    jobs = {job: _job(job, place, file) for job in (ceiling, OURS)}
    found = in_turn(jobs, rounds=ROUNDS)
    left = {tuple(result["left"]) for results in found.values() for result in results}
    if len(left) != 1:
        sys.exit(f"{name}: the two leave different people behind: {left}")
    speeds = {job: [rows / result["seconds"] for result in found[job]] for job in jobs}
    ratio = median(
        ours / theirs for ours, theirs in zip(speeds[OURS], speeds[ceiling], strict=True)
    )
    lines = []
    for job, speed in speeds.items():
        taken = median(result["memory"] for result in found[job]) / 1024
        ends = [f"{ratio:.2f}", LIMITS[name]] if job == OURS else ["", ""]
        lines.append([f"{name}: {job}", *spoken(speed, "", digits=0), *ends, f"{taken:.0f} MiB"])
    return lines


def _job(job: str, place: Place, file: Path) -> Callable[[], Mapping[str, float]]:
    """Return what runs a job in a process of its own, over a fresh copy of the database."""

    def run() -> Mapping[str, float]:
        url = place.fresh()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "bench.import_jobs", job, url, str(file)],
                cwd=ROOT,
                env=surroundings(Path(folder), DATABASE_URL=_written(url)),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            sys.exit(done.stderr)
        result: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
        return result

    return run


def _written(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _settings(folder: Path, url: str) -> config.Settings:
    before = dict(os.environ)
    os.environ.update(surroundings(folder, DATABASE_URL=url))
    try:
        return config.load()
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    main()
