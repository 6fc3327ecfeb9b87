"""Prove that nothing is lost and nothing doubled unsaid: `python -m tests.chaos`.

Real workers are killed, frozen and stopped, brokers wiped, databases struck down and relays
broken, on SQLite with the embedded broker and on PostgreSQL with Redis. It prints its seed and one
table; it exits with 1 when anything was lost, doubled unsaid, or late. What it started is ended,
on Ctrl-C too; the folder of a trial that failed is kept.
"""

import argparse
import atexit
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import servers
from tests.chaos.programme import PROGRAMME
from tests.chaos.show import Show, Wishes
from tests.chaos.verdict import Verdict
from tests.databases import Kind

COLUMNS = (
    "trial",
    "database",
    "letters",
    "events",
    "lost",
    "doubled",
    "unflagged",
    "in doubt",
    "listed",
    "took",
    "verdict",
)
CONSOLE = Console(width=130)


def main() -> int:
    """Run the trials of each database side by side, print the table, return the exit code."""
    options = _options()
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    kinds = list(Kind) if options.database == "both" else [Kind(options.database)]
    trials = [one for one in PROGRAMME if options.trial in {None, one.name}]
    CONSOLE.print(f"seed: {seed} (repeat with --seed {seed})")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    # Registered before the wheel of PostgreSQL registers what writes there once more at the end.
    atexit.register(_tidy, folder)
    wishes = Wishes(trials, seed, options.scale, folder)
    shows = [Show(kind, wishes, _tell) for kind in kinds]
    try:
        for show in shows:
            show.start()
        for show in shows:
            show.join()
    finally:
        for show in shows:
            show.stop()
        servers.stop_all(folder / "servers")
    verdicts = [verdict for show in shows for verdict in show.verdicts]
    _print(verdicts, seed)
    if any(verdict.breaches for verdict in verdicts):
        CONSOLE.print(f"Logs, ledgers and databases of what broke are in {folder}")
        return 1
    return 0


def _tidy(folder: Path) -> None:
    """Remove the folder, and what broke stays in it."""
    shutil.rmtree(folder / "servers", ignore_errors=True)
    for file in folder.glob("*.json"):
        file.unlink()
    with suppress(OSError):
        folder.rmdir()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeat the random choices of a run")
    parser.add_argument("--database", choices=[*Kind, "both"], default="both")
    parser.add_argument("--trial", choices=[trial.name for trial in PROGRAMME])
    parser.add_argument("--scale", type=float, default=1.0, help="0.1 is a tenth of everything")
    return parser.parse_args()


def _tell(verdict: Verdict) -> None:
    CONSOLE.print(f"{verdict.trial}, {verdict.database}: {verdict.said} ({verdict.seconds:.0f} s)")


def _print(verdicts: Sequence[Verdict], seed: int) -> None:
    table = Table(title=f"Chaos, seed {seed}", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in {"trial", "verdict"} else "right")
    order = [trial.name for trial in PROGRAMME]
    for one in sorted(verdicts, key=lambda verdict: (order.index(verdict.trial), verdict.database)):
        numbers = (one.letters, one.events, one.lost, one.doubled, one.unflagged, one.in_doubt)
        table.add_row(
            one.trial,
            one.database,
            *(f"{number:,}" for number in numbers),
            f"{one.listed:.1f} s",
            f"{one.seconds:.0f} s",
            one.said,
        )
    CONSOLE.print(table)


if __name__ == "__main__":
    sys.exit(main())
