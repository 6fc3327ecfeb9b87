"""Measure how long `campaign up` takes until it prints the site's address.

    python -m bench.start

The first start makes the database and loads campaign and roster; a later one finds them there.
"""

import shutil
import tempfile
import time
from pathlib import Path

from bench.measure import in_turn, show, spoken
from tests.running_site import running_site, surroundings

ROUNDS = 5
FIRST_GATE = "45 s"
LATER_GATE = "6 s"


def main() -> None:
    """Start the site in turn from nothing and from a kept folder."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        fresh, kept = Path(folder) / "fresh", Path(folder) / "kept"
        seconds_to_start(kept)

        def from_nothing() -> float:
            shutil.rmtree(fresh, ignore_errors=True)
            return seconds_to_start(fresh)

        jobs = {"first": from_nothing, "later": lambda: seconds_to_start(kept)}
        found = in_turn(jobs, rounds=ROUNDS)
    show(
        "Start of `campaign up`",
        ["start", "median", "spread", "at most"],
        [
            ["the first, in an empty folder", *spoken(found["first"], "s"), FIRST_GATE],
            ["a later one, installed and migrated", *spoken(found["later"], "s"), LATER_GATE],
        ],
        notes=f"{ROUNDS} starts of each, in turn; until the address is printed",
    )


def seconds_to_start(state: Path) -> float:
    """Start the site, end it, and return how long the start took."""
    began = time.perf_counter()
    with running_site(state, surroundings(state)):
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
