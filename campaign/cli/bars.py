"""Bars in the terminal for long pieces of work."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn


@contextmanager
def bars() -> Iterator["Bars"]:
    """Show how far a long piece of work has come, until the block ends."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Bars(shown)


class Bars:
    """Shows a bar for each piece of work."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        """Move the bar of a piece of work."""
        if what not in self._tasks:
            self._tasks[what] = self._shown.add_task(what)
        task = self._shown.tasks[self._tasks[what]].id
        self._shown.update(task, completed=done, total=total or None)
