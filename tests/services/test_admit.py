"""Pacing as anyone can notice it: when letters leave, and who waits for whom."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.line import Line
from campaign.domain.pacing import MISSED_AFTER, Paces, Rate, rates
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.services.deliver import LONGEST_RUN, Terms, deliver
from campaign.services.deliver.admit import slow_down
from campaign.services.deliver.desk import Desk
from campaign.wiring import Adapters
from tests.fakes import FakeMailer
from tests.faults import At, Fault
from tests.outbox import queue_letters, queue_notice, states

if TYPE_CHECKING:
    from campaign.domain.mail import Mail

BUSY, QUIET = "busy@senate.example", "quiet@assembly.example"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PACES = Paces(office_an_hour=60, office_burst=3)


class Ledger(FakeMailer):
    """A relay that notes when it was handed which mail."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime.min.replace(tzinfo=UTC)
        self.seen: list[tuple[datetime, str]] = []

    def build(self, mail: "Mail") -> bytes:
        """Note the mail: what is built leaves in the same breath here."""
        self.seen.append((self.now, mail.recipient))
        return super().build(mail)

    def times(self, recipient: str) -> list[datetime]:
        """Return when mails to this address left."""
        return [at for at, to in self.seen if to == recipient]


@dataclass
class Works:
    """An outbox, a paced worker, and a clock that is moved by hand."""

    edges: Adapters
    session: scoped_session[Session]
    now: datetime
    rates: tuple[Rate, ...] = field(default_factory=lambda: rates(PACES))
    relay: Ledger = field(default_factory=Ledger)
    naps: list[float] = field(default_factory=list)
    may_nap: bool = False
    tick: timedelta = timedelta(0)
    """How much time passes whenever the worker asks for it."""

    def queue(self, recipient: str, number: int) -> None:
        """Queue letters to one office, behind what is queued already."""
        queue_letters(self.edges, number, now=self.now)
        self.session.execute(
            update(Delivery)
            .where(Delivery.recipient.like("office-%@legislature.invalid"))
            .values(recipient=recipient)
        )
        self.session.commit()

    def run(self, at: datetime | None = None) -> int:
        """Let a worker run once; return how many mails left."""
        self.now = at or self.now
        self.relay.now = self.now
        return deliver(
            mailer=self.relay,
            renderer=self.edges.renderer,
            signer=self.edges.signer,
            bell=self.edges.bell,
            site=self.edges.site,
            clock=self.clock,
            terms=self.terms(),
        ).sent

    def clock(self) -> datetime:
        """Tell the time."""
        self.now += self.tick
        return self.now

    def terms(self) -> Terms:
        """Return the worker's terms."""
        nap = self.nap if self.may_nap else None
        return Terms(lease_for=5 * MINUTE, backoff_scale=1.0, rates=self.rates, nap=nap)

    def nap(self, seconds: float) -> None:
        """Let time pass."""
        self.naps.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.relay.now = self.now

    def run_for(self, how_long: timedelta, every: timedelta) -> None:
        """Let a worker run again and again."""
        ends_at = self.now + how_long
        while self.now < ends_at:
            self.run(self.now + every)

    def due(self, recipient: str) -> list[datetime]:
        """Return when the letters that wait for an office are due, in order."""
        found = self.session.scalars(
            select(Delivery.due_at)
            .where(Delivery.recipient == recipient, Delivery.status == DeliveryState.QUEUED)
            .order_by(Delivery.due_at)
        ).all()
        self.session.rollback()
        return list(found)

    def order(self, recipient: str) -> list[str]:
        """Return the ids of an office's waiting letters, the first due first."""
        found = self.session.scalars(
            select(Delivery.id)
            .where(Delivery.recipient == recipient, Delivery.status == DeliveryState.QUEUED)
            .order_by(Delivery.due_at)
        ).all()
        self.session.rollback()
        return list(found)


@pytest.fixture
def works(edges: Adapters, session: scoped_session[Session], now: datetime) -> Works:
    """An outbox over an empty database."""
    return Works(edges, session, now)


def most_within(window: timedelta, times: Iterable[datetime]) -> int:
    """Return the most of these moments that lie in any window."""
    ordered = sorted(times)
    return max(bisect_right(ordered, at + window) - first for first, at in enumerate(ordered))


