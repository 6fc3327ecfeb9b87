"""Keeps several programs running side by side, and starts one again that falls."""

import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import Process
from shlex import join
from threading import Thread

from honcho import manager
from honcho.manager import Manager
from honcho.printer import Printer

MOST_FALLS = 5
FALLS_COUNT_FOR = 600.0
"""How often one program may fall within so many seconds before all of them are stopped."""

SECONDS_TO_END = 20
"""A worker that is told to end finishes the letters in its hands; honcho would wait for five."""


class Supervisor(Manager):
    """A honcho that starts a fallen program again; a signal stops all of them."""

    def __init__(
        self, *, once_started: Callable[[], None], falls_count_for: float = FALLS_COUNT_FOR
    ) -> None:
        super().__init__(Printer(sys.stdout))
        manager.KILL_WAIT = SECONDS_TO_END
        self._once_started = once_started
        self._falls_count_for = falls_count_for
        self._falls: defaultdict[str, deque[float]] = defaultdict(_last_falls)
        self._told_to_stop = False

    def keep(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Have a program kept running; its lines are printed behind its name."""
        shell = join(command) if sys.platform == "win32" else f"exec {join(command)}"
        self.add_process(name, shell, env=dict(environment))

    @property
    def gave_up(self) -> bool:
        """Tell whether all were stopped because one of them fell too often in a while."""
        return any(
            len(falls) > MOST_FALLS and falls[-1] - falls[0] <= self._falls_count_for
            for falls in self._falls.values()
        )

    def terminate(self) -> None:
        """Stop everything, as soon as every program that is starting has told its process id."""
        self._told_to_stop = True
        if self._all_started():
            super().terminate()

    def _start(self) -> None:
        super()._start()
        Thread(target=self._once_started, daemon=True).start()

    def _any_stopped(self) -> bool:
        """Start what fell again; honcho's loop asks this, and stops everything on a yes."""
        if self._told_to_stop:
            super().terminate()
        for name, process in self._processes.items():
            if process.get("returncode") is not None and not self._told_to_stop:
                self._falls[name].append(time.monotonic())
                if not self.gave_up:
                    self._start_again(name)
        return bool(super()._any_stopped())

    def _start_again(self, name: str) -> None:
        fallen = self._processes[name]
        fresh = Process(name=name, target=fallen["obj"].run, args=(self.events, True))
        self._processes[name] = {"obj": fallen["obj"], "process": fresh}
        fresh.start()


def _last_falls() -> "deque[float]":
    return deque(maxlen=MOST_FALLS + 1)
