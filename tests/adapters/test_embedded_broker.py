"""Several processes begin the embedded broker at the same moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from sqlalchemy import event

from campaign.adapters.celery_bell import CeleryBell

QUEUES = "SELECT name FROM kombu_queue"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the broker lies."""
    return tmp_path / "broker.sqlite3"


@pytest.fixture
def channel(file: Path) -> Iterator[Any]:
    """A channel of a process that has a bell."""
    url = f"sqla+sqlite:///{file}"
    CeleryBell(url)
    with Celery("test", broker=url, set_as_current=False).connection_for_write() as connection:
        yield connection.default_channel


def others(file: Path, statement: str) -> list[Any]:
    """Do what another process does."""
    with closing(sqlite3.connect(file, timeout=1)) as connection, connection:
        return connection.execute(statement).fetchall()


def test_a_queue_that_another_process_made_meanwhile_is_used(channel: Any, file: Path) -> None:
    @event.listens_for(channel.session, "before_flush", once=True)
    def be_quicker(*_: object) -> None:
        others(file, "INSERT INTO kombu_queue (name) VALUES ('deliveries')")

    channel.queue_declare(queue="deliveries")
    channel._put("deliveries", {"body": "ring"})  # noqa: SLF001  # kombu's own name for it.

    assert others(file, QUEUES) == [("deliveries",)]
    assert channel._size("deliveries") == 1  # noqa: SLF001  # Likewise.


def test_tables_that_another_process_made_meanwhile_are_used(channel: Any, file: Path) -> None:
    engine = channel._engine_from_config()  # noqa: SLF001  # kombu's own name for it.
    made = False

    @event.listens_for(engine, "before_cursor_execute")
    def be_quicker(*say: Any) -> None:
        nonlocal made
        if not made and say[2].lstrip().startswith("CREATE TABLE"):
            made = True
            others(file, say[2])

    channel._engine_from_config = lambda: engine  # noqa: SLF001  # Likewise.
    channel.queue_declare(queue="deliveries")

    assert made
    assert others(file, QUEUES) == [("deliveries",)]
