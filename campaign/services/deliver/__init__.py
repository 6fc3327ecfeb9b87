"""Hand over what is due: claim, check again, mark, hand over, record.

The mark is committed before the content is sent. When a worker dies after it, nobody guesses:
the delivery stays marked until its lease runs out, and is then in doubt. Every update names the
state and the lease that it expects; what it does not find is somebody else's by now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from campaign.db import db, new_id
from campaign.domain.deliveries import (
    MOST_CLAIMS,
    DeliveryKind,
    DeliveryState,
    HoldReason,
    Move,
    Outcome,
    pause_after,
)
from campaign.domain.ladder import CAMPAIGN_OVER
from campaign.domain.line import Line
from campaign.domain.mail import Unsendable
from campaign.domain.ports import Bell, Mailer, Renderer, Signer
from campaign.domain.relay import mask_addresses
from campaign.domain.site import Site
from campaign.log import events
from campaign.models import breakers, pauses, tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import CODE_LIMIT
from campaign.models.deliveries.claims import claim, due_deliveries
from campaign.models.deliveries.moves import move
from campaign.queries.outbox import Claimed, claimed, paused_until, suppressed
from campaign.queries.pauses import everything_is_paused
from campaign.queries.tallies import taken_back_deltas
from campaign.services.deliver.admit import admit, charge, nap
from campaign.services.deliver.desk import (
    ACTOR,
    Desk,
    Ready,
    Terms,
    address_hash,
    with_return_address,
)
from campaign.services.deliver.hand_over import work_off
from campaign.services.deliver.record import fail

__all__ = ["Run", "Terms", "deliver"]

BATCH = 100
"""Deliveries that one claim takes; so many wait for their lease when a worker is killed."""

SURGE_BATCH = 400
"""A worker that is through with a batch within a second may claim so many."""

QUICK = timedelta(seconds=1)

SURGE_WINDOW = 20
"""A worker that keeps up marks one delivery at a time, one that finds a full batch so many as the
relay takes in a moment, twenty at most."""

LONGEST_RUN = timedelta(seconds=8)
"""A run ends after this long, so that a worker that is told to stop can."""

LONGEST_BATCH = timedelta(seconds=4)
"""After so long a batch is laid down, so that a pause takes hold."""

LONGEST_PROBE = timedelta(seconds=30)
"""So long others leave a relay alone while one worker tries whether it works again."""

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to: how many mails the relay took, and why it takes no more, if so."""

    sent: int
    fault: str = ""


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
    """Hand over what is due until nothing is, the relay takes no more, or the time is up.

    `clock` must go on while the worker is frozen, and must not be set back during a run.
    """
    failed_before = paused_until(breakers.RELAY)
    if everything_is_paused() or not _may_try(failed_before, clock()):
        db.session.rollback()
        return Run(0, "paused")
    db.session.commit()
    desk = Desk(
        line=Line(mailer, probe=failed_before is not None),
        mailer=mailer,
        renderer=renderer,
        signer=signer,
        bell=bell,
        site=site,
        clock=clock,
        terms=terms,
        lease=new_id(),
    )
    try:
        sent, more = _run(desk)
    finally:
        desk.line.close(for_good=False)
    _note_relay(desk, failed_before=failed_before is not None)
    if more and not desk.line.fault:
        bell.ring()
    return Run(sent, desk.line.fault)


def _may_try(paused: datetime | None, now: datetime) -> bool:
    """Tell whether the relay may be asked; of those who find its pause over, one is."""
    if paused is None:
        return True
    until = now + LONGEST_PROBE
    return breakers.take_probe(db.session(), breakers.RELAY, until=until, now=now)


def _run(desk: Desk) -> tuple[int, bool]:
    """Work off one batch after the other; return how many mails left, and whether more wait.

    Where more waits than one claim takes, the bell calls another worker to help.
    """
    ends_at = desk.clock() + LONGEST_RUN
    sent, rang, limit = 0, False, BATCH
    while not desk.is_over(ends_at):
        began = desk.clock()
        batch = _claim(desk, limit)
        if not batch:
            db.session.commit()
            if nap(desk, within=LONGEST_RUN):
                continue
            return sent, False
        surges = len(batch) >= BATCH
        if surges and not rang:
            desk.bell.ring()
            rang = True
        ready = _build(desk, _check_again(desk, batch))
        batch_ends_at = min(ends_at, desk.clock() + LONGEST_BATCH)
        most = SURGE_WINDOW if surges else 1
        took = work_off(desk, ready, most=most, ends_at=batch_ends_at)
        sent += took
        quick = took == len(batch) and desk.clock() - began < QUICK
        limit = SURGE_BATCH if surges and quick else BATCH
    return sent, True


