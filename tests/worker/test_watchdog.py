"""The watchdog: who is stuck is ended, who only slept is not, and nobody need call."""

import signal
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.wiring import Adapters
from config import Settings
from tests.faults import At, Fault
from tests.faulty_smtp import faulty_smtp
from tests.outbox import queue_letters, states
from tests.workers import call, running_worker, wait_until
from worker import watchdog
from worker.watchdog import EXIT_CODE, UNDERSTUDY, Pulse, Watchdog

LIMIT = 9
SHORT = 3
HUNG = Fault(At.SENDER, reply="250 ok", hangs=60)


class Ended(Exception):
    """Stand for the end of the process."""


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Pulse:
    """A pulse whose watchdog ends nothing but the test."""

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(watchdog.os, "_exit", end)
    return Pulse()


def watched(pulse: Pulse, work: list[int]) -> Watchdog:
    """Return a watchdog whose understudy writes down when it worked, and sweeps."""

    def do() -> None:
        with pulse.cycle(sweeps=True):
            work.append(pulse.tick)

    return Watchdog(pulse, limit=LIMIT, work=do)


def look(dog: Watchdog, times: int) -> None:
    """Let some ticks pass; whatever the understudy began is finished in between."""
    for _ in range(times):
        dog.look()
        for thread in threading.enumerate():
            if thread.name == UNDERSTUDY:
                thread.join()


def test_a_round_without_a_sign_of_life_ends_the_process(pulse: Pulse) -> None:
    dog = watched(pulse, [])
    with pulse.cycle():
        look(dog, LIMIT - 1)

        with pytest.raises(Ended, match=str(EXIT_CODE)):
            dog.look()


def test_two_rounds_that_begin_together_end_each_by_itself(pulse: Pulse) -> None:
    with pulse.cycle() as first:
        with pulse.cycle():
            pass
        pulse.tick = 3
        first.alive()

    assert pulse.silence == 0


def test_a_long_round_that_gives_signs_of_life_goes_on(pulse: Pulse) -> None:
    dog = watched(pulse, [])
    with pulse.cycle() as cycle:
        for _ in range(5):
            look(dog, LIMIT - 2)
            cycle.alive()

    assert pulse.tick == 5 * (LIMIT - 2)


def test_one_round_that_hangs_is_noticed_beside_others_that_work(pulse: Pulse) -> None:
    dog = watched(pulse, [])
    with pulse.cycle():
        for _ in range(LIMIT - 1):
            with pulse.cycle(sweeps=True):
                dog.look()

        with pytest.raises(Ended):
            dog.look()


def test_where_nobody_calls_the_worker_calls_itself(pulse: Pulse) -> None:
    work: list[int] = []
    dog = watched(pulse, work)

    look(dog, 3 * LIMIT)

    assert work == [6, 12, 18, 24]


def test_where_the_clock_calls_nobody_stands_in(pulse: Pulse) -> None:
    work: list[int] = []
    dog = watched(pulse, work)

    for _ in range(10):
        look(dog, 5)
        with pulse.cycle(sweeps=True):
            pass

    assert work == []


def test_a_worker_whose_relay_hangs_ends_itself(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    del session
    with (
        faulty_smtp([HUNG]) as relay,
        running_worker(
            settings, broker_url=broker_url, relay_port=relay.port, stuck_seconds=SHORT
        ) as worker,
    ):
        queue_letters(edges, 1, now=datetime.now(UTC))
        call(broker_url, "deliveries.claim")
        wait_until(lambda: worker.process.poll() is not None, 30)

        assert worker.process.returncode == EXIT_CODE
        assert worker.said("worker.stuck")


def test_a_process_of_a_pool_that_hangs_is_replaced(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    with (
        faulty_smtp([HUNG]) as relay,
        running_worker(
            settings,
            broker_url=broker_url,
            relay_port=relay.port,
            pool="prefork",
            stuck_seconds=SHORT,
        ) as worker,
    ):
        queue_letters(edges, 1, now=datetime.now(UTC))
        call(broker_url, "deliveries.claim")
        wait_until(lambda: worker.said("worker.stuck"), 60)
        queue_letters(edges, 1, now=datetime.now(UTC))
        wait_until(lambda: "sent" in states(session), 60)

        assert worker.process.poll() is None


def test_letters_leave_without_a_clock_and_without_a_bell(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    queue_letters(edges, 2, now=datetime.now(UTC))
    with (
        faulty_smtp() as relay,
        running_worker(
            settings, broker_url=broker_url, relay_port=relay.port, stuck_seconds=SHORT
        ) as worker,
    ):
        wait_until(lambda: states(session) == ["sent", "sent"], 30)

        assert worker.said("worker.stood_in")


def test_a_worker_that_was_frozen_goes_on_once_it_is_thawed(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    slow = Fault(At.SENDER, hangs=1)
    with (
        faulty_smtp([slow]) as relay,
        running_worker(
            settings, broker_url=broker_url, relay_port=relay.port, stuck_seconds=2 * SHORT
        ) as worker,
    ):
        queue_letters(edges, 1, now=datetime.now(UTC))
        call(broker_url, "deliveries.claim")
        wait_until(lambda: relay.sessions == 1, 30)
        worker.freeze()
        threading.Event().wait(3 * SHORT)
        worker.thaw()
        wait_until(lambda: states(session) == ["sent"], 90)

        assert worker.process.poll() is None
        assert not worker.said("worker.stuck")


@pytest.mark.parametrize("pool", ["threads", "prefork"])
def test_sigterm_to_all_of_its_processes_leaves_nothing_in_doubt_under_a_slow_relay(
    settings: Settings,
    edges: Adapters,
    session: scoped_session[Session],
    broker_url: str,
    pool: str,
) -> None:
    slow = [Fault(At.DOT, reply="250 2.0.0 ok", keeps=True, hangs=1) for _ in range(20)]
    with (
        faulty_smtp(slow) as relay,
        running_worker(settings, broker_url=broker_url, relay_port=relay.port, pool=pool) as worker,
    ):
        queue_letters(edges, 20, now=datetime.now(UTC))
        call(broker_url, "deliveries.claim")
        wait_until(lambda: relay.sessions == 1, 30)
        worker.stop(seconds=15)

        kept, found = len(relay.kept), states(session)
        assert worker.process.returncode in {0, -signal.SIGTERM}
    assert found.count("sent") == kept
    assert found.count("queued") == 20 - kept
