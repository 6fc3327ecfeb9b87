"""The terminal's door to the outbox."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryState, Move
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import move
from campaign.wiring import Adapters
from tests.outbox import put_into, queue_letters, queue_notice, states


def run(app: Flask, *words: str, fails: bool = False) -> str:
    """Run a command and return what it prints."""
    done = app.test_cli_runner().invoke(args=["deliveries", *words])
    assert (done.exit_code != 0) is fails, done.output
    return done.output


def test_made_letters_are_pending(app: Flask, session: scoped_session[Session]) -> None:
    assert run(app, "make", "7") == "7 letters queued\n"

    assert run(app, "pending") == "7\n"
    assert states(session) == ["queued"] * 7
    addresses = session.scalars(select(Delivery.recipient)).all()
    assert all(address.endswith(".invalid") for address in addresses)


def test_letters_are_not_made_where_mail_leaves(app: Flask) -> None:
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], live=True)

    assert "CAMPAIGN_LIVE" in run(app, "make", "1", fails=True)


@pytest.mark.parametrize(
    ("state", "pending"),
    [("queued", 1), ("claimed", 1), ("transmitting", 1), ("held", 0), ("in_doubt", 0), ("sent", 0)],
)
def test_pending_is_what_is_on_its_way(
    app: Flask,
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    state: str,
    pending: int,
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState(state))

    assert run(app, "pending") == f"{pending}\n"


def test_a_notice_is_not_a_letter(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_notice(session, edges, now=now)

    assert run(app, "pending") == "0\n"
    assert run(app, "export") == ""


def test_the_export_is_one_object_a_line(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)
    run(app, "settle", letter, "queued")

    (line,) = run(app, "export").splitlines()
    assert json.loads(line) == {
        "message_id": f"{letter}@campaign.example",
        "rcpt": "office-0@legislature.invalid",
        "state": "queued",
        "flags": ["doubted", "repeated"],
    }


def test_a_doubt_that_was_given_up_and_tried_again_is_flagged_too(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.TRANSMITTING)
    doubt = Move(DeliveryState.TRANSMITTING, DeliveryState.IN_DOUBT, "test")
    move(session(), letter, doubt, now=now)
    session.commit()
    run(app, "settle", letter, "failed")
    run(app, "retry", letter)

    (line,) = run(app, "export").splitlines()
    assert json.loads(line)["flags"] == ["doubted", "repeated"]


def test_the_list_names_the_office_and_never_the_writer(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    del session
    queue_letters(edges, 2, now=now)

    shown = run(app, "list", "--state", "queued")

    assert len(shown.splitlines()) == 2
    assert "Invented Office" in shown
    assert "Ensayo" not in shown
    assert run(app, "list", "--state", "sent") == ""


def test_one_delivery_is_shown_with_its_steps(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.FAILED)
    run(app, "retry", letter)

    shown = run(app, "show", letter)

    assert f"Message-ID: <{letter}@campaign.example>" in shown
    assert "failed -> queued by staff:terminal" in shown


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("retry",), "Only what failed"),
        (("settle", "sent"), "not in doubt"),
    ],
)
def test_a_wrong_state_is_said_with_a_cure(
    app: Flask,
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    words: tuple[str, ...],
    cure: str,
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.SENT)
    verb, *rest = words

    assert cure in run(app, verb, letter, *rest, fails=True)


@pytest.mark.parametrize("words", [("show",), ("retry",), ("settle", "sent")])
def test_an_id_of_nothing_is_said_so(app: Flask, words: tuple[str, ...]) -> None:
    verb, *rest = words

    assert "No delivery has the id nothing" in run(app, verb, "nothing", *rest, fails=True)


def test_mail_is_paused_and_goes_on(
    app: Flask, edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    del session
    queue_letters(edges, 1, now=now)

    for words in (("all",), ("campaign", "rehearsal"), ("office", "invented office 7")):
        assert run(app, "pause", *words, "--reason", "We look at it.") == "paused\n"
        assert run(app, "resume", *words) == "resumed, 0 letters let go\n"


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("resume", "all"), "not paused"),
        (("pause", "all", "--reason", " "), "Say why"),
        (("pause", "all", "rehearsal", "--reason", "x"), "Write all"),
        (("pause", "office", "--reason", "x"), "Write all"),
        (("pause", "campaign", "nothing", "--reason", "x"), "There is no campaign nothing."),
        (("resume", "office", "nobody"), "There is no office nobody."),
    ],
)
def test_a_pause_that_makes_no_sense_is_said_so(
    app: Flask, session: scoped_session[Session], words: tuple[str, ...], cure: str
) -> None:
    del session

    assert cure in run(app, *words, fails=True)
