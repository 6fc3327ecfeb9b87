"""Measure how fast letters leave, beside the fastest that hands mail to the same relay.

    python -m bench.delivery
    python -m bench.delivery --windows

Postfix's generator `smtp-source` is the ceiling: it claims, marks and records nothing. It and we
hand over to Postfix's `smtp-sink` on the same machine, with the same number of kept sessions, in
turn. The far relay is the same one behind a round trip of 20 ms. `--windows` measures the curve
instead: how many letters bear one mark, against how many a kill leaves in doubt.
"""

import argparse
import atexit
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.measure import in_turn, show, spoken
from bench.relays import NoPostfix, far_away, letters_a_second, program, sink
from bench.workshop import Workshop, postgres, workshop

ROUNDS = 5
LETTERS = 6000
FAR_LETTERS = 150
LETTER_BYTES = 700
ROUND_TRIP = 0.02
FAR_SESSIONS = 8
WORKERS = (1, 2)
WINDOWS = (1, 2, 5, 10, 20, 50)
WINDOW_LETTERS = 1500
WINDOW_ROUNDS = 3
CEILING, UNKEPT, FAR = "smtp-source", "smtp-source, a session each", "20 ms away"
LIMITS = "0.30, goal 0.50"
FAR_LIMITS = "0.80"


def main() -> None:
    """Measure, or say what is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--windows", action="store_true", help="measure the curve instead")
    options = parser.parse_args()
    try:
        program("smtp-source")
    except NoPostfix as missing:
        sys.exit(str(missing))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # So that all of it is ended.
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        here.chmod(0o755)
        # PostgreSQL's wheel makes its folder anew when this program ends.
        atexit.register(shutil.rmtree, here, ignore_errors=True)
        port = stack.enter_context(sink())
        served = stack.enter_context(postgres(here))
        places = {
            "SQLite": stack.enter_context(
                workshop(here / "sqlite", f"sqlite:///{here / 'sqlite' / 'campaign.sqlite3'}")
            ),
            "PostgreSQL": stack.enter_context(workshop(here / "postgresql", served)),
        }
        measure = windows if options.windows else ratios
        measure(places, port)


def ratios(places: dict[str, Workshop], port: int) -> None:
    """Measure ours and the ceiling in turn, and print the table."""
    with far_away(port, round_trip=ROUND_TRIP) as far:
        jobs = {
            (name, count): lambda count=count, kept=kept: letters_a_second(
                port, sessions=count, letters=LETTERS, length=LETTER_BYTES, kept=kept
            )
            for name, kept in ((CEILING, True), (UNKEPT, False))
            for count in WORKERS
        }
        for name, place in places.items():
            for count in WORKERS:
                jobs[name, count] = lambda place=place, count=count: place.letters_a_second(
                    port, LETTERS, workers=count
                )
        for count in (1, FAR_SESSIONS):
            jobs[FAR, count] = lambda count=count: places["PostgreSQL"].letters_a_second(
                far, FAR_LETTERS * count, sessions=count
            )
        found = in_turn(jobs, rounds=ROUNDS)
    show(
        "Letters a second",
        ["way", "sessions", "median", "spread", "beside the ceiling", "at least"],
        [row(name, count, found) for name, count in found],
        notes=f"{ROUNDS} rounds of {LETTERS} letters, in turn. The ceiling of the far relay is one"
        " letter for each round trip and session. No other outbox was measured beside it.",
    )


def row(name: str, count: int, found: dict[tuple[str, int], list[float]]) -> list[str]:
    """Return a line of the table."""
    speeds = found[name, count]
    said = [name, str(count), *spoken(speeds, "/s", digits=0)]
    if name == FAR:
        return [*said, f"{median(speeds) * ROUND_TRIP / count:.2f}", FAR_LIMITS]
    limits = "" if name in {CEILING, UNKEPT} else LIMITS
    return [*said, f"{median(speeds) / median(found[CEILING, count]):.2f}", limits]


def windows(places: dict[str, Workshop], port: int) -> None:
    """Measure the curve, and print the table."""
    rows = []
    jobs = {
        (name, size): lambda place=place, size=size: (
            place.letters_a_second(port, WINDOW_LETTERS, window=size),
            place.doubts_after_a_kill(port, WINDOW_LETTERS, window=size),
        )
        for name, place in places.items()
        for size in WINDOWS
    }
    for (name, size), found in in_turn(jobs, rounds=WINDOW_ROUNDS).items():
        speeds, doubts = zip(*found, strict=True)
        rows.append([name, str(size), *spoken(speeds, "/s", digits=0), str(max(doubts))])
    show(
        "What a larger window buys, and what it costs",
        ["database", "letters to a mark", "median", "spread", "in doubt after a kill, at most"],
        rows,
        notes=f"one worker with one session, {WINDOW_ROUNDS} rounds, in turn",
    )


if __name__ == "__main__":
    main()
