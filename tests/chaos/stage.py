"""What every trial works with: an outbox, a broker, a relay with a ledger, and a clock."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from celery import Celery
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from campaign import wiring
from campaign.adapters.celery_bell import CeleryBell
from campaign.db import db
from campaign.queries.deliveries import pending_count
from campaign.services.deliver import SURGE_WINDOW
from campaign.services.make_letters import make_letters
from config import ROOT, Settings
from tests.databases import Kind
from tests.faulty_smtp import FaultySmtp
from tests.servers import empty_redis
from tests.workers import surroundings, wait_until
from worker.schedule import QUEUES

SWEEP = "deliveries.sweep"
SWEEP_SECONDS = 1.0
PATIENCE_SECONDS = 90
WINDOW = SURGE_WINDOW
"""The most deliveries that one mark covers: as many may be in doubt for each kill."""


@dataclass(frozen=True)
class Stage:
    """One database and its broker, with chance and a relay; used inside the application's context.

    The clock of a trial sweeps every second: its lease is two seconds.
    """

    kind: Kind
    settings: Settings
    broker_url: str
    rng: random.Random
    relay: FaultySmtp

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of another process of this site."""
        ours = surroundings(self.settings, broker_url=self.broker_url, relay_port=self.relay.port)
        return {**ours, **(more or {})}

    @cached_property
    def bell(self) -> CeleryBell:
        """Return the bell of this process."""
        return CeleryBell(self.broker_url)

    @staticmethod
    def now() -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def make(self, letters: int) -> None:
        """Queue letters and ring, as `campaign deliveries make` does."""
        make_letters(letters, site=wiring.edges().site, bell=self.bell, now=self.now())

    def pending(self) -> int:
        """Return how many letters are on their way; a database that is away says one at least."""
        try:
            return pending_count()
        except OperationalError:
            return 1
        finally:
            db.session.remove()

    def wait_for_work(self) -> None:
        """Wait until the relay takes letters again, and then for a moment of chance."""
        already = len(self.relay.kept)
        with suppress(TimeoutError):
            wait_until(lambda: len(self.relay.kept) > already or not self.pending(), 20)
        time.sleep(self.rng.uniform(0, 0.4))

    def deliver_the_rest(self, patience: float = PATIENCE_SECONDS) -> list[str]:
        """Wait until no letter is on its way; return what is wrong when that takes too long."""
        self.relay.pace = 0.0
        try:
            wait_until(lambda: not self.pending(), patience)
        except TimeoutError:
            return [f"{self.pending()} letters on their way after {patience:.0f} s"]
        return []

    def wipe_broker(self) -> None:
        """Take everything out of the broker."""
        if self.broker_url.startswith("redis"):
            empty_redis(self.broker_url)
            return
        engine = create_engine(self.broker_url.removeprefix("sqla+"))
        with suppress(Exception), engine.begin() as connection:  # There may be no table yet.
            for table in ("kombu_message", "kombu_queue"):
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # Two constants.
        engine.dispose()

    def campaign(self, *words: str) -> str:
        """Run a command of the program and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "campaign", *words],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def sweeping(stage: Stage) -> Iterator[None]:
    """Call for a sweep every second for the length of a block, as a clock of short beats would."""
    ended = threading.Event()
    celery = Celery("clock", broker=stage.broker_url, set_as_current=False)
    celery.conf.broker_connection_timeout = 1

    def sweep() -> None:
        while not ended.wait(SWEEP_SECONDS):
            with suppress(Exception):  # A broker may be away; there is another second.
                celery.send_task(SWEEP, queue=QUEUES[SWEEP], retry=False, expires=30)

    thread = threading.Thread(target=sweep, name="clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)
        celery.close()
