"""The shelf: where the files of outlines and streets stand, and which one holds on a day.

Every file stands under the day on which its lines begin. A new one is written beside it and put
in its place in one step, so that whoever asks meanwhile is answered by the old one.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from campaign.domain.errors import NotFound

LOOK_AGAIN_SECONDS = 1.0

Opened = TypeVar("Opened")


@dataclass(slots=True)
class Shelf(Generic[Opened]):
    """The files of one kind, each opened when it is first asked and again when it is replaced."""

    folder: Path
    suffix: str
    open_file: Callable[[Path], Opened]
    _opened: dict[Path, tuple[tuple[int, int], Opened]] = field(default_factory=dict)
    _chosen: dict[tuple[str, date], tuple[float, Opened]] = field(default_factory=dict)

    def holding(self, jurisdiction: str, *, on: date) -> Opened:
        """Return what holds on a day. Raises NotFound where nothing does."""
        found = self._chosen.get((jurisdiction, on))
        if found is not None and monotonic() < found[0]:
            return found[1]
        days = [day for day in self._days(jurisdiction) if day <= on]
        if not days:
            raise NotFound(f"{self.suffix} of {jurisdiction}")
        opened = self._open(self.place(jurisdiction, max(days)))
        # Yesterday's choices would stay for ever.
        self._chosen = {(jurisdiction, on): (monotonic() + LOOK_AGAIN_SECONDS, opened)}
        return opened

    def place(self, jurisdiction: str, valid_from: date) -> Path:
        """Return where the file stands whose lines begin on a day."""
        return self.folder / jurisdiction / f"{valid_from}.{self.suffix}"

    @contextmanager
    def replacing(self, jurisdiction: str, valid_from: date) -> Iterator[Path]:
        """Offer a path for a new file; when the block ends well, it takes the old one's place."""
        fresh = self.fresh(jurisdiction, valid_from)
        try:
            yield fresh
            self.put(fresh, jurisdiction, valid_from)
        finally:
            fresh.unlink(missing_ok=True)

    def fresh(self, jurisdiction: str, valid_from: date) -> Path:
        """Return a path for a new file; what a fallen predecessor left there is swept away."""
        target = self.place(jurisdiction, valid_from)
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f"{target.name}.*.new*"):
            left.unlink(missing_ok=True)
        return target.with_name(f"{target.name}.{secrets.token_hex(4)}.new")

    def put(self, fresh: Path, jurisdiction: str, valid_from: date) -> None:
        """Put a finished file in its place at once."""
        fresh.replace(self.place(jurisdiction, valid_from))
        self._chosen.clear()

    def _days(self, jurisdiction: str) -> Iterator[date]:
        for path in (self.folder / jurisdiction).glob(f"????-??-??.{self.suffix}"):
            yield date.fromisoformat(path.name.removesuffix(f".{self.suffix}"))

    def _open(self, path: Path) -> Opened:
        state = path.stat()
        mark = (state.st_ino, state.st_mtime_ns)
        found = self._opened.get(path)
        if found is None or found[0] != mark:
            found = (mark, self.open_file(path))
            self._opened[path] = found
        return found[1]
