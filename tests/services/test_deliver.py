"""Delivery as anyone can notice it: what the relay keeps, and what the outbox says of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason
from campaign.domain.ladder import Health
from campaign.domain.mail import Mail
from campaign.domain.people import SUPPRESSION
from campaign.models.actions import Action
from campaign.models.breakers import Breaker
from campaign.models.campaigns import Campaign, CampaignText
from campaign.models.deliveries import Delivery
from campaign.models.roster import OfficeHealth
from campaign.models.supporters import Suppression, suppress
from campaign.services.deliver import BATCH, LONGEST_RUN, SURGE_WINDOW, Run
from campaign.services.deliver.hand_over import WINDOW_LASTS
from tests.faults import At, Fault
from tests.outbox import queue_notice
from tests.post import TERMS, Post


def test_every_letter_leaves_once_over_one_session(post: Post) -> None:
    post.queue(45)

    came_to = post.run(post.now)

    assert came_to == Run(45)
    assert post.states() == ["sent"] * 45
    assert len({kept.content for kept in post.mailer.kept}) == 45
    assert post.mailer.sessions == 1


def test_the_mark_is_committed_before_the_content_is_complete(post: Post) -> None:
    post.queue(1)
    seen = []
    post.mailer.before_dot = lambda: seen.append(post.letter().status)

    post.run(post.now)

    assert seen == ["transmitting"]


def test_a_sent_letter_keeps_the_relays_name_for_it(post: Post) -> None:
    post.queue(1)

    post.run(post.now)

    letter = post.letter()
    assert letter.provider_ref == "2.0.0 queued as 1"
    assert (letter.attempts, letter.lease, letter.final_at) == (1, None, post.now)
    assert post.steps(letter.id) == ["claimed", "transmitting", "sent"]


def test_notices_go_before_letters(post: Post) -> None:
    post.queue(3)
    queue_notice(post.session, post.edges, now=post.now)

    post.run(post.now)

    assert post.mailer.kept[0].recipient == "ana@writers.invalid"


def test_what_is_not_due_stays(post: Post) -> None:
    post.queue(1)
    post.session.execute(update(Delivery).values(due_at=post.now + timedelta(seconds=1)))
    post.session.commit()

    post.run(post.now)

    assert post.mailer.kept == []
    assert post.states() == ["queued"]


def test_a_temporary_refusal_is_tried_again_in_about_a_minute(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.RECIPIENT, "451 4.7.1 greylisted"))

    post.run(post.now)

    letter = post.letter()
    assert (letter.status, letter.attempts) == ("queued", 1)
    assert timedelta(seconds=54) <= letter.due_at - post.now <= timedelta(seconds=66)
    post.run(post.now + timedelta(seconds=67))
    assert post.states() == ["sent"]


def test_every_attempt_is_the_same_mail(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.DOT, "451 4.3.0 try again", keeps=True))

    post.run(post.now)
    post.run(post.now + timedelta(hours=1))

    first, second = post.mailer.kept
    assert first.content == second.content


def test_a_letter_put_off_for_three_days_fails_and_its_writer_is_told(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.RECIPIENT, "452 4.2.2 mailbox full"))
    post.session.execute(update(Delivery).values(queued_at=post.now - timedelta(hours=72)))
    post.session.commit()

    post.run(post.now)

    assert post.states() == ["failed"]
    assert [kept.recipient for kept in post.mailer.kept] == ["writer-0@writers.invalid"]


def test_an_unknown_mailbox_fails_at_once_and_the_office_becomes_doubtful(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.RECIPIENT, "550 5.1.1 no such user"))

    post.run(post.now)

    assert post.states() == ["failed"]
    health = post.session.scalars(select(OfficeHealth)).one()
    assert (health.state, health.reason) == (Health.DOUBTFUL, "550 5.1.1")
    assert [kept.recipient for kept in post.mailer.kept] == ["writer-0@writers.invalid"]


def test_a_writers_address_that_does_not_exist_gets_no_more_mail(post: Post) -> None:
    queue_notice(post.session, post.edges, now=post.now)
    post.mailer.faults.append(Fault(At.RECIPIENT, "550 5.1.1 no such user"))

    post.run(post.now)

    assert post.states(DeliveryKind.NOTICE) == ["failed"]
    found = post.session.scalars(select(Suppression.address_hash)).one()
    assert found == post.edges.signer.digest(SUPPRESSION, "ana@writers.invalid")


def test_a_refusal_on_principle_waits_for_a_person_and_suppresses_nobody(post: Post) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.DOT, "554 5.7.1 message refused by policy"))

    post.run(post.now)

    letter = post.letter()
    assert (letter.status, letter.hold_reason) == ("held", HoldReason.UNCERTAIN_ANSWER)
    assert post.session.scalars(select(Suppression)).all() == []
    assert post.session.scalars(select(OfficeHealth)).all() == []


@pytest.mark.parametrize("kept", [0, 1])
def test_silence_after_the_dot_is_doubt_and_is_never_sent_again(post: Post, kept: int) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(At.DOT, keeps=bool(kept)))

    post.run(post.now)
    post.run(post.now + timedelta(days=1))

    assert post.states() == ["in_doubt"]
    assert len(post.mailer.kept) == kept


@pytest.mark.parametrize("moment", [At.DATA, At.BODY, At.SENDER, At.RECIPIENT])
def test_a_connection_cut_before_the_dot_costs_no_attempt(post: Post, moment: At) -> None:
    post.queue(1)
    post.mailer.faults.append(Fault(moment))

    post.run(post.now)

    letter = post.letter()
    assert (letter.status, letter.attempts) == ("queued", 0)
    post.run(post.now + timedelta(minutes=1))
    assert post.states() == ["sent"]
    assert len(post.mailer.kept) == 1


def test_a_relay_that_ends_a_session_between_mails_is_asked_again_at_once(post: Post) -> None:
    post.queue(3)
    post.mailer.before_dot = lambda: post.mailer.faults.append(Fault(At.SENDER))

    came_to = post.run(post.now)

    assert came_to.sent == 3
    assert post.mailer.sessions == 3


def test_without_a_relay_nothing_is_lost_and_it_is_left_alone_for_a_while(post: Post) -> None:
    post.queue(30)
    post.mailer.faults.extend([Fault(At.GREETING, "421 closed")] * 2)

    first = post.run(post.now)
    paused = post.run(post.now + timedelta(seconds=1))
    second = post.run(post.now + timedelta(seconds=2))

    assert [first.fault, paused.fault, second.fault] == ["421 closed", "paused", "421 closed"]
    assert post.states() == ["queued"] * 30
    assert {letter.attempts for letter in post.session.scalars(select(Delivery))} == {0}
    assert post.session.get(Breaker, "relay").failures == 2
    post.session.rollback()
    assert post.run(post.now + timedelta(minutes=1)).sent == 30
    assert post.session.get(Breaker, "relay", populate_existing=True) is None


def test_a_relay_that_breaks_twice_in_a_row_is_left_alone(post: Post) -> None:
    post.queue(10)
    post.mailer.faults.extend([Fault(At.DOT, keeps=True)] * 3)

    came_to = post.run(post.now)

    assert came_to.fault == "cut"
    assert post.states() == ["in_doubt"] * 2 + ["queued"] * 8


def test_a_suppressed_address_gets_nothing(post: Post) -> None:
    post.queue(1)
    address_hash = post.edges.signer.digest(SUPPRESSION, "office-0@legislature.invalid")
    suppress(post.session(), address_hash, "asked", now=post.now)
    post.session.commit()

    post.run(post.now)

    assert post.mailer.kept == []
    assert post.states() == ["suppressed"]


@pytest.mark.parametrize("column", ["withdrawn_at", "expired_at", "scrubbed_at"])
def test_a_letter_whose_action_is_over_is_cancelled(post: Post, column: str) -> None:
    post.queue(1)
    post.session.execute(update(Action).values({column: post.now}))
    post.session.commit()

    post.run(post.now)

    assert post.mailer.kept == []
    assert post.states() == ["cancelled"]


def test_nothing_reaches_an_office_unconfirmed(post: Post) -> None:
    post.queue(1)
    post.session.execute(update(Action).values(confirmed_at=None))
    post.session.commit()

    post.run(post.now)

    assert post.mailer.kept == []


def test_a_writer_who_cannot_be_told_holds_up_no_other_letter(post: Post) -> None:
    post.queue(2)
    post.mailer.faults.append(Fault(At.RECIPIENT, "554 no"))
    post.session.execute(delete(CampaignText))
    post.session.commit()

    post.run(post.now)

    assert post.states() == ["failed", "sent"]


def test_a_letter_after_its_campaigns_last_day_fails(post: Post) -> None:
    post.queue(1)
    post.session.execute(update(Campaign).values(not_after=post.now.date() - timedelta(days=1)))
    post.session.commit()

    post.run(post.now)

    assert post.states() == ["failed"]
    assert [kept.recipient for kept in post.mailer.kept] == ["writer-0@writers.invalid"]


def test_an_address_that_no_header_can_carry_fails_without_a_session(post: Post) -> None:
    post.queue(1)
    post.session.execute(update(Delivery).values(recipient="nobody at all"))
    post.session.commit()

    post.run(post.now)

    assert post.states() == ["failed"]


def test_a_worker_that_lost_its_claim_sends_nothing(post: Post) -> None:
    post.queue(2)
    build = post.mailer.build

    def lose_the_claim(mail: Mail) -> bytes:
        post.session.execute(update(Delivery).values(lease="another worker's"))
        return build(mail)

    post.mailer.build = lose_the_claim

    post.run(post.now)

    assert post.mailer.kept == []
    assert post.states() == ["claimed", "claimed"]


def test_a_250_that_comes_after_the_lease_ends_the_doubt(post: Post) -> None:
    post.queue(1)

    def lease_runs_out() -> None:
        post.session.execute(
            update(Delivery).values(status=DeliveryState.IN_DOUBT, leased_until=None)
        )
        post.session.commit()

    post.mailer.before_dot = lease_runs_out

    post.run(post.now)

    assert post.states() == ["sent"]


def test_a_worker_that_keeps_up_marks_one_at_a_time(post: Post) -> None:
    post.queue(BATCH - 1)
    seen = set()
    post.mailer.before_dot = lambda: seen.add(post.states().count("transmitting"))

    post.run(post.now)

    assert seen == {1}


def test_a_worker_that_finds_a_full_batch_marks_a_window_at_a_time(post: Post) -> None:
    post.queue(BATCH)
    seen = set()
    post.mailer.before_dot = lambda: seen.add(post.states().count("transmitting"))

    post.run(post.now)

    assert seen == {1, SURGE_WINDOW, (BATCH - 1) % SURGE_WINDOW}


def test_behind_a_slow_relay_a_window_holds_what_it_takes_in_a_moment(post: Post) -> None:
    post.queue(BATCH)
    clock, seen = [post.now], list[int]()

    def take_time() -> None:
        clock[0] += WINDOW_LASTS / 2
        seen.append(post.states().count("transmitting"))

    post.mailer.before_dot = take_time

    post.run(post.now, clock=lambda: clock[0])

    assert seen[:7] == [1, 2, 2, 2, 2, 2, 2]


def test_a_worker_that_finds_a_full_batch_calls_another_to_help(post: Post) -> None:
    post.queue(BATCH - 1)
    rings = post.edges.bell.rings
    post.run(post.now)
    alone = post.edges.bell.rings - rings
    post.queue(BATCH * 2)
    rings = post.edges.bell.rings

    post.run(post.now)

    assert (alone, post.edges.bell.rings - rings) == (0, 1)


def test_a_broken_window_gives_back_what_was_not_begun(post: Post) -> None:
    post.queue(BATCH)
    post.mailer.faults.extend([Fault(At.DOT), Fault(At.GREETING, "421 closed")])

    post.run(post.now)

    assert post.states() == ["in_doubt"] + ["queued"] * (BATCH - 1)


def test_a_long_run_ends_and_rings_for_the_rest(post: Post) -> None:
    post.queue(60)
    rings = post.edges.bell.rings
    ticks = iter(range(10_000))

    post.run(post.now, clock=lambda: post.now + next(ticks) * LONGEST_RUN / 100)

    assert 0 < post.states().count("sent") < 60
    assert post.edges.bell.rings == rings + 1


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(post: Post) -> None:
    post.queue(10)
    told = replace(TERMS, told_to_stop=lambda: len(post.mailer.kept) == 3)

    came_to = post.run(post.now, terms=told)

    assert came_to == Run(3)
    assert post.states() == ["queued"] * 7 + ["sent"] * 3