def test_letters_whose_turns_have_come_leave_at_once_however_late_it_gets_meanwhile(
    works: Works,
) -> None:
    works.queue(QUIET, PACES.office_burst)
    works.tick = timedelta(microseconds=1)

    assert works.run() == PACES.office_burst


def test_a_familys_letters_leave_at_once(works: Works) -> None:
    works.queue(BUSY, 1)
    works.queue(QUIET, 1)

    assert works.run() == 2


def test_what_is_over_the_burst_leaves_one_a_minute(works: Works) -> None:
    works.queue(BUSY, 6)

    assert works.run() == 3

    assert [due - works.now for due in works.due(BUSY)] == [MINUTE, 2 * MINUTE, 3 * MINUTE]
    assert works.run(works.now + 59 * SECOND) == 0
    assert works.run(works.now + SECOND) == 1


def test_waiting_for_a_turn_leaves_no_event_and_counts_as_no_try(works: Works) -> None:
    works.queue(BUSY, 5)
    works.run()

    waiting = select(Delivery.id).where(Delivery.status == DeliveryState.QUEUED)
    steps = select(func.count()).where(DeliveryEvent.delivery_id.in_(waiting))
    assert works.session.scalar(steps) == 0
    assert set(
        works.session.scalars(
            select(Delivery.attempts).where(Delivery.status == DeliveryState.QUEUED)
        )
    ) == {0}


def test_ten_letters_do_not_wait_for_the_five_thousand_before_them(works: Works) -> None:
    works.queue(BUSY, 5_000)
    works.now += SECOND
    works.queue(QUIET, 10)
    works.rates = rates(Paces())
    works.may_nap = True

    works.run()

    assert len(works.relay.times(QUIET)) == 10
    assert len(works.relay.times(BUSY)) == 10


def test_a_long_queue_is_looked_through_once(works: Works) -> None:
    works.queue(BUSY, 1_000)
    works.run()

    before = works.due(BUSY)
    works.run(works.now + 10 * SECOND)

    assert works.due(BUSY) == before
    assert before[-1] - works.now == 997 * MINUTE - 10 * SECOND


def test_two_workers_over_hours_keep_every_rate(works: Works) -> None:
    works.queue(BUSY, 200)
    works.queue(QUIET, 120)
    works.rates = rates(Paces(office_an_hour=60, office_burst=3, domain_an_hour=90))
    other = Works(works.edges, works.session, works.now, rates=works.rates, relay=works.relay)

    ends_at = works.now + 2 * HOUR
    while works.now < ends_at:
        works.run(works.now + 17 * SECOND)
        other.run(works.now + 4 * SECOND)

    for office in (BUSY, QUIET):
        times = works.relay.times(office)
        assert len(times) >= 118
        for window, most in ((MINUTE, 4), (10 * MINUTE, 13), (HOUR, 63)):
            assert most_within(window, times) <= most + 1


def test_the_relay_is_never_handed_more_than_its_rate(works: Works) -> None:
    queue_letters(works.edges, 240, now=works.now)
    works.rates = rates(Paces(relay_a_minute=60))
    works.may_nap = True

    while works.run():
        works.now += SECOND

    times = [at for at, _ in works.relay.seen]
    assert len(times) == 240
    assert most_within(SECOND, times) <= 2 + 2
    assert most_within(MINUTE, times) <= 60 + 2 + 1


def test_a_notice_waits_for_nobody_and_letters_give_way(works: Works) -> None:
    works.rates = rates(Paces(relay_a_minute=30))
    queue_notice(works.session, works.edges, now=works.now)
    works.queue(BUSY, 1)

    assert works.run() == 1

    assert states(works.session, DeliveryKind.NOTICE) == ["sent"]
    assert [due - works.now for due in works.due(BUSY)] == [2 * SECOND]


def test_what_could_not_leave_for_an_hour_does_not_leave_at_once(works: Works) -> None:
    works.queue(BUSY, 100)
    works.run()
    order = works.order(BUSY)

    works.run(works.now + HOUR)
    first = works.now
    works.run_for(20 * MINUTE, every=10 * SECOND)

    assert most_within(10 * MINUTE, [at for at in works.relay.times(BUSY) if at >= first]) <= 11
    assert works.order(BUSY) == order[-len(works.order(BUSY)) :]


