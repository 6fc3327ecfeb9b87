r"""Measure how fast a list leaves, beside the fastest that writes the same columns.

    python -m bench.exports
    python -m bench.exports --people 1000000

CSV beside `psql \copy` and `sqlite3 -csv`, which check no cell, count nothing and know no hash;
XLSX beside xlsxwriter with `constant_memory`, fed with the same rows. Each job is a process of its
own that reads the same people in turn, and writes to nowhere. Its time is that of its work alone;
of psql and sqlite3 that of the whole process, some hundredths of a second more.
"""

import argparse
import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import xlsxwriter

import config
from bench.measure import in_turn, show, spoken
from bench.signers import SEED, fill
from bench.workshop import Workshop, postgres, workshop
from campaign import wiring
from campaign.app import create_app
from campaign.db import db
from campaign.domain.export_columns import CHOSEN_AT_FIRST
from campaign.domain.exports import ExportKind, ExportOrder, ExportPurpose, FileFormat
from campaign.domain.people import Purpose
from campaign.queries.export_lines import rows
from campaign.queries.export_rows import statement
from campaign.services.export.file import write_file
from config import ROOT
from tests.databases import plain

ROUNDS = 5
PEOPLE = 100_000
NOWHERE = "/dev/null"
MEBI = 1024 * 1024
COPY, SHELL, PLAIN = "psql \\copy", "sqlite3 -csv", "xlsxwriter"
CSV_LIMITS = {"PostgreSQL": "0.60, goal 0.80", "SQLite": "0.25, goal 0.35"}
XLSX_LIMITS = "1.00, goal 5.00"
PEOPLE_WHO_AGREE = """
SELECT s.given_name, s.family_name, s.email, s.city, s.zip, s.locale, 'coalition' AS purpose,
       c.at, c.wording_version
FROM supporters s JOIN consents c ON c.supporter_id = s.id
WHERE s.email IS NOT NULL AND s.age_band = '18-plus' AND c.id IN (
    SELECT max(y.id) FROM consents y
    WHERE y.purpose = 'coalition' AND y.given AND y.partner_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM consents n WHERE n.supporter_id = y.supporter_id AND n.id > y.id
        AND n.purpose = y.purpose AND n.campaign_id = y.campaign_id
        AND n.partner_id IS NOT DISTINCT FROM y.partner_id)
    GROUP BY y.supporter_id)
"""
"""The same people with the same columns, as somebody would write it who needs nothing else."""


@dataclass(frozen=True, slots=True)
class Run:
    """One file: the seconds it took, in all and until its first byte and row, and its memory."""

    seconds: float
    first_byte: float = 0.0
    first_row: float = 0.0
    mebibytes: float = 0.0
    rows: int = 0


def main() -> None:
    """Measure, and print the table."""
    asked = argparse.ArgumentParser(description="How fast a list leaves.")
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--one", choices=["csv", "xlsx", "plain"], help=argparse.SUPPRESS)
    words = asked.parse_args()
    if words.one:
        print(json.dumps(_one(words.one)))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        here = Path(folder)
        here.chmod(0o755)
        (here / "server").mkdir()
        served = stack.enter_context(postgres(here / "server"))
        file = here / "sqlite" / "campaign.sqlite3"
        places = {
            "SQLite": stack.enter_context(workshop(here / "sqlite", f"sqlite:///{file}")),
            "PostgreSQL": stack.enter_context(workshop(here / "postgresql", served)),
        }
        listed = {name: fill(place, words.people) for name, place in places.items()}
        jobs: dict[tuple[str, str], Callable[[], Run]] = {
            ("PostgreSQL", COPY): lambda: copied(served, here),
            ("SQLite", SHELL): lambda: shelled(file),
        }
        for name, place in places.items():
            for what in ("csv", "plain", "xlsx"):
                jobs[name, what] = lambda place=place, what=what: child(place, what)
        found = in_turn(jobs, rounds=words.rounds)
    show(
        f"Lists of {listed['PostgreSQL']:,} people",
        [
            "database",
            "way",
            "median",
            "spread",
            "rows/s",
            "beside",
            "at least",
            "first byte, row",
            "memory",
        ],
        [row(key, found, listed) for key in found],
        notes=f"{words.rounds} rounds in turn; {words.people:,} supporters, seed {SEED}. Memory is"
        " what the process took besides what it had before it began.",
    )


