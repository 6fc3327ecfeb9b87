"""Brokers of a test's own, which it may wipe, stop and start again."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path

import psutil
from celery import Celery
from kombu.exceptions import OperationalError

from tests.servers import Missing, empty_redis, free_port, redis_program
from worker.schedule import QUEUES

SECONDS_TO_START = 90
RABBITMQ = "lib/rabbitmq_server-*/sbin/rabbitmq-server"
PLACES = (Path("/usr/lib/rabbitmq"), Path("/opt/homebrew/opt/rabbitmq"), Path("/opt/rabbitmq"))


class BrokerKind(StrEnum):
    """The brokers that an installation can have."""

    EMBEDDED = "embedded"
    REDIS = "redis"
    RABBITMQ = "rabbitmq"


class Broker:
    """One broker: its address, and what can happen to it."""

    url: str

    def start(self) -> None:
        """Have it listen."""

    def stop(self) -> None:
        """End it; whatever it held in memory is gone."""

    def wipe(self) -> None:
        """Forget every message that waits."""


class Embedded(Broker):
    """A file of SQLite; it is away while somebody else holds its lock."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "broker.sqlite3"
        self._lock: sqlite3.Connection | None = None
        self.url = f"sqla+sqlite:///{self._file}"

    def start(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.rollback()
            self._lock.close()
            self._lock = None

    def stop(self) -> None:
        """Take the lock, so that nobody else can read or write."""
        if self._lock is not None:
            return
        self._lock = sqlite3.connect(self._file, timeout=10)
        self._lock.isolation_level = None
        self._lock.execute("BEGIN EXCLUSIVE")

    def wipe(self) -> None:
        """Delete every row."""
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            connection.execute("DELETE FROM kombu_message")


class Served(Broker):
    """A broker that is a program of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    def stop(self) -> None:
        """End what was started, by its id."""
        for process in reversed(self._processes):
            family = psutil.Process(process.pid).children(recursive=True)
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            for straggler in family:
                with suppress(psutil.NoSuchProcess):
                    straggler.kill()
        self._processes.clear()

    def _run(self, command: Sequence[str], **environment: str) -> None:
        with (self._folder / "broker.log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **environment}
            )
        self._processes.append(process)

    def _wait(self) -> None:
        celery = Celery("probe", broker=self.url, set_as_current=False)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with suppress(OperationalError, OSError), celery.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, timeout=2)
                return
            time.sleep(0.2)
        raise Missing(f"{self.url} does not answer")


class Redis(Served):
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._program = redis_program()

    def start(self) -> None:
        """Listen on loopback."""
        where = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        self._run([self._program, *where, "--save", ""])
        self._wait()

    def wipe(self) -> None:
        """Flush the database."""
        empty_redis(self.url)


class RabbitMq(Served):
    """A node of RabbitMQ with its own name, ports and folders, beside an epmd of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}//"
        self._program, self._epmd = rabbitmq_program(), shutil.which("epmd")
        if self._epmd is None:
            raise Missing("RabbitMQ needs epmd, which comes with Erlang")
        self._names, self._talk = str(free_port()), str(free_port())

    def start(self) -> None:
        """Listen on loopback, with no plugin."""
        (self._folder / "rabbitmq.conf").touch()
        (self._folder / "plugins").write_text("[].\n", encoding="ascii")
        self._run([str(self._epmd), "-port", self._names, "-address", "127.0.0.1"])
        self._run(
            [self._program],
            HOME=str(self._folder),
            ERL_EPMD_PORT=self._names,
            RABBITMQ_NODENAME=f"campaign{self._port}@localhost",
            RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
            RABBITMQ_NODE_PORT=str(self._port),
            RABBITMQ_DIST_PORT=self._talk,
            RABBITMQ_MNESIA_BASE=str(self._folder / "mnesia"),
            RABBITMQ_LOG_BASE=str(self._folder / "log"),
            RABBITMQ_CONFIG_FILE=str(self._folder / "rabbitmq.conf"),
            RABBITMQ_CONF_ENV_FILE=str(self._folder / "none.conf"),
            RABBITMQ_ENABLED_PLUGINS_FILE=str(self._folder / "plugins"),
            RABBITMQ_PID_FILE=str(self._folder / "pid"),
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}",
        )
        self._wait()

    def wipe(self) -> None:
        """Purge every queue."""
        celery = Celery("wipe", broker=self.url, set_as_current=False)
        with celery.connection_for_write() as connection:
            for queue in sorted(set(QUEUES.values())):
                connection.default_channel.queue_purge(queue)


def rabbitmq_program() -> str:
    """Return RabbitMQ's own start script, which needs no root. Raises Missing."""
    found = sorted(script for place in PLACES for script in place.glob(RABBITMQ))
    if not found:
        raise Missing(f"no RabbitMQ under {', '.join(map(str, PLACES))}")
    return str(found[-1])


BROKERS: dict[BrokerKind, type[Embedded | Redis | RabbitMq]] = {
    BrokerKind.EMBEDDED: Embedded,
    BrokerKind.REDIS: Redis,
    BrokerKind.RABBITMQ: RabbitMq,
}


def which_are_here() -> dict[BrokerKind, str]:
    """Return for each broker nothing, or why it is not here."""
    found = dict.fromkeys(BrokerKind, "")
    for kind, look in ((BrokerKind.REDIS, redis_program), (BrokerKind.RABBITMQ, rabbitmq_program)):
        try:
            look()
        except Missing as reason:
            found[kind] = str(reason)
    return found
