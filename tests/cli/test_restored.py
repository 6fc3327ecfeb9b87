"""The terminal's door after a restore from backup."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from campaign.wiring import Adapters
from tests.outbox import queue_letters, states


def run(app: Flask, *words: str) -> str:
    """Run a command and return what it prints."""
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_says_what_came_into_doubt_and_what_to_do_next(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 3, now=now)

    said = run(app, "restored")

    assert states(session) == ["in_doubt"] * 3
    assert said.startswith("Everything is paused.\nIn doubt now: letters 3, notices 0.\n")
    assert "campaign deliveries resume all" in said
    assert run(app, "restored").startswith("Everything was paused already")


def test_all_of_its_doubts_end_with_one_answer(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 3, now=now)
    run(app, "restored")

    assert run(app, "deliveries", "settle", "restored", "sent") == "sent: 3\n"
    assert states(session) == ["sent"] * 3


def test_the_list_says_what_to_do_next(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    del session
    queue_letters(edges, 2, now=now)
    run(app, "restored")

    said = run(app, "deliveries", "list", "--state", "in_doubt")

    assert said.count("Next: in doubt") == 1
