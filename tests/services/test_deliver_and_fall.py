"""Workers that fall or freeze with deliveries in hand, and mails that make them fall."""

from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from sqlalchemy import func, select, update

from campaign.domain.deliveries import MOST_CLAIMS, DeliveryState, HoldReason
from campaign.domain.mail import Mail
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.queries.deliveries import in_state
from campaign.services.deliver import BATCH, LONGEST_RUN, SURGE_WINDOW
from campaign.services.sweep import sweep
from tests import make
from tests.faults import At, Fault
from tests.post import TERMS, Post

POISON = "Rehearsal 3"


class Fallen(BaseException):
    """A worker that is gone, as the kernel ends one."""


def die() -> NoReturn:
    """Fall before the dot of a mail."""
    raise Fallen


def fall(post: Post, at: datetime) -> None:
    """Let a worker run that falls, and let its leases run out."""
    with pytest.raises(Fallen):
        post.run(at)
    post.session.rollback()
    let_leases_run_out(post, at)


def let_leases_run_out(post: Post, at: datetime) -> None:
    """Let the sweep find that all leases are over."""
    post.session.execute(
        update(Delivery)
        .where(Delivery.lease.is_not(None))
        .values(leased_until=at - timedelta(days=9000))
    )
    post.session.commit()
    sweep(bell=post.edges.bell, now=at)


def poison(post: Post) -> None:
    """Make one mail that every worker falls with."""
    build = post.mailer.build

    def build_or_fall(mail: Mail) -> bytes:
        if mail.subject == POISON:
            raise Fallen
        return build(mail)

    post.mailer.build = build_or_fall


def test_what_workers_fall_with_goes_to_a_person_and_the_rest_leaves(post: Post) -> None:
    post.queue(10)
    poison(post)

    for _ in range(MOST_CLAIMS):
        fall(post, post.now)
    came_to = post.run(post.now)

    held = post.session.scalars(select(Delivery).where(Delivery.status == "held")).one()
    assert (held.subject, held.hold_reason) == (POISON, HoldReason.WORKER_FELL)
    assert post.states() == ["held"] + ["sent"] * 9
    assert came_to.fault == ""


def test_a_suspect_is_claimed_alone(post: Post) -> None:
    post.queue(10)
    poison(post)
    for _ in range(2):
        fall(post, post.now)

    fall(post, post.now)

    claims = post.session.execute(select(Delivery.subject, Delivery.claims)).all()
    assert {subject for subject, number in claims if number > 2} == {POISON}


def test_what_a_fallen_worker_had_in_hand_leaves_with_the_next_and_is_no_suspect(
    post: Post,
) -> None:
    post.queue(10)
    post.mailer.before_dot = die
    fall(post, post.now)
    post.mailer.before_dot = lambda: None

    post.run(post.now)

    assert post.states() == ["in_doubt"] + ["sent"] * 9
    most = post.session.scalar(
        select(func.max(Delivery.claims)).where(Delivery.status == DeliveryState.SENT)
    )
    assert most == 0


def test_however_many_workers_fall_while_they_hand_over_nobody_waits_for_a_person(
    post: Post,
) -> None:
    post.queue(10)
    post.mailer.before_dot = die
    for _ in range(MOST_CLAIMS + 2):
        fall(post, post.now)
    post.mailer.before_dot = lambda: None

    post.run(post.now)

    doubts = MOST_CLAIMS + 2
    assert post.states() == ["in_doubt"] * doubts + ["sent"] * (10 - doubts)


def test_what_is_given_back_in_good_order_is_no_suspect(post: Post) -> None:
    post.queue(5)
    post.mailer.faults.append(Fault(At.GREETING, "421 closed"))

    post.run(post.now)

    assert set(post.session.scalars(select(Delivery.claims)).all()) == {0}


