"""A worker looks after itself: it works when no clock calls, and ends itself when it is stuck.

Whoever supervises it starts it anew: `campaign up`, systemd, compose's `restart`, and over
processes of a pool their parent.
"""

import faulthandler
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask

from campaign.log import events

EXTENSION = "worker.pulse"
TICK_SECONDS = 1.0
STANDARD_ERROR = 2
EXIT_CODE = 70
"""What `sysexits.h` calls an internal fault of the software."""
UNDERSTUDY = "understudy"
"""The thread that works where nobody calls."""


@dataclass(eq=False)
class Cycle:
    """One round of the outbox that runs now, and the tick of its last sign of life.

    Two rounds that were last heard at the same tick are still two.
    """

    pulse: "Pulse"
    seen: int

    def alive(self) -> None:
        """Give a sign of life: a mail was answered, or a row was written."""
        self.seen = self.pulse.tick


class Pulse:
    """What the tasks tell the watchdog.

    Time is counted in the watchdog's own ticks: a process that is frozen does not grow older.
    """

    def __init__(self) -> None:
        self.process = os.getpid()
        self.tick = 0
        self.told_to_stop = False
        """Whether this process should end soon: a run ends with what it has in hand then."""
        self._lock = threading.Lock()
        self._running: list[Cycle] = []
        self._ended = self._swept = 0

    @contextmanager
    def cycle(self, *, sweeps: bool = False) -> Iterator[Cycle]:
        """Say that a round begins here and ends with the block, whatever it came to."""
        cycle = Cycle(self, self.tick)
        with self._lock:
            self._running.append(cycle)
        try:
            yield cycle
        finally:
            with self._lock:
                self._running.remove(cycle)
                self._ended = self.tick
                if sweeps:
                    self._swept = self.tick

    @property
    def silence(self) -> int:
        """How many ticks ago a round ended, or the quietest of those that run was heard."""
        with self._lock:
            return self.tick - min([self._ended, *(cycle.seen for cycle in self._running)])

    @property
    def without_sweep(self) -> int:
        """How many ticks ago this process swept."""
        return self.tick - self._swept


class Watchdog:
    """Counts the ticks: works itself when nobody calls, and ends the process when it is stuck."""

    def __init__(self, pulse: Pulse, *, limit: int, work: Callable[[], None]) -> None:
        self._pulse = pulse
        self._limit = limit
        self._work = work
        self._understudy = threading.Thread()

    def start(self) -> None:
        """Watch from a thread of its own until the process ends."""
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def look(self) -> None:
        """Take one look: let the understudy work, or end the process."""
        self._pulse.tick += 1
        if self._pulse.silence >= self._limit:
            events().error("worker.stuck", seconds=self._pulse.silence)
            faulthandler.dump_traceback(STANDARD_ERROR)
            os._exit(EXIT_CODE)
        if self._pulse.without_sweep >= self._limit * 2 // 3 and not self._understudy.is_alive():
            self._understudy = threading.Thread(target=self._stand_in, name=UNDERSTUDY, daemon=True)
            self._understudy.start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(TICK_SECONDS):
            self.look()

    def _stand_in(self) -> None:
        """Do what the clock's call would have done."""
        events().info("worker.stood_in")
        try:
            self._work()
        except Exception:  # noqa: BLE001  # A database that is away comes back: the next look sees.
            events().exception("worker.stood_in_in_vain")


def pulse_of(app: Flask) -> Pulse:
    """Return the pulse of this process."""
    pulse: Pulse = app.extensions.setdefault(EXTENSION, Pulse())
    return pulse


def watch(app: Flask, *, limit: int, work: Callable[[], None]) -> None:
    """Have this process watched, once, with a pulse of its own."""
    found: Pulse | None = app.extensions.get(EXTENSION)
    if found is None or found.process != os.getpid():
        app.extensions[EXTENSION] = pulse = Pulse()
        Watchdog(pulse, limit=limit, work=work).start()
