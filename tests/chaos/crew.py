"""Workers that are killed, frozen and stopped, and others that take their places."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from tests.chaos.stage import Stage
from tests.workers import START_SECONDS, Worker, launch_worker, wait_until

LONGEST_STOP = 60
TASKS_AT_ONCE = 4
"""As many as `campaign up` gives its worker."""


class Crew:
    """Keeps so many workers alive: who falls is followed by another, which starts meanwhile."""

    def __init__(self, stage: Stage, size: int) -> None:
        self._stage = stage
        self._size = size
        self._frozen: set[Worker] = set()
        self._timers: list[threading.Timer] = []
        self._leaving: list[Worker] = []
        self._doormen = ThreadPoolExecutor(size)
        self.workers: list[Worker] = []

    def __enter__(self) -> Self:
        """Start all of them and wait until they listen.

        The first one begins alone: of several that make the embedded broker's tables one falls.
        """
        try:
            self._hire()
            wait_until(lambda: len(self.ready()) == 1, START_SECONDS)
            for _ in range(1, self._size):
                self._hire()
            wait_until(lambda: len(self.ready()) == self._size, START_SECONDS)
        except BaseException:
            self.dismiss()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all of them at once."""
        self.dismiss()

    def dismiss(self) -> None:
        """End all of them at once."""
        for timer in self._timers:
            timer.cancel()
        for worker in [*self.workers, *self._leaving]:
            worker.kill()
        self.workers.clear()
        self._doormen.shutdown()

    def ready(self) -> list[Worker]:
        """Return those that listen and are not frozen. Raises Fell when one ended by itself."""
        return [one for one in self.workers if one not in self._frozen and one.is_ready()]

    def anybody(self, *, but: int = 0) -> Worker:
        """Return one by chance, when more than `but` are ready."""
        wait_until(lambda: len(self.ready()) > but, START_SECONDS)
        return self._stage.rng.choice(self.ready())

    def kill(self, worker: Worker) -> None:
        """End one without warning."""
        self._let_go(worker)
        worker.kill()

    def stop(self, worker: Worker) -> Future[float]:
        """Ask one to end, and go on; the answer is how many seconds it took."""
        self._let_go(worker)
        self._leaving.append(worker)
        return self._doormen.submit(_seconds_to_end, worker)

    def stop_all(self) -> None:
        """Ask all to end, and let nobody follow."""
        for worker in self.workers:
            worker.stop(seconds=LONGEST_STOP)
        self.dismiss()

    def freeze(self, worker: Worker, seconds: float) -> None:
        """Stop the clock of one for a while; others go on."""
        self._frozen.add(worker)
        worker.freeze()
        timer = threading.Timer(seconds, self._thaw, [worker])
        self._timers.append(timer)
        timer.start()

    def wait(self) -> None:
        """Wait until nobody is frozen, and whoever was asked to end has ended."""
        for timer in self._timers:
            timer.join()
        for worker in self._leaving:
            worker.process.wait(LONGEST_STOP)

    def _thaw(self, worker: Worker) -> None:
        worker.thaw()
        self._frozen.discard(worker)

    def _hire(self) -> None:
        stage = self._stage
        self.workers.append(
            launch_worker(
                stage.settings,
                broker_url=stage.broker_url,
                relay_port=stage.relay.port,
                tasks_at_once=TASKS_AT_ONCE,
            )
        )

    def _let_go(self, worker: Worker) -> None:
        self.workers.remove(worker)
        self._hire()


def _seconds_to_end(worker: Worker) -> float:
    began = time.monotonic()
    worker.stop(seconds=LONGEST_STOP)
    return time.monotonic() - began
