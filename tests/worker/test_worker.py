"""A real worker: on the embedded broker over SQLite, on Redis over PostgreSQL."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.adapters.celery_bell import CeleryBell
from campaign.domain.imports import ImportState
from campaign.models.beats import Heartbeat
from campaign.queries.imports import imported
from campaign.services.run_import import order_run
from campaign.wiring import Adapters
from config import Settings
from tests import lists
from tests.faulty_smtp import faulty_smtp
from tests.outbox import queue_letters, states
from tests.workers import START_SECONDS, call, launch_worker, running_worker, wait_until
from tests.writers import found_campaign


def test_a_ring_brings_the_letters_out_and_sigterm_leaves_none_in_doubt(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    with (
        faulty_smtp() as relay,
        running_worker(settings, broker_url=broker_url, relay_port=relay.port) as worker,
    ):
        queue_letters(edges, 30, now=datetime.now(UTC))
        CeleryBell(broker_url).ring()
        wait_until(lambda: len(relay.kept) >= 5, 30)
        worker.stop()

        kept = len(relay.kept)
        found = states(session)

    assert found.count("sent") == kept
    assert found.count("queued") == 30 - kept


def test_a_bell_that_nobody_heard_is_made_up_for_by_the_sweep(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    queue_letters(edges, 3, now=datetime.now(UTC))
    with (
        faulty_smtp() as relay,
        running_worker(settings, broker_url=broker_url, relay_port=relay.port),
    ):
        call(broker_url, "deliveries.sweep")
        wait_until(lambda: states(session) == ["sent"] * 3, 30)


def test_workers_that_start_at_once_on_a_fresh_broker_all_listen(
    settings: Settings, tmp_path: Path
) -> None:
    broker_url = f"sqla+sqlite:///{tmp_path / 'broker.sqlite3'}"
    workers = [launch_worker(settings, broker_url=broker_url, relay_port=1) for _ in range(3)]
    try:
        wait_until(lambda: all(worker.is_ready() for worker in workers), START_SECONDS)
    finally:
        for worker in workers:
            worker.kill()

    assert not any(worker.said("Unrecoverable error") for worker in workers)


def test_the_clock_s_tasks_run(
    settings: Settings, session: scoped_session[Session], broker_url: str
) -> None:
    def beats() -> set[str]:
        found = set(session.scalars(select(Heartbeat.job)))
        session.rollback()
        return found

    with running_worker(settings, broker_url=broker_url, relay_port=1):
        for task in (
            "clock.beat",
            "clock.fold",
            "clock.remind",
            "clock.expire",
            "clock.purge",
            "clock.gauge",
        ):
            call(broker_url, task)
        wait_until(lambda: beats() == {"clock", "purge"}, 30)


def test_a_long_list_is_tried_by_the_clock(
    settings: Settings, session: scoped_session[Session], broker_url: str
) -> None:
    now = datetime.now(UTC)
    found_campaign(now)
    import_id = lists.stage(lists.csv_of("Rosa,Peña,rosa@example.org,,"), now)
    lists.match(import_id, now)

    def state() -> ImportState:
        found = imported(import_id).state
        session.rollback()  # On SQLite an open transaction would keep the worker from writing.
        return found

    with running_worker(settings, broker_url=broker_url, relay_port=1):
        call(broker_url, "clock.imports")
        wait_until(lambda: state() is ImportState.CHECKED, 30)
        order_run(import_id, staff_member_id=None)
        call(broker_url, "clock.imports")
        wait_until(lambda: state() is ImportState.DONE, 30)