def row(
    key: tuple[str, str], found: Mapping[tuple[str, str], list[Run]], listed: Mapping[str, int]
) -> list[str]:
    """Return a line of the table."""
    name, what = key
    seconds = [run.seconds for run in found[key]]
    beside, limit = "", ""
    if what in {"csv", "xlsx"}:
        ceiling = PLAIN if what == "xlsx" else {"PostgreSQL": COPY, "SQLite": SHELL}[name]
        other = found[name, "plain" if what == "xlsx" else ceiling]
        beside = f"{median(run.seconds for run in other) / median(seconds):.2f}"
        limit = XLSX_LIMITS if what == "xlsx" else CSV_LIMITS[name]
    ours = bool(found[key][0].rows)
    return [
        name,
        PLAIN if what == "plain" else what,
        *spoken(seconds, "s"),
        f"{listed[name] / median(seconds):,.0f}",
        beside,
        limit,
        _moments(found[key]) if what == "csv" else "",
        f"{max(run.mebibytes for run in found[key]):.0f} MiB" if ours else "",
    ]


def _moments(runs: list[Run]) -> str:
    byte, row = median(run.first_byte for run in runs), median(run.first_row for run in runs)
    return f"{byte:.3f}, {row:.3f} s"


def copied(url: str, here: Path) -> Run:
    """Have psql copy the same columns."""
    script = here / "copy.sql"
    script.write_text(f"\\copy ({' '.join(PEOPLE_WHO_AGREE.split())}) TO '{NOWHERE}' (FORMAT csv)")
    return _timed(["psql", plain(url), "--no-psqlrc", "--quiet", "--file", str(script)])


def shelled(file: Path) -> Run:
    """Have sqlite3's shell write the same columns, or Python's module where there is no shell."""
    if shutil.which("sqlite3"):
        return _timed(["sqlite3", "-csv", "-header", str(file), PEOPLE_WHO_AGREE])
    import sqlite3  # noqa: PLC0415  # Only where the shell is missing.

    began = time.perf_counter()
    with Path(NOWHERE).open("w", encoding="utf-8") as nowhere:
        csv.writer(nowhere).writerows(sqlite3.connect(file).execute(PEOPLE_WHO_AGREE))
    return Run(time.perf_counter() - began)


def _timed(command: list[str]) -> Run:
    began = time.perf_counter()
    with Path(NOWHERE).open("wb") as nowhere:
        subprocess.run(command, stdout=nowhere, check=True)
    return Run(time.perf_counter() - began)


def child(place: Workshop, what: str) -> Run:
    """Let a process of its own write one file."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.exports", "--one", what]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(place.environment), capture_output=True, text=True, check=True
    )
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _one(what: str) -> dict[str, float]:
    """Write one file in this process, and say what it took."""
    app = create_app(config.load())
    with app.app_context(), Path(NOWHERE).open("wb") as nowhere:
        db.session.execute(statement(_order("csv")).limit(1)).all()
        db.session.rollback()
        before, began, parts = _memory(), time.perf_counter(), []

        def sink(content: bytes) -> None:
            if len(parts) <= 1:
                parts.append(time.perf_counter() - began)
            nowhere.write(content)

        if what == "plain":
            number = _plainly(_order("xlsx"))
        else:
            sheets = wiring.edges().sheets
            number = write_file(_order(what), sink, sheets=sheets, heard=lambda _: None).rows
        seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "first_byte": parts[0] if parts else 0.0,
        "first_row": parts[-1] if parts else 0.0,
        "mebibytes": _memory() - before,
        "rows": number,
    }


def _plainly(order: ExportOrder) -> int:
    """Write the rows with xlsxwriter, as its own papers say; return how many."""
    number = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(NOWHERE, options) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, order.columns)
        for number, cells in enumerate(rows(statement(order)), start=1):
            sheet.write_row(number, 0, cells)
    return number


def _order(what: str) -> ExportOrder:
    return ExportOrder(
        kind=ExportKind.SUPPORTERS,
        file_format=FileFormat(what),
        columns=CHOSEN_AT_FIRST[ExportKind.SUPPORTERS],
        reason="To be measured",
        purpose=ExportPurpose(Purpose.COALITION),
    )


def _memory() -> float:
    """Return the most memory that this process ever had, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / MEBI


if __name__ == "__main__":
    main()
