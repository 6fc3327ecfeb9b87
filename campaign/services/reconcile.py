"""Reconcile doubts with a relay's log: what the relay took was sent, what it never had was not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func

from campaign.db import UTCDateTime, db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.ports import Bell, RelayLog
from campaign.domain.relay import names_no_mailbox
from campaign.domain.relay_log import FRESH, Sighting
from campaign.domain.staff import AuditVerb
from campaign.models import tallies
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import move_all
from campaign.models.roster import blame_office
from campaign.models.staff import record
from campaign.queries.open_doubts import Doubt, doubts_of_no_log, open_doubts
from campaign.queries.tallies import delivered_deltas

ACTOR = "relay-log"
AT_ONCE = 500
"""Deliveries that one statement moves."""

_S = DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many doubts ended, and how; `left` stay in doubt.

    `bounced` are among the `sent`, and `held` among the `queued`: what was held before. Of the
    `left`, `young` are too young for any log to prove them missing, the last until `ripe_at`; of
    `words_gone` the text is not kept any more. `unlogged` are on a form or on paper.
    """

    sent: int
    bounced: int
    queued: int
    held: int
    left: int
    young: int = 0
    ripe_at: datetime | None = None
    words_gone: int = 0
    unlogged: int = 0


def reconcile(
    log: RelayLog,
    *,
    whole: bool,
    dry_run: bool,
    staff_member_id: str | None,
    bell: Bell,
    now: datetime,
) -> Reconciled:
    """Settle what the log proves. No transaction is open while it is read.

    With `whole` somebody vouches that it covers the whole time: then what it does not name never
    arrived, and goes back into the queue, unless the doubt is too young for any log, or the text
    is not kept any more. Raises OSError when the log cannot be read.
    """
    known = {doubt.message_id: doubt for doubt in open_doubts()}
    unlogged = doubts_of_no_log()
    db.session.rollback()
    found = log.find(known.keys())
    taken = {known[message_id]: seen for message_id, seen in found.items()}
    missing = [
        doubt
        for message_id, doubt in known.items()
        if whole and message_id not in found and _can_leave_again(doubt, now)
    ]
    if not dry_run:
        taken, missing = _note_sent(taken, now), _queue(missing, now)
    bounced = {doubt: seen for doubt, seen in taken.items() if seen.bounced}
    left = set(known.values()) - taken.keys() - set(missing)
    young = [doubt.since for doubt in left if doubt.since > now - FRESH]
    done = Reconciled(
        sent=len(taken),
        bounced=len(bounced),
        queued=len(missing),
        held=sum(doubt.held_for is not None for doubt in missing),
        left=len(left),
        young=len(young),
        ripe_at=max(young) + FRESH if young else None,
        words_gone=sum(doubt.words_gone for doubt in left),
        unlogged=unlogged,
    )
    if dry_run:
        return done
    _note_bounced(bounced, now)
    record(
        db.session(),
        AuditVerb.DOUBTS_RECONCILED,
        staff_member_id=staff_member_id,
        now=now,
        facts={
            "sent": done.sent,
            "bounced": done.bounced,
            "queued": done.queued,
            "log_is_whole": whole,
        },
    )
    db.session.commit()
    if missing:
        bell.ring()
    return done


def _can_leave_again(doubt: Doubt, now: datetime) -> bool:
    return doubt.since <= now - FRESH and not doubt.words_gone


def _note_sent(taken: Mapping[Doubt, Sighting], now: datetime) -> dict[Doubt, Sighting]:
    """Move what the relay took; its name there is the evidence."""
    moved: dict[Doubt, Sighting] = {}
    for some in _portions(list(taken)):
        references = {doubt.id: taken[doubt].reference for doubt in some}
        steps = {
            delivery_id: Move(_S.IN_DOUBT, _S.SENT, ACTOR, "in_log", reference)
            for delivery_id, reference in references.items()
        }
        changes = {"provider_ref": case(references, value=Delivery.id)}
        ids = set(move_all(db.session(), steps, now=now, changes=changes))
        tallies.append(db.session(), delivered_deltas(ids, now))
        moved |= {doubt: taken[doubt] for doubt in some if doubt.id in ids}
    return moved


def _note_bounced(bounced: Mapping[Doubt, Sighting], now: datetime) -> None:
    """Move what came back to the relay, and note what that says about an office's address."""
    for some in _portions(list(bounced)):
        steps = {
            doubt.id: Move(_S.SENT, _S.BOUNCED, ACTOR, bounced[doubt].bounced) for doubt in some
        }
        came_back = move_all(db.session(), steps, now=now)
        tallies.append(db.session(), delivered_deltas(came_back, now, -1))
        for doubt in some:
            status = bounced[doubt].bounced
            if doubt.target_id and names_no_mailbox(status):
                blame_office(db.session(), doubt.target_id, status, now=now)


def _queue(missing: Sequence[Doubt], now: datetime) -> list[Doubt]:
    """Queue what never arrived, with its three days before it. Its mail stays the same mail.

    What was held before it came into doubt is held again: it did not leave, and its reason stands.
    """
    session, moved = db.session(), list[Doubt]()
    changes = {
        "due_at": now,
        "queued_at": now,
        "mail_date": func.coalesce(Delivery.mail_date, bindparam("now", now, UTCDateTime)),
        "claims": 0,
    }
    for some in _portions(missing):
        step = Move(_S.IN_DOUBT, _S.QUEUED, ACTOR, "not_in_log")
        steps = dict.fromkeys([doubt.id for doubt in some], step)
        ids = set(move_all(session, steps, now=now, changes=changes))
        moved += [doubt for doubt in some if doubt.id in ids]
    held = [doubt.id for doubt in moved if doubt.held_for is not None]
    for at in range(0, len(held), AT_ONCE):
        step = Move(_S.QUEUED, _S.HELD, ACTOR)
        move_all(session, dict.fromkeys(held[at : at + AT_ONCE], step), now=now)
    return moved


def _portions(all_of_them: Sequence[Doubt]) -> Iterator[Sequence[Doubt]]:
    for at in range(0, len(all_of_them), AT_ONCE):
        yield all_of_them[at : at + AT_ONCE]
