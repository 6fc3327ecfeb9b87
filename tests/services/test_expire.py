"""What nobody confirmed in seven days is gone, and its writer is told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Expired
from campaign.domain.retention import Retention
from campaign.models.campaigns import Campaign
from campaign.queries.differences import differences
from campaign.services.purge import purge
from campaign.services.withdraw import withdraw
from tests import make
from tests.people import ANA, BEN, ROSA, TEO

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HERS = [ANA.given_name, ANA.email, "daughter", ANA.street, ANA.city]


def test_it_ends_after_seven_days_and_is_told_once(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)

    expired = [make.expire(at) for at in (now + 7 * DAY - MINUTE, now + 7 * DAY, now + 8 * DAY)]

    assert expired == [0, 1, 0]
    assert make.states(submitted.action_id) == ["expired", "expired"]
    (mail,) = make.mails(submitted.action_id, "expired")
    assert (mail.recipient, mail.status) == (ANA.email, "queued")
    assert make.counted() == {}


def test_no_word_of_it_is_left_once_it_is_told(campaign: Campaign, now: datetime) -> None:
    make.submit(make.submission(campaign), now)
    make.work(now)
    make.remind(now + DAY)
    make.work(now + DAY)

    make.expire(now + 7 * DAY)
    assert set(make.places_of(["daughter", ANA.street])) == set()
    make.work(now + 7 * DAY)
    purge(retention=Retention(), now=now + 7 * DAY)

    assert [kept.recipient for kept in wiring.edges().mailer.kept] == [ANA.email] * 3
    assert make.places_of(HERS) == {}


def test_what_tells_of_it_is_not_purged_before_it_went(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    make.expire(now + 7 * DAY)

    purge(retention=Retention(), now=now + 7 * DAY)

    (mail,) = make.mails(submitted.action_id, "expired")
    assert (mail.recipient, mail.scrubbed_at) == (ANA.email, None)


def test_a_mail_that_still_waits_for_its_turn_never_goes(campaign: Campaign, now: datetime) -> None:
    actions = [make.submit(make.submission(campaign), now).action_id for _ in range(16)]

    make.expire(now + 7 * DAY)

    statuses = {mail.status for action_id in actions for mail in make.mails(action_id)}
    assert statuses == {"cancelled"}


def test_one_address_is_told_twice_a_day_and_not_a_hundred_times(
    campaign: Campaign, now: datetime
) -> None:
    family = [
        make.submit(make.submission(campaign, person), now).action_id
        for person in (ANA, ROSA, TEO, ANA, ANA, BEN)
    ]

    make.expire(now + 7 * DAY)

    told = [mail.recipient for action_id in family for mail in make.mails(action_id, "expired")]
    assert sorted(told) == [ANA.email, ANA.email, BEN.email]
    assert make.states(family[4]) == ["expired", "expired"]


def test_what_was_taken_back_before_is_forgotten_without_a_word(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    withdraw(submitted.action_id, actor="writer", now=now)

    make.expire(now + 7 * DAY)

    assert make.mails(submitted.action_id, "expired") == []
    assert make.places_of(HERS) == {}


def test_what_was_confirmed_stays(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)

    assert make.expire(now + 8 * DAY) == 0

    assert make.action(confirmed.action_id).email == ANA.email


@pytest.mark.parametrize("_", range(4))
def test_confirming_and_expiring_at_the_same_moment_come_one_after_the_other(
    app: Flask, campaign: Campaign, now: datetime, _: int
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    link = make.link_in(make.mails(submitted.action_id)[0])
    db.session.rollback()

    def confirm() -> bool:
        with app.app_context():
            try:
                make.confirm_by_link(link, now + 7 * DAY - MINUTE)
            except Expired:
                return False
            return True

    def expire() -> int:
        with app.app_context():
            return make.expire(now + 7 * DAY)

    with ThreadPoolExecutor(2) as pool:
        confirming, expiring = pool.submit(confirm), pool.submit(expire)
    confirmed = confirming.result()
    expiring.result()

    stand = ["queued", "queued"] if confirmed else ["expired", "expired"]
    assert make.states(submitted.action_id) == stand
    assert make.action(submitted.action_id).email == (ANA.email if confirmed else "")
    assert differences() == []
