"""7 December 2026: a full outbox, and a hundred of a hundred and twenty seats change hands.

`make roster-day` plays it with 10,000 letters on both databases; here are a few hundred.
"""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from tests.fakes import FakeMailer
from tests.roster_day import RosterDay, state


@pytest.fixture
def day(
    request: pytest.FixtureRequest,
    session: scoped_session[Session],  # noqa: ARG001  # Its application is the day's.
    rng: random.Random,
    tmp_path: Path,
) -> RosterDay:
    """The stage, its state made known to the application."""
    edges = wiring.edges()
    current_app.extensions[wiring.EXTENSION] = replace(edges, jurisdictions={state().slug: state()})
    assert isinstance(edges.mailer, FakeMailer)
    return RosterDay(edges.mailer, rng, tmp_path, request.config.option.letters)


def test_no_letter_is_lost_and_none_goes_to_the_wrong_person(day: RosterDay) -> None:
    day.run()

    counts = day.counts()
    assert day.breaches == []
    assert counts["sent"]
    assert counts["held"]
    assert day.tapped
