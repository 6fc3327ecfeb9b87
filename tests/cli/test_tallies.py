"""The terminal proves the counts, and mends them."""

from datetime import datetime

from flask import Flask
from sqlalchemy import delete

from campaign.db import db
from campaign.models.tallies import TallyDelta
from tests.writers import found_campaign, write


def test_counts_that_are_right_are_said_to_be(app: Flask, now: datetime) -> None:
    with app.app_context():
        write(found_campaign(now), now=now)
    done = app.test_cli_runner().invoke(args=["tallies", "check"])

    assert done.exit_code == 0


def test_counts_that_are_wrong_are_named_and_mended(app: Flask, now: datetime) -> None:
    with app.app_context():
        write(found_campaign(now), now=now)
        db.session.execute(delete(TallyDelta))
        db.session.commit()
    runner = app.test_cli_runner()

    assert runner.invoke(args=["tallies", "check"]).exit_code == 1
    assert runner.invoke(args=["tallies", "rebuild"]).stdout == "7 tallies written\n"
    assert runner.invoke(args=["tallies", "check"]).exit_code == 0
