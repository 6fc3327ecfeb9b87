"""The short forms of the trials that `make chaos` runs at length."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, scoped_session

from config import Settings
from tests.chaos import trials
from tests.chaos.stage import Stage
from tests.databases import Kind
from tests.faults import Manners
from tests.faulty_smtp import faulty_smtp


@pytest.fixture
def manners() -> Manners:
    """How the relay behaves."""
    return Manners(pipelining=True)


@pytest.fixture
def stage(
    settings: Settings,
    session: scoped_session[Session],  # noqa: ARG001  # Its application is the trial's.
    database_kind: Kind,
    broker_url: str,
    manners: Manners,
    rng: random.Random,
) -> Iterator[Stage]:
    """A stage over this test's own database and broker."""
    with faulty_smtp(manners=manners) as relay:
        yield Stage(database_kind, settings, broker_url, rng, relay)


def test_killed_workers_lose_nothing_and_double_nothing(stage: Stage) -> None:
    assert trials.kills(stage, letters=120, times=3, crew=2).breaches == ()


def test_frozen_workers_send_no_second_copy(stage: Stage) -> None:
    assert trials.freezes(stage, letters=60, times=2, crew=3).breaches == ()


def test_workers_that_are_told_to_stop_leave_nothing_in_doubt(stage: Stage) -> None:
    assert trials.restarts(stage, letters=60, times=2, crew=2).breaches == ()


def test_a_wiped_broker_costs_only_a_delay(stage: Stage) -> None:
    assert trials.wipes(stage, letters=40, times=2, crew=1).breaches == ()


@pytest.mark.parametrize(
    "manners", [Manners(pipelining=True, share=0.3, mixed=trials.MIXED, mails_a_session=20)]
)
def test_a_faulty_relay_loses_nothing_and_doubles_nothing_unsaid(stage: Stage) -> None:
    assert trials.faults(stage, letters=60, crew=2).breaches == ()
