"""Everything that can happen to letters, in any order: people, workers, relays, clocks and staff.

Hypothesis chooses what happens next; after each step the promises of the outbox must hold.
"""

from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from campaign import wiring
from campaign.db import Base, db
from campaign.domain.deliveries import FINAL, MOVES, PENDING, DeliveryKind, DeliveryState
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.mail import Mail
from campaign.domain.retention import Retention
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.queries.deliveries import in_state, letters_for_export, pending_count
from campaign.queries.differences import differences
from campaign.services.deliver import Terms, deliver
from campaign.services.erase import erase
from campaign.services.purge import purge
from campaign.services.retry import retry
from campaign.services.settle import ANSWERS
from campaign.services.sweep import sweep
from campaign.services.withdraw import withdraw
from tests import ledger, make
from tests.databases import lift_guards
from tests.fakes import FakeMailer, FakeSession
from tests.faults import At, Fault
from tests.people import ANA, BEN, ROSA, TEO

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = (ANA, ROSA, TEO, BEN)
MOST_ACTIONS = 6
LONGEST = timedelta(days=100)
"""Events are kept for 180 days; within these every step can still be read."""

FOR_GOOD = {
    DeliveryState.BOUNCED,
    DeliveryState.EXPIRED,
    DeliveryState.CANCELLED,
    DeliveryState.SUPPRESSED,
}
FAULTS = (
    Fault(At.GREETING, "421 4.3.2 busy"),
    Fault(At.SENDER, "451 4.3.0 not now"),
    Fault(At.RECIPIENT, "450 4.2.0 greylisted"),
    Fault(At.RECIPIENT, "550 5.1.1 no such user"),
    Fault(At.RECIPIENT, "554 5.3.4 no"),
    Fault(At.DATA, "451 4.3.0 try again"),
    Fault(At.DATA),
    Fault(At.BODY),
    Fault(At.DOT, "452 4.3.1 no room"),
    Fault(At.DOT, "550 5.7.1 looks like spam"),
    Fault(At.DOT, keeps=True),
    Fault(At.DOT),
    Fault(At.DOT, "what?", keeps=True),
)
"""A relay that lies is not among them."""

SOON = st.sampled_from(
    [timedelta(seconds=3), timedelta(minutes=2), timedelta(hours=9), timedelta(days=4)]
)


class WorkerDied(BaseException):
    """Say that the worker's process is no more; nothing may catch this."""


class MortalMailer:
    """A relay in memory, and a worker that dies at one of its mails, before or after the dot."""

    def __init__(self) -> None:
        self.relay = FakeMailer()
        self.mails_left: int | None = None
        self.dies_after_dot = False

    def build(self, mail: Mail) -> bytes:
        """Return the bytes of a mail."""
        return self.relay.build(mail)

    def open(self) -> "MortalSession":
        """Open a session."""
        return MortalSession(self, self.relay.open())


