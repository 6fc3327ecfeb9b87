"""Work a batch off: mark a window, hand it over, record it with the next mark."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from campaign.db import database_time, db
from campaign.domain.deliveries import (
    GIVE_UP_AFTER,
    DeliveryState,
    Move,
    Outcome,
    outcome_of,
    outcome_of_break,
    pause_after,
)
from campaign.domain.relay import BrokeOnMail, ChannelDown, ClaimOver, Unknown
from campaign.log import events
from campaign.models.deliveries.moves import move_all
from campaign.queries.outbox import Claimed
from campaign.services.deliver.desk import ACTOR, Desk, Done, Ready
from campaign.services.deliver.record import record

LEASE_MARGIN = 0.1
"""The share of a lease before its end in which nothing is handed over any more."""

WINDOW_LASTS = timedelta(milliseconds=250)
"""A mark covers the mails of about so long; they are in doubt when the worker is killed."""

_S = DeliveryState

_NOT_BEGUN = Outcome(_S.QUEUED, is_try=False)


def work_off(desk: Desk, ready: Sequence[Ready], *, most: int, ends_at: datetime) -> int:
    """Mark, hand over and record, one window after the other; return how many mails left.

    One commit records a window and marks the next, of so many mails as the relay takes in a
    moment, `most` at most. What the relay, the lease or the run leaves no time for goes back
    into the queue.
    """
    rest, done, sent, window = list(ready), list[Done](), 0, 1
    ends_at = min(ends_at, desk.clock() + desk.terms.lease_for / 2)
    while rest:
        next_ones, rest = rest[:window], rest[window:]
        record(desk, done)
        still_ours = _until_the_lease_ends(desk)
        marked = _mark(desk, next_ones)
        began = desk.clock()
        done = [
            Done(
                item.delivery,
                _NOT_BEGUN if desk.is_over(ends_at) else _try(desk, item, still_ours, following),
            )
            for item, following in zip_longest(marked, marked[1:])
        ]
        sent += sum(item.outcome.state is _S.SENT for item in done)
        window = _next_window(len(done), desk.clock() - began, most=most)
        if desk.is_over(ends_at):
            break
    record(desk, done)
    steps = {item.delivery.id: Move(_S.CLAIMED, _S.QUEUED, ACTOR) for item in rest}
    move_all(db.session(), steps, now=desk.clock(), lease=desk.lease)
    db.session.commit()
    return sent


def _next_window(mails: int, took: timedelta, *, most: int) -> int:
    """Return how many mails the relay takes in a moment, as it took these."""
    if took * most <= WINDOW_LASTS * mails:
        return most
    return max(1, int(WINDOW_LASTS * mails / took))


def _until_the_lease_ends(desk: Desk) -> Callable[[], bool]:
    """Return what tells whether the lease of a mark still stands.

    The time is taken before the mark is made, so it ends before the lease does.
    """
    ends_at = desk.clock() + desk.terms.lease_for * (1 - LEASE_MARGIN)
    return lambda: desk.clock() < ends_at


def _mark(desk: Desk, next_ones: Sequence[Ready]) -> list[Ready]:
    """Commit that these are being handed over; return those that are still ours."""
    step = Move(_S.CLAIMED, _S.TRANSMITTING, ACTOR)
    session = db.session()
    marked = move_all(
        session,
        {item.delivery.id: step for item in next_ones},
        now=desk.clock(),
        lease=desk.lease,
        changes={"leased_until": database_time(session, later=desk.terms.lease_for)},
    )
    session.commit()
    return [item for item in next_ones if item.delivery.id in marked]


def _try(
    desk: Desk, item: Ready, still_ours: Callable[[], bool], following: Ready | None
) -> Outcome:
    """Hand one mail over. No transaction is open meanwhile.

    The following one may be named to the relay with it: it bears its mark by now.
    """
    after = following.delivery.mail if following else None
    delivery, scale = item.delivery, desk.terms.backoff_scale
    try:
        answer = desk.line.carry(
            delivery.mail, item.content, still_ours=still_ours, following=after
        )
    except ClaimOver:
        return _NOT_BEGUN
    except BrokeOnMail as error:
        return outcome_of_break(
            str(error),
            waited=desk.clock() - delivery.queued_at,
            time_left=_time_left(desk, delivery),
            scale=scale,
        )
    except ChannelDown as error:
        wait = timedelta(0) if desk.line.stopped else pause_after(1, scale=scale)
        return Outcome(_S.QUEUED, reply=str(error), wait=wait, is_try=False)
    except Unknown as error:
        return Outcome(_S.IN_DOUBT, reply=str(error))
    except Exception as error:  # noqa: BLE001  # Nobody knows how far it came; the rest goes back.
        events().exception("delivery.broke_off", delivery_id=delivery.id)
        desk.line.give_up(type(error).__name__)
        return Outcome(_S.IN_DOUBT, reply=type(error).__name__)
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
