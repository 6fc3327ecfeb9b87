"""The terminal's door to a relay's log."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import Channel, DeliveryState
from campaign.domain.relay_log import FRESH
from campaign.models.deliveries import Delivery
from campaign.wiring import Adapters
from tests.outbox import put_into, queue_letters, states


@pytest.fixture
def letter(edges: Adapters, session: scoped_session[Session], now: datetime) -> Iterator[Delivery]:
    """A letter that has been in doubt for an hour."""
    queue_letters(edges, 1, now=now)
    with time_machine.travel(now + timedelta(hours=1)):
        yield session.get_one(Delivery, put_into(session, DeliveryState.IN_DOUBT))


def run(app: Flask, *words: str, fails: bool = False, given: str = "") -> str:
    """Run the command and return what it prints."""
    arguments = ["deliveries", "reconcile", *words]
    done = app.test_cli_runner().invoke(args=arguments, input=given)
    assert (done.exit_code != 0) is fails, done.output
    return done.output


def test_a_log_from_standard_input_settles(
    app: Flask, session: scoped_session[Session], letter: Delivery
) -> None:
    said = run(app, "--log", "-", given=f"<{letter.message_id}>\n")

    assert "1 the relay has: sent" in said
    assert states(session) == ["sent"]


def test_what_no_log_can_know_and_what_is_too_young_is_said(
    app: Flask, session: scoped_session[Session], edges: Adapters, now: datetime
) -> None:
    queue_letters(edges, 2, now=now)
    on_paper, by_mail = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    on_paper.message_id, on_paper.channel = None, Channel.PRINT
    for each in (on_paper, by_mail):
        each.status, each.created_at = DeliveryState.IN_DOUBT, now
    session.commit()

    with time_machine.travel(now + timedelta(minutes=1)):
        said = run(app, "--log", "-", "--whole", given="\n")

    assert "1 stay in doubt" in said
    assert "1 more are in doubt on a form or on paper" in said
    assert f"1 are too young for any log. Say this again after {now + FRESH:%Y-%m-%d}" in said


@pytest.mark.parametrize(
    ("flags", "outcome"),
    [
        ((), ("in_doubt", "say so with --whole")),
        (("--whole", "--dry-run"), ("in_doubt", "Nothing was changed")),
        (("--whole",), ("queued", "1 it never had: queued")),
    ],
)
def test_what_a_log_does_not_name_goes_again_only_if_somebody_vouches_for_it(
    app: Flask,
    session: scoped_session[Session],
    letter: Delivery,
    tmp_path: Path,
    flags: tuple[str, ...],
    outcome: tuple[str, str],
) -> None:
    del letter
    file = tmp_path / "empty.log"
    file.touch()
    state, said = outcome

    assert said in run(app, "--log", str(file), *flags)
    assert states(session) == [state]


def test_a_log_that_is_not_there_is_said_so(app: Flask, letter: Delivery) -> None:
    del letter

    assert "The log cannot be read" in run(app, "--log", "/nothing/at/all", fails=True)
