"""A real Celery worker in a process of its own, which a test may stop, freeze or kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from celery import Celery

from config import ROOT, Settings
from worker.schedule import QUEUES

START_SECONDS = 90
LEASE_SECONDS = 2


class Fell(Exception):
    """Say that a worker ended by itself, with the last lines of its log."""


@dataclass(eq=False)
class Worker:
    """A worker's process, and where it writes its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, words: str) -> bool:
        """Tell whether something stands in its log."""
        return words in self.log.read_text(encoding="utf-8", errors="replace")

    def is_ready(self) -> bool:
        """Tell whether it listens by now. Raises Fell when it ended by itself."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        if self.process.poll() is not None:
            raise Fell(f"the worker ended by itself:\n{text[-3000:]}")
        return " ready." in text

    def kill(self) -> None:
        """End it without warning."""
        self._send(signal.SIGKILL)
        self.process.wait(timeout=10)

    def stop(self, seconds: float = 15) -> None:
        """Ask it to end and wait until it has."""
        self._send(signal.SIGTERM)
        self.process.wait(timeout=seconds)

    def freeze(self) -> None:
        """Stop its clock."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had happened."""
        self._send(signal.SIGCONT)

    def _send(self, word: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, word)


@contextmanager
def running_worker(
    settings: Settings,
    *,
    broker_url: str,
    relay_port: int,
    pool: str = "threads",
    stuck_seconds: int | None = None,
) -> Iterator[Worker]:
    """Run a worker that is ready, and end it afterwards."""
    worker = start_worker(
        settings,
        broker_url=broker_url,
        relay_port=relay_port,
        pool=pool,
        stuck_seconds=stuck_seconds,
    )
    try:
        yield worker
    finally:
        worker.thaw()
        worker.kill()


def start_worker(
    settings: Settings,
    *,
    broker_url: str,
    relay_port: int,
    pool: str = "threads",
    tasks_at_once: int = 2,
    stuck_seconds: int | None = None,
) -> Worker:
    """Start a worker and return it as soon as it is ready."""
    worker = launch_worker(
        settings,
        broker_url=broker_url,
        relay_port=relay_port,
        pool=pool,
        tasks_at_once=tasks_at_once,
        stuck_seconds=stuck_seconds,
    )
    try:
        wait_until(worker.is_ready, START_SECONDS)
    except BaseException:
        worker.kill()
        raise
    return worker


def launch_worker(
    settings: Settings,
    *,
    broker_url: str,
    relay_port: int,
    pool: str = "threads",
    tasks_at_once: int = 2,
    stuck_seconds: int | None = None,
) -> Worker:
    """Start a worker as `campaign up` does, and return it while it still starts."""
    log = settings.state_folder / f"worker-{time.monotonic_ns()}.log"
    command = [sys.executable, "-m", "celery", "--app", "worker.app:celery_app", "worker"]
    environment = surroundings(settings, broker_url=broker_url, relay_port=relay_port)
    if stuck_seconds is not None:
        environment["CAMPAIGN_STUCK_SECONDS"] = str(stuck_seconds)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, f"--pool={pool}", f"--concurrency={tasks_at_once}", "--loglevel=INFO"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Worker(process, log)


def surroundings(settings: Settings, *, broker_url: str, relay_port: int) -> dict[str, str]:
    """Return the environment that makes another process work for the same site."""
    return {
        **os.environ,
        "CAMPAIGN_STATE": str(settings.state_folder),
        "CAMPAIGN_SECRET_KEY": settings.secret_key,
        "CAMPAIGN_DATABASE_URL": settings.database_url,
        "CAMPAIGN_BROKER_URL": broker_url,
        "CAMPAIGN_SMTP_URL": f"smtp://127.0.0.1:{relay_port}",
        "CAMPAIGN_LEASE_SECONDS": str(LEASE_SECONDS),
        "CAMPAIGN_BACKOFF_SCALE": "0.01",
        "CAMPAIGN_GEOCODER": "off",
        "CAMPAIGN_PACING": "on" if settings.pacing else "off",
        "PYTHONDONTWRITEBYTECODE": "",  # Compiled once, the next worker starts in half the time.
    }


def call(broker_url: str, task: str) -> None:
    """Call a task as the clock does."""
    Celery("test", broker=broker_url, set_as_current=False).send_task(task, queue=QUEUES[task])


def wait_until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds. Raises TimeoutError when it never does."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not happen within {seconds} seconds")
        time.sleep(0.05)