def _claim(desk: Desk, limit: int) -> list[Claimed]:
    """Claim a batch, notices before letters; the transaction stays open for the checks."""
    session, now = db.session(), desk.clock()
    if everything_is_paused():
        return []
    due = partial(due_deliveries, session, live=desk.site.live, limit=limit, now=now)
    ids = due(DeliveryKind.NOTICE)
    if ids:
        charge(desk, len(ids))
    else:
        ids = admit(desk, limit=limit) or due(DeliveryKind.LETTER)
    lease_for = desk.terms.lease_for
    ours = set(claim(session, ids, lease=desk.lease, lease_for=lease_for, actor=ACTOR, now=now))
    batch = claimed([delivery_id for delivery_id in ids if delivery_id in ours])
    return [with_return_address(desk, delivery) for delivery in batch]


def _check_again(desk: Desk, batch: Sequence[Claimed]) -> list[Claimed]:
    """Take out what must not leave any more, commit the claim, and return the rest."""
    hashes = [address_hash(desk, delivery) for delivery in batch]
    unwelcome = suppressed(set(hashes))
    welcome: list[Claimed] = []
    unwanted: list[Claimed] = []
    for delivery, hashed in zip(batch, hashes, strict=True):
        if hashed in unwelcome:
            _end(desk, delivery, _S.SUPPRESSED)
        elif not delivery.is_wanted:
            unwanted.append(delivery)
        elif delivery.not_after is not None and delivery.not_after <= desk.clock():
            fail(desk, delivery, _S.CLAIMED, Outcome(_S.FAILED, CAMPAIGN_OVER))
        elif delivery.claims >= MOST_CLAIMS:
            _hold(desk, delivery, "claims")
        else:
            welcome.append(delivery)
    db.session.commit()
    for delivery in unwanted:
        _cancel(desk, delivery)
    return welcome


def _build(desk: Desk, welcome: Sequence[Claimed]) -> list[Ready]:
    """Build the mails, with no transaction open: whoever falls here has counted the claim.

    A mail that cannot be built fails or goes to a person, and holds up no other.
    """
    ready: list[Ready] = []
    for delivery in welcome:
        try:
            ready.append(Ready(delivery, desk.mailer.build(delivery.mail)))
        except Unsendable as error:
            fail(desk, delivery, _S.CLAIMED, Outcome(_S.FAILED, "5.1.3", str(error)))
            db.session.commit()
        except Exception as error:  # noqa: BLE001  # Whatever it is, it is this mail's alone.
            _hold(desk, delivery, type(error).__name__)
            db.session.commit()
    return ready


def _hold(desk: Desk, delivery: Claimed, code: str) -> None:
    """Leave to a person what workers fall with; its event says how."""
    step = Move(_S.CLAIMED, _S.HELD, ACTOR, code[:CODE_LIMIT])
    reason = {"hold_reason": HoldReason.WORKER_FELL}
    now = desk.clock()
    moved = move(db.session(), delivery.id, step, now=now, lease=desk.lease, changes=reason)
    events().error("delivery.worker_fell", delivery_id=delivery.id, code=code, moved=moved)


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


def _note_relay(desk: Desk, *, failed_before: bool) -> None:
    """Leave a relay alone that failed, a little longer each time; forget that once it works.

    One that refuses us, whatever the mail, is left alone until a person says otherwise.
    """
    session, now = db.session(), desk.clock()
    fault, scale = mask_addresses(desk.line.fault), desk.terms.backoff_scale
    if desk.line.stopped:
        pauses.pause(session, pauses.EVERYTHING, fault, staff_member_id=None, now=now)
        events().error("channel.stopped", reason=fault)
    elif fault:
        breakers.trip(
            session,
            breakers.RELAY,
            fault,
            pause=lambda failures: pause_after(failures, scale=scale),
            now=now,
        )
        events().warning("channel.failed", reason=fault)
    if failed_before and desk.line.worked:
        breakers.mend(session, breakers.RELAY)
    elif failed_before and not fault:
        breakers.give_probe_back(session, breakers.RELAY, now=now)
    session.commit()
