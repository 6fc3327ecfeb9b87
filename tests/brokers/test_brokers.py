"""Each broker, really tried: what it may do to the mail is delay it by seconds."""

import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from campaign.adapters.celery_bell import CeleryBell
from campaign.domain.deliveries import DeliveryKind
from campaign.wiring import EXTENSION, Adapters
from config import Settings
from tests import make
from tests.brokers.stand import Broker
from tests.faulty_smtp import faulty_smtp
from tests.outbox import queue_letters, states
from tests.workers import Worker, call, running_worker, wait_until
from tests.writers import found_campaign

STUCK_SECONDS = 30
"""A worker that nobody calls stands in after two thirds of them."""

QUICK_SECONDS = 1.0
MANY = 40


def all_sent(session: scoped_session[Session], number: int) -> bool:
    """Tell whether so many letters have left, and none waits."""
    return states(session) == ["sent"] * number


def test_a_submission_comes_out_at_the_relay(
    app: Flask,
    settings: Settings,
    edges: Adapters,
    session: scoped_session[Session],
    broker: Broker,
) -> None:
    now = datetime.now(UTC)
    app.extensions[EXTENSION] = replace(edges, bell=CeleryBell(broker.url))
    campaign = found_campaign(now)
    with (
        faulty_smtp() as relay,
        running_worker(settings, broker_url=broker.url, relay_port=relay.port),
    ):
        submitted = make.submit(make.submission(campaign), now)
        wait_until(lambda: states(session, DeliveryKind.NOTICE) == ["sent"], 20)
        make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[0]), now)
        wait_until(lambda: all_sent(session, 2), 20)

        assert len(relay.kept) == len({mail.content for mail in relay.kept}) == 4


def test_a_broker_wiped_under_load_costs_seconds(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker: Broker
) -> None:
    with faulty_smtp() as relay, worker(settings, broker, relay.port):
        call(broker.url, "deliveries.claim")
        for _ in range(10):
            queue_letters(replace(edges, bell=CeleryBell(broker.url)), 4, now=datetime.now(UTC))
            broker.wipe()
        wait_until(lambda: all_sent(session, MANY), 60)

        assert len(relay.kept) == MANY


def test_a_broker_that_goes_and_comes_back_costs_no_submission_and_only_seconds(
    settings: Settings, edges: Adapters, session: scoped_session[Session], broker: Broker
) -> None:
    with faulty_smtp() as relay, worker(settings, broker, relay.port) as running:
        call(broker.url, "deliveries.claim")
        bell = CeleryBell(broker.url)
        queue_letters(replace(edges, bell=bell), MANY // 2, now=datetime.now(UTC))
        wait_until(bell.answers, 10)
        broker.stop()
        began = time.monotonic()
        queue_letters(replace(edges, bell=bell), MANY // 2, now=datetime.now(UTC))
        assert time.monotonic() - began < QUICK_SECONDS
        assert not bell.answers()
        wait_until(lambda: all_sent(session, MANY), 60)
        broker.start()

        wait_until(bell.answers, 60)
        queue_letters(replace(edges, bell=bell), 1, now=datetime.now(UTC))
        wait_until(lambda: all_sent(session, MANY + 1), 60)
        assert len(relay.kept) == MANY + 1
        assert running.process.poll() is None


def worker(settings: Settings, broker: Broker, relay_port: int) -> AbstractContextManager[Worker]:
    """Run a worker that stands in soon where nobody calls."""
    return running_worker(
        settings, broker_url=broker.url, relay_port=relay_port, stuck_seconds=STUCK_SECONDS
    )
