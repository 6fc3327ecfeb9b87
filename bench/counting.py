"""Measure what counting costs the writes: the same letters with their facts counted, and without.

    python -m bench.counting

Letters are sent, confirmed and delivered through the services, with a relay that takes no time,
so the share is the largest that counting can have. Both ways take turns in one run.
"""

import atexit
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

import config
from bench.fill import furnished
from bench.measure import in_turn, show, spoken
from bench.workshop import postgres
from campaign.app import create_app
from campaign.db import db
from campaign.models.campaigns import Campaign
from campaign.services import confirm, submit
from campaign.services.deliver import record
from tests import fakes, make, writers
from tests.running_site import surroundings

ROUNDS = 9
LETTERS = 40
MILLISECONDS = 1000
LIMITS = "10 %, goal 3 %"
COUNTING = (
    (submit, "submitted_delta", None),
    (confirm, "confirmed_delta", None),
    (confirm, "writer_delta", None),
    (confirm, "letter_deltas", []),
    (confirm, "sign_up_deltas", []),
    (submit.tallies, "append", None),
    (record, "_count", None),
)
"""Everything that counts while letters are sent, confirmed and delivered."""


def main() -> None:
    """Measure both ways on each database, and print the table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        # PostgreSQL's wheel makes its folder anew when this program ends.
        atexit.register(shutil.rmtree, here, ignore_errors=True)
        addresses = {
            "SQLite": f"sqlite:///{here / 'campaign.sqlite3'}",
            "PostgreSQL": stack.enter_context(postgres(here)),
        }
        rows = [row for name, url in addresses.items() for row in measured(name, here, url)]
    show(
        "What counting costs",
        ["database", "job", "counted", "spread", "not counted", "cost", "at most"],
        rows,
        notes=f"{ROUNDS} rounds of {LETTERS} sendings, two letters each, in turn",
    )


def measured(name: str, here: Path, url: str) -> Iterator[list[str]]:
    """Yield a line for what writers wait for, and one for the delivery."""
    with _app(here, url).app_context():
        campaign = db.session.scalars(select(Campaign).order_by(Campaign.position).limit(1)).one()
        db.session.rollback()
        jobs = {"counted": _one_round(campaign), "not": _uncounted(_one_round(campaign))}
        for job in jobs.values():
            job()
        found = in_turn(jobs, rounds=ROUNDS)
        db.engine.dispose()
    for place, job in enumerate(("send and confirm", "deliver")):
        counted, without = ([each[place] for each in found[way]] for way in ("counted", "not"))
        cost = median(counted) / median(without) - 1
        middle, spread = spoken(counted, "ms")
        yield [name, job, middle, spread, spoken(without, "ms")[0], f"{cost:.1%}", LIMITS]


def _app(here: Path, url: str) -> Flask:
    furnished(here, url)
    with patch.dict("os.environ", surroundings(here, DATABASE_URL=url)):
        settings = config.load()
    return create_app(settings, adapters=fakes.edges(settings))


def _one_round(campaign: Campaign) -> Callable[[], tuple[float, float]]:
    """Return a job that says how long sending and confirming took, and how long delivering."""

    def job() -> tuple[float, float]:
        now = datetime.now(UTC)
        began = time.perf_counter()
        for _ in range(LETTERS):
            submitted = make.submit(writers.submission(campaign), now)
            make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[-1]), now)
        sent = time.perf_counter()
        make.work(now, turns=())
        return (
            (sent - began) * MILLISECONDS / LETTERS,
            (time.perf_counter() - sent) * MILLISECONDS / LETTERS,
        )

    return job


def _uncounted(job: Callable[[], tuple[float, float]]) -> Callable[[], tuple[float, float]]:
    def without() -> tuple[float, float]:
        with _nothing_counted():
            return job()

    return without


@contextmanager
def _nothing_counted() -> Iterator[None]:
    with ExitStack() as stack:
        for module, name, instead in COUNTING:
            stack.enter_context(patch.object(module, name, return_value=instead))
        yield


if __name__ == "__main__":
    main()