def test_a_mail_that_cannot_be_built_goes_to_a_person_and_holds_up_no_other(post: Post) -> None:
    post.queue(10)
    build = post.mailer.build

    def build_or_fail(mail: Mail) -> bytes:
        if mail.subject == POISON:
            raise ZeroDivisionError
        return build(mail)

    post.mailer.build = build_or_fail

    assert post.run(post.now).sent == 9
    held = post.session.scalars(select(Delivery).where(Delivery.status == "held")).one()
    assert held.hold_reason == HoldReason.WORKER_FELL
    codes = select(DeliveryEvent.code).where(DeliveryEvent.new == "held")
    assert post.session.scalars(codes).one() == "ZeroDivisionError"


def test_a_session_that_breaks_as_none_should_leaves_one_doubt_and_gives_the_rest_back(
    post: Post,
) -> None:
    post.queue(5)

    def break_off() -> NoReturn:
        raise ZeroDivisionError

    post.mailer.before_dot = break_off

    assert post.run(post.now).fault == "ZeroDivisionError"
    assert post.states() == ["in_doubt"] + ["queued"] * 4


def test_a_worker_that_was_frozen_before_the_dot_sends_nothing(post: Post) -> None:
    post.queue(1)
    clock = [post.now]

    def freeze() -> None:
        clock[0] += TERMS.lease_for

    post.mailer.before_dot = freeze

    post.run(post.now, clock=lambda: clock[0])

    assert post.mailer.kept == []
    letter = post.letter()
    assert (letter.status, letter.attempts) == ("queued", 0)


def test_a_frozen_worker_leaves_alone_what_a_person_queued_and_another_sent_meanwhile(
    post: Post,
) -> None:
    post.queue(1)
    clock = [post.now]

    def freeze() -> None:
        clock[0] += TERMS.lease_for
        post.mailer.before_dot = lambda: None
        post.session.execute(
            update(Delivery).values(status=DeliveryState.QUEUED, lease=None, leased_until=None)
        )
        post.session.commit()
        post.run(clock[0])

    post.mailer.before_dot = freeze

    post.run(post.now, clock=lambda: clock[0])

    assert len(post.mailer.kept) == 1
    assert post.states() == ["sent"]


def test_what_a_slow_worker_has_not_begun_comes_back_out_of_doubt(post: Post) -> None:
    post.queue(BATCH)
    clock = [post.now]

    def be_too_slow() -> None:
        if post.states().count("transmitting") == SURGE_WINDOW:
            clock[0] += TERMS.lease_for
            let_leases_run_out(post, clock[0])
            assert post.states().count("in_doubt") == SURGE_WINDOW

    post.mailer.before_dot = be_too_slow

    post.run(post.now, clock=lambda: clock[0])

    assert post.states() == ["queued"] * (BATCH - 1) + ["sent"]
    assert set(post.session.scalars(select(Delivery.lease)).all()) == {None}


def test_a_doubt_that_a_person_ended_is_not_the_slow_workers_any_more(post: Post) -> None:
    post.queue(BATCH)
    clock = [post.now]

    def be_too_slow() -> None:
        if post.states().count("transmitting") < SURGE_WINDOW:
            return
        clock[0] += TERMS.lease_for
        let_leases_run_out(post, clock[0])
        for delivery in in_state([DeliveryState.IN_DOUBT], limit=BATCH):
            make.settle(delivery.id, DeliveryState.FAILED, now=clock[0])

    post.mailer.before_dot = be_too_slow

    post.run(post.now, clock=lambda: clock[0])

    waiting = BATCH - SURGE_WINDOW - 1
    assert post.states() == ["failed"] * SURGE_WINDOW + ["queued"] * waiting + ["sent"]


def test_a_window_for_which_the_time_is_over_is_not_begun_any_more(post: Post) -> None:
    post.queue(BATCH)
    clock = [post.now]

    def be_slow() -> None:
        clock[0] += LONGEST_RUN / 3

    post.mailer.before_dot = be_slow

    post.run(post.now, clock=lambda: clock[0])

    assert post.states() == ["queued"] * (BATCH - 3) + ["sent"] * 3
