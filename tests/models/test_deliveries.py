"""The one safe move, and what it never does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import new_id
from campaign.domain.deliveries import (
    FINAL,
    LEASED,
    MOVES,
    DeliveryKind,
    DeliveryState,
    HoldReason,
    Move,
)
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import NoticeKind, RenderedNotice
from campaign.domain.site import Site
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.claims import claim, due_deliveries, move_where_lease_ran_out
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move, move_all

SITE = Site("http://localhost", "letters@campaign.example", "Every School")
CLAIM = Move(DeliveryState.QUEUED, DeliveryState.CLAIMED, "test")
LEASE = timedelta(minutes=5)

Queue = Callable[..., list[str]]


def claim_notices(
    session: Session,
    now: datetime,
    lease: str,
    *,
    lease_for: timedelta = LEASE,
    limit: int = 9,
    live: bool = False,
) -> list[str]:
    """Claim the notices that are due."""
    due = due_deliveries(session, DeliveryKind.NOTICE, live=live, limit=limit, now=now)
    return claim(session, due, lease=lease, lease_for=lease_for, actor="test", now=now)


@pytest.fixture
def queue(session: scoped_session[Session], now: datetime) -> Queue:
    def queue_notices(number: int = 1, **values: object) -> list[str]:
        return put(session(), number, now, **values)

    return queue_notices


def put(session: Session, number: int, now: datetime, **values: object) -> list[str]:
    """Put notices into the outbox and return their ids."""
    ids = [new_id() for _ in range(number)]
    rows = [
        {
            "id": delivery_id,
            "kind": DeliveryKind.NOTICE,
            "status": DeliveryState.QUEUED,
            "created_at": now,
            "due_at": now,
            **values,
        }
        for delivery_id in ids
    ]
    session.execute(insert(Delivery), rows)
    return ids


def test_a_move_changes_the_row_and_writes_the_event(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue()

    assert move(session(), delivery_id, CLAIM, now=now, changes={"lease": "mine"})

    row = session.get_one(Delivery, delivery_id)
    event = session.scalars(select(DeliveryEvent)).one()
    assert (row.status, row.lease) == (DeliveryState.CLAIMED, "mine")
    assert (event.old, event.new, event.at, event.actor) == ("queued", "claimed", now, "test")


def test_a_move_from_another_state_changes_nothing(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue(status=DeliveryState.HELD)

    assert not move(session(), delivery_id, CLAIM, now=now)

    assert session.scalars(select(DeliveryEvent)).all() == []


def test_a_move_under_another_lease_changes_nothing(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue(status=DeliveryState.CLAIMED, lease="yours")
    mark = Move(DeliveryState.CLAIMED, DeliveryState.TRANSMITTING, "test")

    assert not move(session(), delivery_id, mark, now=now, lease="mine")


@pytest.mark.parametrize("new", sorted(FINAL & MOVES[DeliveryState.IN_DOUBT]))
def test_what_has_come_to_its_end_waits_for_nothing(
    session: scoped_session[Session], queue: Queue, now: datetime, new: DeliveryState
) -> None:
    (delivery_id,) = queue(status=DeliveryState.IN_DOUBT, hold_reason=HoldReason.OFFICE_PAUSED)

    assert move(session(), delivery_id, Move(DeliveryState.IN_DOUBT, new, "test"), now=now)

    assert session.get_one(Delivery, delivery_id).hold_reason is None


@pytest.mark.parametrize("old", ["unconfirmed", "held", "in_doubt", "failed"])
def test_what_has_no_words_any_more_goes_into_no_queue(
    session: scoped_session[Session], queue: Queue, now: datetime, old: str
) -> None:
    gone, kept = queue(status=DeliveryState(old), scrubbed_at=now), queue(status=DeliveryState(old))
    step = Move(DeliveryState(old), DeliveryState.QUEUED, "test")

    assert move_all(session(), dict.fromkeys(gone + kept, step), now=now) == kept


def test_what_a_worker_holds_can_be_given_back_without_words(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (gone,) = queue(status=DeliveryState.CLAIMED, lease="mine", scrubbed_at=now)
    back = Move(DeliveryState.CLAIMED, DeliveryState.QUEUED, "test")

    assert move(session(), gone, back, now=now, lease="mine")


def test_moving_many_returns_those_that_moved(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    mine, held = queue(3), queue(status=DeliveryState.HELD)

    moved = move_all(session(), dict.fromkeys(mine + held, CLAIM), now=now)

    assert sorted(moved) == sorted(mine)


def test_a_final_state_has_its_time_and_no_lease(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue(status=DeliveryState.TRANSMITTING, lease="mine", leased_until=now)

    move(session(), delivery_id, Move(DeliveryState.TRANSMITTING, DeliveryState.SENT, "t"), now=now)

    row = session.get_one(Delivery, delivery_id)
    assert (row.final_at, row.lease, row.leased_until) == (now, None, None)


def test_replies_are_kept_without_addresses(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue(status=DeliveryState.TRANSMITTING)
    step = Move(
        DeliveryState.TRANSMITTING, DeliveryState.FAILED, "t", "550", "<ana@example.org> unknown"
    )

    move(session(), delivery_id, step, now=now)

    assert session.scalars(select(DeliveryEvent.reply)).one() == "<address> unknown"


def test_a_claim_takes_the_longest_due_and_no_more_than_it_may(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    late = queue(2, due_at=now - timedelta(hours=1))
    queue(5)
    queue(1, due_at=now + timedelta(seconds=1))

    claimed = claim_notices(session(), now, "mine", limit=2)

    assert sorted(claimed) == sorted(late)


def test_only_a_lease_that_ran_out_is_taken_away(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    queue(2)
    claim_notices(session(), now, "fresh")
    dead = queue(1, status=DeliveryState.CLAIMED, lease="dead", leased_until=now - LEASE)
    old, new = DeliveryState.CLAIMED, DeliveryState.QUEUED

    assert move_where_lease_ran_out(session(), old, new, actor="test", now=now) == dead


def test_a_notice_is_queued_once_for_its_key(
    session: scoped_session[Session], now: datetime
) -> None:
    notice = NoticeMail(
        kind=NoticeKind.REMIND,
        rendered=RenderedNotice("Your letter\r\nBcc: x@example.org", "text", "<p>html</p>"),
        recipient="ana@example.org",
        dedupe_key="remind:1",
    )

    first = enqueue_notice(session(), notice, site=SITE, now=now)
    second = enqueue_notice(session(), notice, site=SITE, now=now)

    row = session.scalars(select(Delivery)).one()
    assert (first, second) == (True, False)
    assert row.subject == "Your letter Bcc: x@example.org"
    assert row.message_id == f"{row.id}@campaign.example"
    assert row.headers == '[["Auto-Submitted","auto-generated"]]'


class Life(RuleBasedStateMachine):
    """Deliveries, moved at random by workers with leases of their own; a model says what holds."""

    session: Session
    now: datetime

    def __init__(self) -> None:
        super().__init__()
        self.session.execute(delete(DeliveryEvent))
        self.session.execute(delete(Delivery))
        self.model = dict.fromkeys(put(self.session, 3, self.now), DeliveryState.QUEUED)
        self.leases: dict[str, str | None] = dict.fromkeys(self.model)
        self.steps = 0

    @rule(
        which=st.integers(0, 2),
        old=st.sampled_from(DeliveryState),
        choice=st.integers(0, 10),
        lease=st.sampled_from(["a", "b", None]),
    )
    def take_a_step(self, which: int, old: DeliveryState, choice: int, lease: str | None) -> None:
        """Try any allowed step from any state under any lease."""
        targets = sorted(MOVES[old])
        if not targets:
            return
        new = targets[choice % len(targets)]
        delivery_id = list(self.model)[which]
        changes = {"lease": lease or "a"} if new is DeliveryState.CLAIMED else None
        asked = None if new is DeliveryState.CLAIMED else lease
        may = self.model[delivery_id] is old and asked in {None, self.leases[delivery_id]}

        moved = move(
            self.session,
            delivery_id,
            Move(old, new, "life"),
            now=self.now,
            lease=asked,
            changes=changes,
        )

        assert moved is may
        if moved:
            self.steps += 1
            self.model[delivery_id] = new
            if changes:
                self.leases[delivery_id] = changes["lease"]
            elif new not in LEASED and new is not DeliveryState.IN_DOUBT:
                self.leases[delivery_id] = None

    @invariant()
    def the_rows_are_as_the_model_says(self) -> None:
        """Compare every row with the model, and the events with the steps."""
        rows = self.session.execute(
            select(Delivery.id, Delivery.status, Delivery.lease, Delivery.final_at)
        ).all()
        assert {row.id: row.status for row in rows} == self.model
        assert {row.id: row.lease for row in rows} == self.leases
        assert all((row.final_at is not None) == (row.status in FINAL) for row in rows)
        assert len(self.session.scalars(select(DeliveryEvent.id)).all()) == self.steps


def test_no_order_of_steps_leads_astray(session: scoped_session[Session], now: datetime) -> None:
    machine = type("LifeHere", (Life,), {"session": session(), "now": now})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_frozen_worker_finds_nothing_of_its_own_when_it_wakes(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    (delivery_id,) = queue()
    claim_notices(session(), now, "frozen", lease_for=-LEASE)
    move_where_lease_ran_out(
        session(), DeliveryState.CLAIMED, DeliveryState.QUEUED, actor="reaper", now=now
    )
    claim_notices(session(), now, "awake")
    mark = Move(DeliveryState.CLAIMED, DeliveryState.TRANSMITTING, "t")

    assert not move(session(), delivery_id, mark, now=now, lease="frozen")
    assert move(session(), delivery_id, mark, now=now, lease="awake")


def test_what_was_queued_in_test_mode_never_leaves_when_the_site_goes_live(
    session: scoped_session[Session], queue: Queue, now: datetime
) -> None:
    queue(3)

    live = claim_notices(session(), now, "mine", live=True)
    test = claim_notices(session(), now, "mine")

    assert (len(live), len(test)) == (0, 3)
