"""Measure the console on a big database, each job beside the fastest that does the same work.

    python -m bench.console --supporters 100000
    python -m bench.console --database sqlite:////tmp/big.sqlite3

Without an address it fills a database of its own on SQLite and on PostgreSQL; with one it takes
what `python -m bench.fill` left there, and changes nothing in it.
"""

import argparse
import atexit
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TypeAlias

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from bench.fill import application, fill, furnished
from bench.measure import in_turn, show, spoken
from bench.workshop import postgres
from campaign.db import db, set_only_looking
from campaign.domain.tallies import TallyKind
from campaign.models.actions import Action
from campaign.models.supporters import Supporter
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.people import SupporterSearch, search
from campaign.web.console.exact_counts import exact_morning
from campaign.web.console.filters import Reader, read_view
from campaign.web.console.morning import today
from campaign.web.console.veiled_counts import veiled_morning

ROUNDS = 9
REPEATS = 5
MILLISECONDS = 1000

Job: TypeAlias = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """One job of ours, and the ceiling beside which it is measured."""

    ours: Job
    ceiling: Job
    ceiling_name: str
    limit: str = ""


def main() -> None:
    """Measure every job on each database, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the console on a big database.")
    parser.add_argument("--supporters", type=int, default=100_000)
    parser.add_argument("--database", help="the address of a database that is filled already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        # PostgreSQL's wheel makes its folder anew when this program ends.
        atexit.register(shutil.rmtree, here, ignore_errors=True)
        if asked.database:
            apps = {"the one named": application(here, asked.database)}
        else:
            addresses = {
                "SQLite": f"sqlite:///{here / 'big.sqlite3'}",
                "PostgreSQL": stack.enter_context(postgres(here)),
            }
            apps = {name: _filled(here, url, asked.supporters) for name, url in addresses.items()}
        rows = [row for name, app in apps.items() for row in measured(name, app)]
        for app in apps.values():
            with app.app_context():
                db.engine.dispose()
    show(
        "The console",
        ["database", "job", "median", "spread", "ceiling", "its median", "limit"],
        rows,
        notes=f"{ROUNDS} rounds of {REPEATS}, in turn, after one to warm up. A page is all but its"
        " template.",
    )


def _filled(here: Path, url: str, supporters: int) -> Flask:
    app = furnished(here, url)
    with app.app_context():
        fill(supporters)
    return app


def measured(name: str, app: Flask) -> Iterator[list[str]]:
    """Yield a line of the table for each job on one database."""
    with _asked(app):
        jobs: dict[tuple[str, bool], Callable[[], float]] = {}
        pairs = {**counts(), **people()}
        for job, pair in pairs.items():
            jobs[job, True] = lambda pair=pair: _time(pair.ours)
            jobs[job, False] = lambda pair=pair: _time(pair.ceiling)
        for run in jobs.values():
            run()
        found = in_turn(jobs, rounds=ROUNDS)
    for job, pair in pairs.items():
        ours, ceiling = found[job, True], found[job, False]
        yield [
            name,
            job,
            *spoken(ours, "ms"),
            pair.ceiling_name,
            f"{median(ceiling):.2f} ms",
            pair.limit,
        ]


@contextmanager
def _asked(app: Flask) -> Iterator[None]:
    """Stand in a request that only looks, as the pages do."""
    with app.test_request_context("/console/"):
        set_only_looking(looking=True)
        yield
        db.session.rollback()
        set_only_looking(looking=False)


def _time(job: Job) -> float:
    """Return how long one run of a job takes, in milliseconds."""
    began = time.perf_counter()
    for _ in range(REPEATS):
        job()
        db.session.rollback()
    return (time.perf_counter() - began) * MILLISECONDS / REPEATS


def counts() -> Mapping[str, Pair]:
    """Return the jobs of the morning page, each beside one read by an index."""
    some = db.session.scalars(select(Action.id).limit(1)).one()
    staff, organizer = Reader(exact=True), Reader(exact=False)
    view = read_view(MultiDict(), "en", staff)
    if view is None:
        raise RuntimeError("There is no campaign in this database.")
    since = today(view.campaign) - timedelta(days=30)
    topic = view.campaign.recommendations[0].slug

    def one_read() -> object:
        return db.session.scalars(select(Action.submitted_at).where(Action.id == some)).one()

    def page(words: Mapping[str, str]) -> Job:
        return lambda: exact_morning(read_view(words, "en", staff))

    def veiled(words: Mapping[str, str]) -> Job:
        return lambda: veiled_morning(read_view(words, "en", organizer), organizer)

    def every_count() -> None:
        whole = CountFilter(campaign_id=view.campaign.id)
        people = (TallyKind.LETTER, TallyKind.SIGN_UP)
        along(Line.DAY, [kind for kind in TallyKind if kind is not TallyKind.ASK], whole)
        along(Line.TARGET, (TallyKind.LETTER,), whole)
        along(Line.RECOMMENDATION, (TallyKind.ASK,), whole)
        along(Line.SOURCE, people, whole)
        along(Line.LOCALE, people, whole)
        along(Line.FACET, (TallyKind.CONFIRMED,), whole)
        along(Line.FACET, (TallyKind.WRITER,), whole)

    jobs = {
        "every count of the page": every_count,
        "morning page, staff": page({}),
        "filter: language": page({"locale": "es"}),
        "filter: 30 days": page({"from": f"{since}"}),
        "filter: a recommendation": page({"recommendation": topic}),
        "filter: a chamber": page({"chamber": "upper"}),
        "filters: 30 days, language, partner": page(
            {"from": f"{since}", "locale": "es", "partner": "partner-1"}
        ),
        "morning page, organizer": veiled({}),
        "filter: partner, organizer": veiled({"partner": "partner-1"}),
    }
    limit = "20 ms, goal 2 ms"
    return {
        name: Pair(job, one_read, "one indexed read", limit if job is every_count else "")
        for name, job in jobs.items()
    }


def people() -> Mapping[str, Pair]:
    """Return the searches for people, each beside a read of the same person by an index."""
    email = db.session.scalars(select(Supporter.email).where(Supporter.email != "").limit(1)).one()

    def one_read() -> object:
        return db.session.scalars(select(Supporter).where(Supporter.email == email)).one()

    asked = {
        "search: e-mail": SupporterSearch(email=email or ""),
        "search: name": SupporterSearch(name="Ana García"),
        "search: ZIP code": SupporterSearch(zip="90000"),
    }
    return {
        name: Pair(lambda search_for=search_for: search(search_for), one_read, "one indexed read")
        for name, search_for in asked.items()
    }


if __name__ == "__main__":
    main()
