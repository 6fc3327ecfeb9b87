"""The verbs in any order, as chance wants: the promises of the outbox hold after every step."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.campaigns import Campaign
from tests.orders import play


def test_no_order_of_what_people_and_machines_do_breaks_a_promise(
    site: Flask, now: datetime
) -> None:
    with site.app_context():
        campaign = db.session.scalars(select(Campaign)).one()

        taken = play(campaign, now=now, games=8, steps=40)

    assert taken.total() > 0
