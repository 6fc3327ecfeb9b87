"""Hand over what is due: claim, check again, mark, hand over, record.

The mark is committed before the content is sent. When a worker dies after it, nobody guesses:
the delivery stays marked until its lease runs out, and is then in doubt. Every update names the
state and the lease that it expects; what it does not find is somebody else's by now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.db import database_time, db, new_id
from campaign.domain.deliveries import (
    GIVE_UP_AFTER,
    DeliveryKind,
    DeliveryState,
    Move,
    Outcome,
    outcome_of,
    pause_after,
)
from campaign.domain.line import Line
from campaign.domain.mail import Unsendable
from campaign.domain.ports import Bell, Mailer, Renderer, Signer
from campaign.domain.relay import ChannelDown, Unknown, mask_addresses
from campaign.domain.site import Site
from campaign.log import events
from campaign.models import breakers, tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import claim_due, move, move_all
from campaign.queries.outbox import Claimed, claimed, paused_until, suppressed
from campaign.queries.pauses import everything_is_paused
from campaign.queries.tallies import taken_back_deltas
from campaign.services.deliver.desk import ACTOR, Desk, Done, Terms, address_hash
from campaign.services.deliver.record import fail, record

__all__ = ["Run", "Terms", "deliver"]

BATCH = 20
"""Deliveries that one claim takes; so many wait for their lease when a worker is killed."""

SURGE_WINDOW = 10
BEHIND = timedelta(minutes=1)
"""A worker that keeps up marks one delivery at a time; one that fell behind marks ten."""

LONGEST_RUN = timedelta(seconds=4)
"""A run ends after this long, so that a worker that is told to stop can."""

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to: how many mails the relay took, and why it takes no more, if so."""

    sent: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A claimed delivery with the bytes of its mail."""

    delivery: Claimed
    content: bytes


def deliver(  # Each edge by its name.
    *,
    mailer: Mailer,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    site: Site,
    clock: Callable[[], datetime],
    terms: Terms,
) -> Run:
    """Hand over what is due until nothing is, the relay takes no more, or the time is up."""
    desk = Desk(
        line=Line(mailer),
        mailer=mailer,
        renderer=renderer,
        signer=signer,
        site=site,
        clock=clock,
        terms=terms,
        lease=new_id(),
    )
    paused, all_paused = paused_until(breakers.RELAY), everything_is_paused()
    db.session.rollback()
    if all_paused or (paused is not None and paused > clock()):
        return Run(0, "paused")
    try:
        sent, more = _run(desk)
    finally:
        desk.line.close()
    _note_relay(desk, was_paused=paused is not None)
    if more and not desk.line.fault:
        bell.ring()
    return Run(sent, desk.line.fault)


def _run(desk: Desk) -> tuple[int, bool]:
    """Work off one batch after the other; return how many mails left, and whether more wait."""
    ends_at = desk.clock() + LONGEST_RUN
    sent = 0
    while desk.clock() < ends_at and not desk.line.fault:
        batch = _claim(desk)
        if not batch:
            return sent, False
        sent += _work_off(desk, _check_again(desk, batch), ends_at)
    return sent, True


def _claim(desk: Desk) -> list[Claimed]:
    """Claim a batch, notices before letters; the transaction stays open for the checks."""
    session, now = db.session(), desk.clock()
    ids: list[str] = []
    for kind in (DeliveryKind.NOTICE, DeliveryKind.LETTER):
        ids += claim_due(
            session,
            kind,
            live=desk.site.live,
            lease=desk.lease,
            lease_for=desk.terms.lease_for,
            limit=BATCH - len(ids),
            actor=ACTOR,
            now=now,
        )
    if not ids:
        session.rollback()
    return claimed(ids)


def _check_again(desk: Desk, batch: Sequence[Claimed]) -> list[_Ready]:
    """Take out what must not leave any more, build the rest, and commit the claim."""
    hashes = [address_hash(desk, delivery) for delivery in batch]
    unwelcome = suppressed(set(hashes))
    ready: list[_Ready] = []
    unwanted: list[Claimed] = []
    for delivery, hashed in zip(batch, hashes, strict=True):
        if hashed in unwelcome:
            _end(desk, delivery, _S.SUPPRESSED)
        elif not delivery.is_wanted:
            unwanted.append(delivery)
        elif delivery.not_after is not None and delivery.not_after <= desk.clock():
            fail(desk, delivery, _S.CLAIMED, Outcome(_S.FAILED, "campaign_over"))
        else:
            try:
                ready.append(_Ready(delivery, desk.mailer.build(delivery.mail)))
            except Unsendable as error:
                fail(desk, delivery, _S.CLAIMED, Outcome(_S.FAILED, "5.1.3", str(error)))
    db.session.commit()
    for delivery in unwanted:
        _cancel(desk, delivery)
    return ready


def _work_off(desk: Desk, ready: Sequence[_Ready], ends_at: datetime) -> int:
    """Mark, hand over and record, one window after the other; return how many mails left.

    One commit records a window and marks the next. What the relay, the lease or the run leaves
    no time for goes back into the queue.
    """
    rest, done, sent = list(ready), list[Done](), 0
    ends_at = min(ends_at, desk.clock() + desk.terms.lease_for / 2)
    size = _window(desk, rest)
    while rest:
        window, rest = rest[:size], rest[size:]
        record(desk, done)
        marked = _mark(desk, window)
        done = [Done(item.delivery, _try(desk, item)) for item in marked]
        sent += sum(item.outcome.state is _S.SENT for item in done)
        if desk.line.fault or desk.clock() >= ends_at:
            break
    record(desk, done)
    steps = {item.delivery.id: Move(_S.CLAIMED, _S.QUEUED, ACTOR) for item in rest}
    move_all(db.session(), steps, now=desk.clock(), lease=desk.lease)
    db.session.commit()
    return sent


def _window(desk: Desk, ready: Sequence[_Ready]) -> int:
    behind = ready and desk.clock() - ready[-1].delivery.due_at > BEHIND
    return SURGE_WINDOW if behind else 1


def _mark(desk: Desk, window: Sequence[_Ready]) -> list[_Ready]:
    """Commit that these are being handed over; return those that are still ours."""
    step = Move(_S.CLAIMED, _S.TRANSMITTING, ACTOR)
    session = db.session()
    marked = move_all(
        session,
        {item.delivery.id: step for item in window},
        now=desk.clock(),
        lease=desk.lease,
        changes={"leased_until": database_time(session, later=desk.terms.lease_for)},
    )
    session.commit()
    return [item for item in window if item.delivery.id in marked]


def _try(desk: Desk, item: _Ready) -> Outcome:
    """Hand one mail over. No transaction is open meanwhile."""
    delivery, scale = item.delivery, desk.terms.backoff_scale
    if desk.line.fault:
        return Outcome(_S.QUEUED, is_try=False)
    try:
        answer = desk.line.carry(delivery.mail, item.content)
    except ChannelDown as error:
        wait = pause_after(1, scale=scale)
        return Outcome(_S.QUEUED, reply=str(error), wait=wait, is_try=False)
    except Unknown as error:
        return Outcome(_S.IN_DOUBT, reply=str(error))
    return outcome_of(
        answer,
        attempts=delivery.attempts + 1,
        time_left=_time_left(desk, delivery),
        scale=scale,
        seed=delivery.id,
    )


def _time_left(desk: Desk, delivery: Claimed) -> timedelta:
    give_up_at = delivery.queued_at + GIVE_UP_AFTER
    return min(give_up_at, delivery.not_after or give_up_at) - desk.clock()


def _cancel(desk: Desk, delivery: Claimed) -> None:
    """Cancel what its writer took back while it was on its way.

    It has a transaction of its own: an action is held before its deliveries, as in every verb.
    """
    session = db.session()
    actions = hold_actions(session, Action.id == delivery.action_id)
    if _end(desk, delivery, _S.CANCELLED) and delivery.letter_id is not None:
        for action in actions:
            deltas = taken_back_deltas(action, [delivery.letter_id], desk.clock())
            tallies.append(session, deltas)
    session.commit()


def _end(desk: Desk, delivery: Claimed, state: DeliveryState) -> bool:
    step = Move(_S.CLAIMED, state, ACTOR)
    return move(db.session(), delivery.id, step, now=desk.clock(), lease=desk.lease)


def _note_relay(desk: Desk, *, was_paused: bool) -> None:
    """Leave a relay alone that failed, a little longer each time; forget that once it works."""
    fault, scale = mask_addresses(desk.line.fault), desk.terms.backoff_scale
    if fault:
        breakers.trip(
            db.session(),
            breakers.RELAY,
            fault,
            pause=lambda failures: pause_after(failures, scale=scale),
            now=desk.clock(),
        )
        events().warning("channel.failed", reason=fault)
    elif was_paused and desk.line.worked:
        breakers.mend(db.session(), breakers.RELAY)
    db.session.commit()