def test_a_short_delay_is_made_up_for(works: Works) -> None:
    works.queue(BUSY, 10)
    works.run()

    assert works.run(works.now + MISSED_AFTER) == 5


def test_a_day_that_is_full_goes_on_tomorrow(works: Works) -> None:
    works.queue(BUSY, 9)
    works.rates = rates(Paces(office_an_hour=3600, office_burst=3, office_a_day=4))

    works.run()

    assert [str(due.date()) for due in works.due(BUSY)] == [
        str((works.now + timedelta(days=days)).date()) for days in (0, 1, 1, 1, 1, 2)
    ]


def test_an_office_that_asks_for_less_is_slowed_and_nobody_else(works: Works) -> None:
    works.queue(BUSY, 13)
    works.queue(QUIET, 13)
    works.run()
    quiet, order = works.due(QUIET), works.order(BUSY)

    slow_down(desk(works), BUSY)
    works.session.commit()

    assert [due - works.now for due in works.due(BUSY)] == [2 * n * MINUTE for n in range(1, 11)]
    assert works.order(BUSY) == order
    assert works.due(QUIET) == quiet


def test_answers_of_one_wave_slow_an_office_once(works: Works) -> None:
    works.queue(BUSY, 5)
    works.run()

    for _ in range(3):
        slow_down(desk(works), BUSY)
    works.session.commit()

    assert [due - works.now for due in works.due(BUSY)] == [2 * MINUTE, 4 * MINUTE]


def test_a_try_that_is_put_off_takes_only_the_relays_turn_anew(works: Works) -> None:
    works.queue(BUSY, 30)
    works.relay.faults.append(Fault(At.RECIPIENT, "451 4.7.1 greylisted"))

    works.run()
    works.run(works.now + 70 * SECOND)

    tried = works.session.scalars(select(Delivery).where(Delivery.attempts == 2)).one()
    assert tried.status is DeliveryState.SENT


def test_the_three_days_of_a_letter_begin_with_its_turn(works: Works) -> None:
    works.queue(BUSY, 4)
    works.run()
    (turn,) = works.due(BUSY)

    works.relay.faults.append(Fault(At.RECIPIENT, "451 4.7.1 greylisted"))
    works.run(turn)

    put_off = works.session.scalars(
        select(Delivery).where(Delivery.attempts == 1, Delivery.status == DeliveryState.QUEUED)
    ).one()
    assert put_off.queued_at == turn


def test_a_run_naps_until_the_next_turn_and_spins_never(works: Works) -> None:
    works.queue(BUSY, 6)
    works.rates = rates(Paces(office_an_hour=3600, office_burst=3))
    works.may_nap = True
    began = works.now

    assert works.run() == 6

    assert works.now - began < LONGEST_RUN
    assert len(works.naps) <= 8


def test_a_run_that_ends_before_the_next_turn_rings_for_another(works: Works) -> None:
    works.queue(BUSY, 20)
    works.rates = rates(Paces(office_an_hour=3600, office_burst=3))
    works.may_nap = True
    rings = works.edges.bell.rings

    works.run()

    assert works.due(BUSY) != []
    assert works.edges.bell.rings == rings + 1


def test_a_turn_that_is_far_off_keeps_no_worker_waiting(works: Works) -> None:
    works.queue(BUSY, 4)
    works.may_nap = True
    rings = works.edges.bell.rings

    works.run()

    assert works.naps == []
    assert works.edges.bell.rings == rings


def test_without_pacing_everything_leaves_at_once(works: Works) -> None:
    works.queue(BUSY, 50)
    works.rates = ()

    assert works.run() == 50


def desk(works: Works) -> Desk:
    """Return what a run works with."""
    return Desk(
        line=Line(works.relay),
        mailer=works.relay,
        renderer=works.edges.renderer,
        bell=works.edges.bell,
        signer=works.edges.signer,
        site=works.edges.site,
        clock=lambda: works.now,
        terms=works.terms(),
        lease="a lease",
    )
