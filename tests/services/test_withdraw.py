"""A writer takes back what has not left yet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState
from campaign.domain.errors import Expired, NotFound
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.queries.actions import view
from campaign.queries.differences import differences
from campaign.services.withdraw import withdraw
from tests import make
from tests.faults import At, Fault

DAY = timedelta(days=1)


def set_state(delivery: Delivery, state: DeliveryState) -> None:
    db.session.execute(update(Delivery).where(Delivery.id == delivery.id).values(status=state))
    db.session.commit()


def test_what_waits_is_cancelled_and_counted_no_more(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)

    assert withdraw(confirmed.action_id, actor="writer", now=now + DAY) == 2

    assert make.states(confirmed.action_id) == ["cancelled", "cancelled"]
    assert make.counted() == {}
    assert differences() == []


def test_withdrawing_twice_takes_nothing_more_off(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    withdraw(confirmed.action_id, actor="writer", now=now)

    assert withdraw(confirmed.action_id, actor="writer", now=now + DAY) == 0

    assert make.counted() == {}
    assert make.action(confirmed.action_id).withdrawn_at == now


def test_before_the_confirmation_it_ends_the_wait(campaign: Campaign, now: datetime) -> None:
    submitted = make.submit(make.submission(campaign), now)
    (mail,) = make.mails(submitted.action_id)

    withdraw(submitted.action_id, actor="writer", now=now)

    assert make.states(submitted.action_id) == ["cancelled", "cancelled"]
    assert not any(letter.repeated for letter in view(submitted.action_id).letters)
    with pytest.raises(Expired):
        make.confirm_by_link(make.link_in(mail), now)
    assert make.counted() == {}


def test_what_has_left_stays_and_stays_counted(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    make.work(now)

    assert withdraw(confirmed.action_id, actor="writer", now=now) == 0

    assert make.states(confirmed.action_id) == ["sent", "sent"]
    assert make.action(confirmed.action_id).withdrawn_at is None
    assert make.counted()[TallyKind.WRITER] == 1


def test_a_claimed_letter_does_not_leave_any_more(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now)
    mailer = wiring.edges().mailer
    build = mailer.build

    def withdraw_meanwhile(mail: object) -> bytes:
        db.session.commit()
        withdraw(confirmed.action_id, actor="writer", now=now)
        return build(mail)

    mailer.build = withdraw_meanwhile
    make.work(now)

    assert make.states(confirmed.action_id) == ["cancelled", "cancelled"]
    assert "member" not in "".join(kept.recipient for kept in mailer.kept)
    assert make.counted() == {}
    assert differences() == []


def test_a_letter_that_is_being_handed_over_is_cancelled_when_it_comes_back(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now)
    mailer = wiring.edges().mailer

    def withdraw_meanwhile() -> None:
        if "transmitting" in make.states(confirmed.action_id):
            withdraw(confirmed.action_id, actor="writer", now=now)
            mailer.faults.append(Fault(At.DOT, "451 4.3.0 try later"))

    mailer.before_dot = withdraw_meanwhile
    make.work(now)
    assert sorted(make.states(confirmed.action_id)) == ["cancelled", "queued"]
    assert make.counted()[TallyKind.WRITER] == 1

    make.work(now + timedelta(hours=1))

    assert make.states(confirmed.action_id) == ["cancelled", "cancelled"]
    assert make.counted() == {}
    assert differences() == []


def test_a_letter_that_was_put_back_is_taken_off_alone_and_then_its_writer(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now)
    first, _ = make.letters_of(confirmed.action_id)
    set_state(first, DeliveryState.TRANSMITTING)
    withdraw(confirmed.action_id, actor="writer", now=now)
    set_state(first, DeliveryState.QUEUED)
    assert make.counted() == {TallyKind.LETTER: 1, TallyKind.ASK: 1, TallyKind.WRITER: 1}

    assert withdraw(confirmed.action_id, actor="writer", now=now) == 1

    assert make.counted() == {}


def test_nobodys_action_is_not_found(campaign: Campaign, now: datetime) -> None:
    del campaign

    with pytest.raises(NotFound):
        withdraw("0" * 32, actor="writer", now=now)


@pytest.mark.parametrize("_", range(4))
def test_confirming_and_withdrawing_at_the_same_moment_come_one_after_the_other(
    app: Flask, campaign: Campaign, now: datetime, _: int
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    link = make.link_in(make.mails(submitted.action_id)[0])
    db.session.rollback()

    def confirm() -> str:
        with app.app_context():
            try:
                make.confirm_by_link(link, now)
            except Expired:
                return "too late"
            return "confirmed"

    def take_back() -> int:
        with app.app_context():
            return withdraw(submitted.action_id, actor="writer", now=now)

    with ThreadPoolExecutor(2) as pool:
        confirming, withdrawing = pool.submit(confirm), pool.submit(take_back)

    assert confirming.result() in {"confirmed", "too late"}
    assert withdrawing.result() == 2
    assert make.states(submitted.action_id) == ["cancelled", "cancelled"]
    assert make.counted() == {}
    assert differences() == []
