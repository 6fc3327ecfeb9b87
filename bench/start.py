"""Measure how long `campaign up` takes until it prints the site's address.

    python -m bench.start

The first start makes the database and loads campaign and roster; a later one finds them there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.measure import in_turn, show, spoken
from tests.running_site import running_site, surroundings

ROUNDS = 5
FIRST_LIMIT = "45 s"
LATER_LIMIT = "6 s"
FRAMEWORKS = "import flask, flask_security, flask_migrate, flask_sqlalchemy, celery.app"


@dataclass(frozen=True, slots=True)
class Start:
    """One start, in seconds: how long a person waited, and what all its programs spent."""

    waited: float
    spent: float


def main() -> None:
    """Start the site in turn from nothing and from a kept folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        fresh, kept = Path(folder) / "fresh", Path(folder) / "kept"
        start(kept)

        def from_nothing() -> Start:
            shutil.rmtree(fresh, ignore_errors=True)
            return start(fresh)

        jobs = {"first": from_nothing, "later": lambda: start(kept), "bare": import_frameworks}
        found = in_turn(jobs, rounds=ROUNDS)
    show(
        "Start of `campaign up`",
        ["start", "waited", "spread", "at most", "processor time", "spread"],
        [
            row("the first, in an empty folder", found["first"], FIRST_LIMIT),
            row("a later one, installed and migrated", found["later"], LATER_LIMIT),
            row("one Python that imports our frameworks", found["bare"], ""),
        ],
        notes=f"{ROUNDS} starts of each, in turn; until the address is printed",
    )


def row(name: str, starts: Sequence[Start], limit: str) -> list[str]:
    """Return a line of the table."""
    waited = spoken([one.waited for one in starts], "s")
    return [name, *waited, limit, *spoken([one.spent for one in starts], "s")]


def start(state: Path) -> Start:
    """Start the site, end it, and return how long the start took."""
    began = time.perf_counter()
    with running_site(state, surroundings(state)) as site:
        waited = time.perf_counter() - began
        first = psutil.Process(site.pid)
        times = [process.cpu_times() for process in [first, *first.children(recursive=True)]]
        return Start(waited, sum(spent.user + spent.system for spent in times))


def import_frameworks() -> Start:
    """Import once what each of the four programs must import, and do nothing with it."""
    began, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", FRAMEWORKS], env=surroundings(Path.cwd()), check=True)
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return Start(time.perf_counter() - began, spent)


if __name__ == "__main__":
    main()
