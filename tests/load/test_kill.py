"""Workers that are killed, frozen and stopped while letters wait: nothing is lost or doubled."""

import random
import time
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy.orm import Session, scoped_session

from campaign.adapters.celery_bell import CeleryBell
from campaign.domain.deliveries import DeliveryState
from campaign.queries.deliveries import letters_for_export, pending_count
from campaign.wiring import Adapters
from config import Settings
from tests.faults import At, Fault
from tests.faulty_smtp import FaultySmtp, faulty_smtp
from tests.outbox import queue_letters
from tests.workers import LEASE_SECONDS, call, running_worker, start_worker, wait_until

LETTERS = 90
KILLS = 2
FINAL_SECONDS = 120


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    settings: Settings,
    edges: Adapters,
    session: scoped_session[Session],
    broker_url: str,
    rng: random.Random,
) -> None:
    queue_letters(edges, LETTERS, now=datetime.now(UTC))
    with faulty_smtp() as relay:
        for kill in range(KILLS):
            worker = start_worker(settings, broker_url=broker_url, relay_port=relay.port)
            already = len(relay.kept)
            call(broker_url, "deliveries.sweep")
            enough = min(already + rng.randint(1, LETTERS // (KILLS + 1)), LETTERS - KILLS + kill)
            wait_until(lambda enough=enough: len(relay.kept) >= enough, 30)
            worker.kill()
            time.sleep(LEASE_SECONDS + 1)
        with running_worker(settings, broker_url=broker_url, relay_port=relay.port):
            deliver_the_rest(session, broker_url)

        check(session, relay, most_doubts=KILLS * 2)


def test_a_frozen_worker_sends_no_second_copy(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker_url: str
) -> None:
    queue_letters(edges, 40, now=datetime.now(UTC))
    with (
        faulty_smtp() as relay,
        running_worker(settings, broker_url=broker_url, relay_port=relay.port) as frozen,
    ):
        CeleryBell(broker_url).ring()
        wait_until(lambda: len(relay.kept) >= 5, 30)
        frozen.freeze()
        with running_worker(settings, broker_url=broker_url, relay_port=relay.port):
            for _ in range(LEASE_SECONDS * 2):
                call(broker_url, "deliveries.sweep")
                time.sleep(1)
            frozen.thaw()
            deliver_the_rest(session, broker_url)

        check(session, relay, most_doubts=2)


def test_a_faulty_relay_loses_nothing_and_doubles_nothing_unsaid(
    settings: Settings,
    edges: Adapters,
    session: scoped_session[Session],
    broker_url: str,
    rng: random.Random,
) -> None:
    faults = [
        Fault(At.DOT, "451 4.3.0 try again"),
        Fault(At.RECIPIENT, "450 4.2.0 greylisted"),
        Fault(At.DATA),
        Fault(At.BODY),
        Fault(At.DOT, keeps=True),
        Fault(At.DOT),
        Fault(At.DOT, "what?", keeps=True),
        Fault(At.SENDER, "421 4.7.0 enough"),
        Fault(At.GREETING, "421 busy"),
    ]
    rng.shuffle(faults)
    queue_letters(edges, 40, now=datetime.now(UTC))
    with (
        faulty_smtp(faults) as relay,
        running_worker(settings, broker_url=broker_url, relay_port=relay.port),
    ):
        deliver_the_rest(session, broker_url)

        check(session, relay, most_doubts=4)


def deliver_the_rest(session: scoped_session[Session], broker_url: str) -> None:
    """Sweep as the clock would until no letter is on its way."""

    def nothing_is_pending() -> bool:
        call(broker_url, "deliveries.sweep")
        time.sleep(0.5)
        pending = pending_count()
        session.rollback()
        return pending == 0

    wait_until(nothing_is_pending, FINAL_SECONDS)


def check(session: scoped_session[Session], relay: FaultySmtp, *, most_doubts: int) -> None:
    """Compare the relay's ledger with what the outbox says of each letter."""
    kept = Counter(message_id(mail.content) for mail in relay.kept)
    rows = list(letters_for_export())
    session.rollback()
    sent = [row.message_id for row in rows if row.state is DeliveryState.SENT]
    doubts = [row.message_id for row in rows if row.state is DeliveryState.IN_DOUBT]

    assert len(sent) + len(doubts) == len(rows)
    assert [row for row in sent if kept[row] != 1] == []
    assert max(kept.values()) == 1
    assert len(doubts) <= most_doubts


def message_id(content: bytes) -> str:
    """Return the Message-ID of a mail."""
    line = next(line for line in content.split(b"\r\n") if line.startswith(b"Message-ID:"))
    return line.decode().partition("<")[2].rstrip(">")
