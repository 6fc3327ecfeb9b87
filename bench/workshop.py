"""A whole installation for the bench of delivery: a database, letters, and real workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from flask import Flask
from sqlalchemy import func, select

import config
from campaign import wiring
from campaign.app import create_app
from campaign.db import db
from campaign.domain.deliveries import PENDING, DeliveryState
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.services.make_letters import make_letters
from config import RATES, ROOT
from tests.conftest import make_tables
from tests.fakes import RecordingBell
from tests.running_site import surroundings
from tests.servers import start_postgres
from tests.workers import call, wait_until

PATIENCE_SECONDS = 120
PACES = (
    "OFFICE_PER_HOUR",
    "OFFICE_BURST",
    "OFFICE_PER_DAY",
    "DOMAIN_PER_HOUR",
    "CAMPAIGN_PER_HOUR",
    "RELAY_PER_MINUTE",
)
FASTEST = str(RATES[-1])
WORKER = """
import sys
import campaign.services.deliver as deliver
deliver.SURGE_WINDOW = int(sys.argv.pop(1)) or deliver.SURGE_WINDOW
from celery.__main__ import main
main()
"""
"""A Celery worker, whose window may be another one to measure the curve."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """One installation over one database."""

    app: Flask
    environment: Mapping[str, str]
    broker_url: str
    logs: Path

    def letters_a_second(
        self, port: int, letters: int, *, workers: int = 1, sessions: int = 1, window: int = 0
    ) -> float:
        """Queue letters, have workers deliver them, and return how fast they were.

        The time is that from the first claim to the last answer, as their own events tell it.
        """
        with ExitStack() as stack, self.app.app_context():
            for _ in range(workers):
                stack.enter_context(self._worker(port, sessions=sessions, window=window))
            began = self._queue(letters)
            self._call(workers * sessions)
            wait_until(lambda: self._count(*PENDING) == 0, PATIENCE_SECONDS)
            first, last = self._times(began)
        return letters / (last - first).total_seconds()

    def doubts_after_a_kill(self, port: int, letters: int, *, window: int) -> int:
        """Kill a worker in the midst of its letters; return how many it leaves in doubt."""
        with self.app.app_context():
            with self._worker(port, sessions=1, window=window) as process:
                self._queue(letters)
                self._call(1)
                wait_until(
                    lambda: self._count(DeliveryState.SENT) % letters > letters // 3,
                    PATIENCE_SECONDS,
                )
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)
            return self._give_up()

    def _queue(self, letters: int) -> datetime:
        began = datetime.now(UTC)
        site = wiring.edges().site
        make_letters(letters, site=site, bell=RecordingBell(), now=began)
        return began

    def _call(self, times: int) -> None:
        for _ in range(times):
            call(self.broker_url, "deliveries.claim")

    def _count(self, *states: DeliveryState) -> int:
        found = db.session.scalar(select(func.count()).where(Delivery.status.in_(states)))
        db.session.rollback()
        time.sleep(0.05)
        return found or 0

    def _times(self, began: datetime) -> tuple[datetime, datetime]:
        made = select(func.min(DeliveryEvent.at), func.max(DeliveryEvent.at))
        first, last = db.session.execute(made.where(DeliveryEvent.at >= began)).one()
        db.session.rollback()
        return first, last

    def _give_up(self) -> int:
        """Forget what a killed worker left; return how many letters bear its mark."""
        marked = self._count(DeliveryState.TRANSMITTING)
        db.session.execute(DeliveryEvent.__table__.delete())
        db.session.execute(Delivery.__table__.delete())
        db.session.commit()
        return marked

    @contextmanager
    def _worker(
        self, port: int, *, sessions: int, window: int
    ) -> Iterator["subprocess.Popen[bytes]"]:
        log = self.logs / f"worker-{time.monotonic_ns()}.log"
        command = [sys.executable, "-W", "ignore", "-c", WORKER, str(window), "--app"]
        options = ["--pool=threads", f"--concurrency={sessions}", "--loglevel=INFO"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "worker.app:celery_app", "worker", *options],
                cwd=ROOT,
                env={**self.environment, "CAMPAIGN_SMTP_URL": f"smtp://127.0.0.1:{port}"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            wait_until(lambda: " ready." in log.read_text("utf-8", "replace"), PATIENCE_SECONDS)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def workshop(folder: Path, database_url: str) -> Iterator[Workshop]:
    """Make an installation over an empty database, with nothing switched off.

    Every letter takes its turns, at rates that hold nobody up.
    """
    folder.mkdir()
    broker_url = f"sqla+sqlite:///{folder / 'broker.sqlite3'}"
    environment = surroundings(
        folder,
        DATABASE_URL=database_url,
        BROKER_URL=broker_url,
        EMBEDDED="0",
        RATE_LIMITS="on",
        **dict.fromkeys(PACES, FASTEST),
    )
    make_tables(database_url)
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        app = create_app(config.load())
    finally:
        os.environ.clear()
        os.environ.update(before)
    yield Workshop(app, environment, broker_url, folder)
    with app.app_context():
        db.engine.dispose()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL that writes as safely as it does by default; yield its address."""
    server = start_postgres(folder)
    try:
        with psycopg.connect(server["url"], autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")
        yield server["url"].replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        process = psutil.Process(int(server["pid"]))
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE_SECONDS)