class MortalSession:
    """A session in which a worker may die."""

    def __init__(self, mailer: MortalMailer, session: FakeSession) -> None:
        self._mailer = mailer
        self._session = session

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the session does."""
        return getattr(self._session, name)

    def hand_over(self, *content: Any, **more: Any) -> Any:
        """Hand a mail over, unless the worker dies first."""
        mailer = self._mailer
        if mailer.mails_left is not None:
            mailer.mails_left -= 1
        dies = mailer.mails_left == 0
        if dies and not mailer.dies_after_dot:
            raise WorkerDied
        answer = self._session.hand_over(*content, **more)
        if dies:
            raise WorkerDied
        return answer


class Orders(RuleBasedStateMachine):
    """One site; each rule is something that somebody does."""

    campaign: Campaign
    start: datetime
    lasting: frozenset[str]
    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        lift_guards(db.session.connection())
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in self.lasting:
                db.session.execute(delete(table))
        db.session.commit()
        db.session.remove()
        self.now = self.start
        self.mailer = MortalMailer()
        self.actions: list[str] = []
        self.ended: dict[str, DeliveryState] = {}

    @initialize()
    def begin(self) -> None:
        """Begin with two letters that may leave."""
        self.write(ANA, consents=True)
        self.confirm(0)

    @precondition(lambda self: len(self.actions) < MOST_ACTIONS)
    @rule(person=st.sampled_from(PEOPLE), consents=st.booleans())
    def write(self, person: Any, *, consents: bool) -> None:
        """Write to both offices."""
        content = make.submission(self.campaign, person, consent_coalition=consents)
        with self._step("write"):
            self.actions.append(make.submit(content, self.now).action_id)

    @precondition(lambda self: self.actions)
    @rule(which=st.integers(0, MOST_ACTIONS))
    def confirm(self, which: int) -> None:
        """Press the button behind the link of the mail."""
        with self._step("confirm"):
            mails = make.mails(self._action(which))
            if mails and mails[-1].text:
                make.confirm_by_link(make.link_in(mails[-1]), self.now)

    @precondition(lambda self: self.actions)
    @rule(which=st.integers(0, MOST_ACTIONS))
    def withdraw(self, which: int) -> None:
        """Take the letters back."""
        with self._step("withdraw"):
            withdraw(self._action(which), actor="writer", now=self.now)

    @precondition(lambda self: self.actions)
    @rule(which=st.integers(0, MOST_ACTIONS))
    def erase(self, which: int) -> None:
        """Have a writer forgotten."""
        with self._step("erase"):
            action_id = self._action(which)
            if make.action(action_id).supporter_id is not None:
                erase(make.erase_token(action_id), signer=wiring.edges().signer, now=self.now)

    @rule(
        faults=st.lists(st.sampled_from(FAULTS), max_size=3),
        dies_at=st.sampled_from([None, None, None, 1, 2, 3]),
        after=st.booleans(),
    )
    def deliver(self, faults: list[Fault], dies_at: int | None, *, after: bool) -> None:
        """Let a worker run, behind a relay with faults, and perhaps die."""
        edges, self.mailer.mails_left, self.mailer.dies_after_dot = wiring.edges(), dies_at, after
        self.mailer.relay.faults.clear()
        self.mailer.relay.faults.extend(faults)
        with self._step("deliver"), suppress(WorkerDied):
            deliver(
                mailer=self.mailer,
                renderer=edges.renderer,
                signer=edges.signer,
                bell=edges.bell,
                site=edges.site,
                clock=lambda: self.now,
                terms=Terms(lease_for=timedelta(hours=1), backoff_scale=1.0),
            )

    @rule(too_long=st.booleans())
    def sweep(self, *, too_long: bool) -> None:
        """Let the clock sweep, perhaps after every lease ran out."""
        with self._step("sweep"):
            if too_long:
                db.session.execute(
                    update(Delivery)
                    .where(Delivery.lease.is_not(None))
                    .values(leased_until=self.start - LONGEST)
                )
                db.session.commit()
            sweep(bell=wiring.edges().bell, now=self.now)

    @rule(which=st.integers(0, 20), answer=st.sampled_from(sorted(ANSWERS)))
    def settle(self, which: int, answer: DeliveryState) -> None:
        """Have a person end a doubt, who says only of what the relay has that it arrived."""
        with self._step("settle"):
            if found := self._one_in(which, DeliveryState.IN_DOUBT):
                name = db.session.get_one(Delivery, found).message_id
                came = ledger.copies_in(self.mailer.relay.kept)[name]
                if answer is DeliveryState.SENT and not came:
                    answer = DeliveryState.FAILED
                make.settle(found, answer, now=self.now)

    @rule(which=st.integers(0, 20))
    def retry(self, which: int) -> None:
        """Have a person try once more."""
        with self._step("retry"):
            if found := self._one_in(which, DeliveryState.FAILED, DeliveryState.HELD):
                retry(found, staff_member_id=None, bell=wiring.edges().bell, now=self.now)

    @rule(later=SOON)
    def time_passes(self, later: timedelta) -> None:
        """Wait."""
        with self._step("time passes"):
            self.now = min(self.now + later, self.start + LONGEST)

    @rule(job=st.sampled_from(["remind", "expire", "purge", "climb"]))
    def the_clock_calls(self, job: str) -> None:
        """Let the clock call for one of its jobs."""
        jobs: dict[str, Callable[[], object]] = {
            "remind": lambda: make.remind(self.now),
            "expire": lambda: make.expire(self.now),
            "climb": lambda: make.climb(self.now),
            "purge": lambda: purge(retention=Retention(), now=self.now),
        }
        with self._step(job):
            jobs[job]()

    @rule()
    def it_goes_wrong_after_the_dot(self) -> None:
        """Let a mail arrive, and its answer be lost: what a person settles and retries later."""
        self.deliver([Fault(At.DOT, keeps=True)], None, after=False)

    @invariant()
    def the_ledger_agrees(self) -> None:
        """No letter came twice unsaid, none came that is said not to have left."""
        rows, copies = list(letters_for_export()), ledger.copies_in(self.mailer.relay.kept)
        again = self._handed_over_again()
        known = set(db.session.scalars(select(Delivery.message_id)))
        assert ledger.missing(rows, copies) == []
        assert ledger.unflagged(rows, copies) == []
        assert ledger.denied(rows, copies) == []
        assert [name for name in copies if copies[name] > 1 + again[name]] == []
        assert copies.keys() <= known
        db.session.rollback()

    @invariant()
    def every_confirmed_letter_stands_somewhere(self) -> None:
        """Whoever looks finds each confirmed letter, and nothing came that was not confirmed."""
        confirmed = select(Letter.id).join(Action).where(Action.confirmed_at.is_not(None))
        rows = db.session.execute(
            select(Delivery.id, Delivery.letter_id, Delivery.status, Delivery.message_id).where(
                Delivery.kind == DeliveryKind.LETTER
            )
        ).all()
        ids = set(db.session.scalars(confirmed))
        shown = {line.id for line in in_state(list(DeliveryState), limit=1000)}
        came = ledger.copies_in(self.mailer.relay.kept)
        waiting = {row.letter_id for row in rows if row.status is DeliveryState.UNCONFIRMED}
        assert {row.id for row in rows} <= shown
        assert ids <= {row.letter_id for row in rows} - waiting
        assert {row.letter_id for row in rows if came[row.message_id]} <= ids
        assert pending_count() == sum(row.status in PENDING for row in rows)
        db.session.rollback()

    @invariant()
    def the_events_tell_the_whole_way(self) -> None:
        """Each delivery's events lead step by step to where it stands; an end stays an end."""
        ways: dict[str, list[tuple[DeliveryState | None, DeliveryState]]] = defaultdict(list)
        events = select(DeliveryEvent.delivery_id, DeliveryEvent.old, DeliveryEvent.new)
        for delivery_id, old, new in db.session.execute(events.order_by(DeliveryEvent.id)):
            ways[delivery_id].append((old, new))
        for row in db.session.execute(
            select(Delivery.id, Delivery.kind, Delivery.status, Delivery.lease, Delivery.final_at)
        ):
            letter = row.kind is DeliveryKind.LETTER
            stands = DeliveryState.UNCONFIRMED if letter else DeliveryState.QUEUED
            way = ways[row.id]
            if letter and way and way[0] == (None, DeliveryState.HELD):
                (_, stands), *way = way  # It begins on a further rung of the ladder.
            for old, new in way:
                assert old is stands
                assert new in MOVES[stands]
                stands = new
            assert stands is row.status
            assert (row.final_at is not None) == (row.status in FINAL)
            assert self.ended.get(row.id, row.status) is row.status
            if row.status in FOR_GOOD:
                self.ended[row.id] = row.status
        db.session.rollback()

    def teardown(self) -> None:
        """Compare the counts with the rows."""
        assert differences() == []
        db.session.rollback()

    @contextmanager
    def _step(self, name: str) -> Any:
        """Take a step; a refusal changes nothing, and a worker's death ends its transaction."""
        self.steps[name] += 1
        try:
            with suppress(Refused, NotFound, Expired):
                yield
        finally:
            db.session.rollback()
            db.session.remove()

    def _action(self, which: int) -> str:
        return self.actions[which % len(self.actions)]

    def _one_in(self, which: int, *states: DeliveryState) -> str | None:
        found = sorted(line.id for line in in_state(states, limit=100))
        return found[which % len(found)] if found else None

    @staticmethod
    def _handed_over_again() -> Counter[str]:
        """Return how often each mail was handed over after a doubt, by Message-ID."""
        doubted = aliased(DeliveryEvent)
        doubt = select(func.min(doubted.id)).where(
            doubted.delivery_id == Delivery.id, doubted.new == DeliveryState.IN_DOUBT
        )
        marks = (
            select(Delivery.message_id, func.count(DeliveryEvent.id))
            .join(DeliveryEvent, DeliveryEvent.delivery_id == Delivery.id)
            .where(
                DeliveryEvent.new == DeliveryState.TRANSMITTING,
                DeliveryEvent.id > doubt.scalar_subquery(),
            )
            .group_by(Delivery.message_id)
        )
        return Counter({name: n for name, n in db.session.execute(marks) if name})


def play(
    campaign: Campaign, *, now: datetime, games: int, steps: int, seed: int | None = None
) -> Counter[str]:
    """Play so many games of so many steps each; return how often each step was taken.

    What is in the database by now (the campaign, its places and people) outlasts every game.
    """
    db.session.refresh(campaign)
    db.session.expunge(campaign)
    lasting = frozenset(
        table.name
        for table in Base.metadata.sorted_tables
        if db.session.execute(select(1).select_from(table).limit(1)).first()
    )
    db.session.rollback()
    values = {"campaign": campaign, "start": now, "lasting": lasting, "steps": Counter()}
    machine = type("OrdersHere", (Orders,), values)
    if seed is not None:
        machine = hypothesis.seed(seed)(machine)
    run_state_machine_as_test(
        machine,
        settings=hypothesis.settings(
            max_examples=games,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        ),
    )
    return machine.steps
