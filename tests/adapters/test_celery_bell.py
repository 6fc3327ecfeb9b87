"""The bell: it never costs its caller anything, and the last ring is never lost."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from campaign.adapters.celery_bell import QUIET_SECONDS, CeleryBell
from tests.servers import free_port
from tests.workers import wait_until

QUICK_SECONDS = 0.5


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def heard(broker: Path) -> int:
    """Return how many rings the embedded broker holds."""
    with closing(sqlite3.connect(broker, timeout=5)) as connection:
        try:
            found = connection.execute("SELECT count(*) FROM kombu_message").fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(found[0])


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
@pytest.mark.parametrize("broker", ["dead", "silent"])
def test_a_broker_that_is_away_costs_nothing(scheme: str, broker: str, silent_port: int) -> None:
    port = silent_port if broker == "silent" else free_port()
    bell = CeleryBell(f"{scheme}://127.0.0.1:{port}/")
    began = time.monotonic()

    for _ in range(100):
        bell.ring()

    assert time.monotonic() - began < QUICK_SECONDS


def test_a_dead_broker_is_said_to_be_away() -> None:
    assert not CeleryBell(f"redis://127.0.0.1:{free_port()}/0").answers()


def test_many_rings_become_a_few_and_the_last_is_heard(tmp_path: Path) -> None:
    broker = tmp_path / "broker.sqlite3"
    bell = CeleryBell(f"sqla+sqlite:///{broker}")
    bell.ring()
    wait_until(lambda: heard(broker) == 1, 10)

    for _ in range(1000):
        bell.ring()

    wait_until(lambda: heard(broker) == 2, 10)
    time.sleep(QUIET_SECONDS * 1.5)
    assert heard(broker) == 2


def test_heard_rings_are_thrown_away_and_waiting_ones_stay(tmp_path: Path) -> None:
    broker = tmp_path / "broker.sqlite3"
    bell = CeleryBell(f"sqla+sqlite:///{broker}")
    assert bell.answers()
    bell.ring()
    wait_until(lambda: heard(broker) == 1, 10)
    bell.tidy()
    assert heard(broker) == 1
    with closing(sqlite3.connect(broker)) as connection, connection:
        connection.execute("UPDATE kombu_message SET visible = 0")

    bell.tidy()

    assert heard(broker) == 0
