"""One letter from a terminal, through the same services as the pages."""

from datetime import datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.actions import Action
from tests import make
from tests.people import ANA
from tests.writers import found_campaign


@pytest.fixture
def state(app: Flask, now: datetime) -> Flask:
    with app.app_context():
        found_campaign(now)
    return app


def journey(app: Flask, *more: str, zip_code: str = "90001", email: str = ANA.email) -> Result:
    words = ["journey", "--zip", zip_code, "--email", email, *more]
    return app.test_cli_runner().invoke(args=words)


def test_a_letter_to_each_legislator_waits_for_its_code(state: Flask) -> None:
    done = journey(state, "--story", make.STORY, "--name", "Ana Reyes Núñez")

    assert done.exit_code == 0, done.output
    assert "To Given1 Family1: " in done.output
    assert "To Given5 Family5: " in done.output
    assert "http://localhost/en/confirm/" in done.output
    with state.app_context():
        action = db.session.scalars(select(Action)).one()
        assert (action.given_name, action.family_name) == ("Ana", "Reyes Núñez")
        assert make.states(action.id) == ["unconfirmed", "unconfirmed"]
        assert make.mails(action.id)[0].recipient == ANA.email


def test_a_shared_zip_asks_for_the_district_and_takes_it(state: Flask) -> None:
    asked = journey(state, zip_code="90002")
    done = journey(state, "--lower", "2", zip_code="90002")

    assert asked.exit_code == 1
    assert "This ZIP is shared. Give --lower one of: 1, 2" in asked.output
    assert "To Given2 Family2: " in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--recommendation", "moon"), "moon is not one of: housing, libraries, buses"),
        (("--story", "x" * 3000), "characters too long. Shorten --story."),
        (("--zip", "12"), "zip nonsense"),
        (("--zip", "90099"), "zip unknown"),
        (("--email", "ana"), "ana is no e-mail address"),
    ],
)
def test_what_cannot_be_sent_is_said_with_its_cure(
    state: Flask, words: tuple[str, ...], said: str
) -> None:
    done = journey(state, *words)

    assert done.exit_code == 1
    assert said in done.output
    with state.app_context():
        assert make.number_of(Action) == 0


def test_without_a_campaign_it_says_how_to_load_one(app: Flask) -> None:
    done = journey(app)

    assert done.exit_code == 1
    assert "campaign content load" in done.output
