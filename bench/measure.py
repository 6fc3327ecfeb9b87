"""What every bench shares: rounds in turn, what to say of them, and one table."""

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

from rich.console import Console
from rich.table import Table

WIDTH = 110
Result = TypeVar("Result")


def in_turn(jobs: Mapping[str, Callable[[], Result]], *, rounds: int) -> dict[str, list[Result]]:
    """Run every job once a round, so that a busy minute meets all of them alike."""
    found: dict[str, list[Result]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            found[name].append(job())
    return found


def spoken(values: Sequence[float], unit: str, *, digits: int = 2) -> tuple[str, str]:
    """Return the median and the spread of some values, in words."""
    middle = f"{median(values):,.{digits}f} {unit}"
    return middle, f"{min(values):,.{digits}f} to {max(values):,.{digits}f}"


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, notes: str) -> None:
    """Print the one table of a bench, with the machine that it was measured on."""
    table = Table(title=title, title_justify="left", caption=notes, caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=WIDTH)
    console.print(table)
    console.print(machine(), style="dim")


def machine() -> str:
    """Return what a reader must know of the machine, its load above all."""
    minute = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{os.cpu_count()} cores, load {minute:.1f} over the last minute,"
        f" Python {platform.python_version()}, {platform.system()}"
    )
