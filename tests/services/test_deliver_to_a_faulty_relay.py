"""A relay that fails or refuses us: who asks it again, when, and what a letter loses by it."""

from datetime import timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select, update

from campaign.domain.deliveries import DeliveryKind
from campaign.domain.relay import Answer, ChannelDown
from campaign.models.breakers import Breaker
from campaign.models.deliveries import Delivery
from campaign.models.pauses import EVERYTHING, Pause, pause, resume
from tests.fakes import FakeSession
from tests.faults import At, Fault
from tests.post import Post

SECOND = timedelta(seconds=1)
WORKERS = 4
MOST_CONNECTIONS = 30


@pytest.mark.parametrize("greets", [False, True])
def test_ten_minutes_without_a_relay_cost_thirty_connections_and_no_try(
    post: Post, *, greets: bool
) -> None:
    post.queue(1000)
    connections = []
    opens = post.mailer.open

    def open_in_vain() -> object:
        connections.append(1)
        if not greets:
            raise ChannelDown("nobody there")
        post.mailer.faults.append(Fault(At.SENDER))
        return opens()

    post.mailer.open = open_in_vain
    for second in range(0, 600, 3):
        for _ in range(WORKERS):
            post.run(post.now + second * SECOND)
    post.mailer.open = opens
    post.mailer.faults.clear()

    assert len(connections) <= MOST_CONNECTIONS
    assert set(post.session.scalars(select(Delivery.attempts)).all()) == {0}
    post.session.rollback()
    post.run(post.now + 661 * SECOND)
    assert post.states() == ["sent"] * 1000


@pytest.mark.parametrize("broken", [Fault(At.RECIPIENT, "421 4.3.2 not there"), Fault(At.BODY)])
def test_an_office_on_which_every_session_breaks_holds_up_nobody_and_not_for_ever(
    post: Post, broken: Fault
) -> None:
    post.queue(3)
    breaks_on(post, broken)
    for second in range(0, 60, 2):
        post.run(post.now + second * SECOND)
    post.queue(50)

    for second in range(60, 180, 2):
        post.run(post.now + second * SECOND)

    assert post.states() == ["queued"] * 3 + ["sent"] * 50
    for hour in range(1, 75):
        post.run(post.now + timedelta(hours=hour))
    assert post.states() == ["failed"] * 3 + ["sent"] * 50
    assert len(post.states(DeliveryKind.NOTICE)) > 0


def breaks_on(post: Post, fault: Fault) -> None:
    """Let every session break on the offices that letters wait for now, and on no other."""
    poison = "poison@office.invalid"
    post.session.execute(update(Delivery).values(recipient=poison))
    post.session.commit()
    opens = post.mailer.open

    def open_one() -> FakeSession:
        session = opens()
        offer = session.offer

        def break_on_some(sender: str, recipient: str) -> Answer:
            post.mailer.faults.clear()
            if recipient == poison:
                post.mailer.faults.append(fault)
            return offer(sender, recipient)

        session.offer = break_on_some
        return session

    post.mailer.open = open_one


def test_one_offices_rule_about_who_may_write_stops_nobody_elses_mail(post: Post) -> None:
    post.queue(5)
    post.mailer.faults.append(Fault(At.RECIPIENT, "550 5.7.1 authentication required"))

    post.run(post.now)

    assert post.states() == ["held"] + ["sent"] * 4
    assert post.session.scalars(select(Pause)).all() == []


def test_a_rule_that_meets_every_letter_stops_all_mail(post: Post) -> None:
    post.queue(5)
    rule = Fault(At.RECIPIENT, "550 5.7.1 authentication required")
    post.mailer.faults.extend([rule] * 5)

    post.run(post.now)

    assert post.states() == ["held"] * 2 + ["queued"] * 3
    assert post.session.scalars(select(Pause.scope)).all() == [EVERYTHING]


def test_of_many_workers_one_tries_whether_the_relay_works_again(post: Post) -> None:
    post.queue(30)
    post.mailer.faults.append(Fault(At.GREETING, "421 closed"))
    post.run(post.now)
    seen = []
    post.mailer.before_dot = lambda: seen or seen.append(post.run(post.now + 3 * SECOND).fault)

    tried = post.run(post.now + 2 * SECOND)

    assert (tried.sent, seen) == (30, ["paused"])


def test_a_worker_that_fell_while_it_tried_leaves_the_next_try_to_others(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.GREETING, "421 closed"))
    post.run(post.now)

    def fall() -> NoReturn:
        raise KeyboardInterrupt

    post.mailer.open, opens = fall, post.mailer.open
    with pytest.raises(KeyboardInterrupt):
        post.run(post.now + 2 * SECOND)
    post.session.rollback()
    post.mailer.open = opens

    assert post.run(post.now + 3 * SECOND).fault == "paused"
    assert post.run(post.now + 33 * SECOND).fault == ""


def test_a_try_for_which_nothing_was_due_is_left_to_the_next(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.GREETING, "421 closed"))
    post.run(post.now)
    late = post.letter()

    post.run(post.now + 2 * SECOND - SECOND / 2)
    post.session.get_one(Delivery, late.id).due_at = post.now + 10 * SECOND
    post.session.commit()
    post.run(post.now + 3 * SECOND)

    assert post.run(post.now + 11 * SECOND).sent == 1


@pytest.mark.parametrize("moment", [At.SENDER, At.RECIPIENT, At.DATA, At.DOT])
def test_a_relay_that_refuses_us_stops_all_mail_until_a_person_resumes(
    post: Post, moment: At
) -> None:
    post.queue(20)
    refusal = "550 5.7.23 <letters@campaign.invalid> fails SPF"
    post.mailer.faults.append(Fault(moment, refusal))

    stopped = post.run(post.now)
    later = post.run(post.now + timedelta(days=1))

    assert (stopped.fault, later.fault) == (refusal, "paused")
    assert post.states() == ["queued"] * 20
    assert set(post.session.scalars(select(Delivery.attempts)).all()) == {0}
    found = post.session.get_one(Pause, EVERYTHING)
    assert found.reason == "550 5.7.23 <address> fails SPF"
    assert post.session.get(Breaker, "relay") is None
    resume(post.session(), EVERYTHING)
    post.session.commit()
    assert post.run(post.now + timedelta(days=1)).sent == 20


def test_a_pause_takes_hold_of_a_run_between_two_batches(post: Post) -> None:
    post.queue(200)

    def pause_it() -> None:
        pause(post.session(), EVERYTHING, "asked", staff_member_id=None, now=post.now)
        post.session.commit()

    post.mailer.before_dot = pause_it

    post.run(post.now)

    assert 0 < post.states().count("sent") < 200
    assert set(post.states()) == {"sent", "queued"}


def test_an_office_that_is_full_is_asked_for_three_days(post: Post) -> None:
    post.queue(1)
    at = post.now
    tries = 0
    while post.states() == ["queued"]:
        post.mailer.faults.append(Fault(At.RECIPIENT, "452 4.2.2 mailbox full"))
        at = post.letter().due_at
        post.run(at)
        tries += 1

    assert timedelta(hours=71) < at - post.now < timedelta(hours=72)
    assert 15 <= tries <= 18
