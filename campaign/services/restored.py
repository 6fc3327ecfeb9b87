"""Take in that a backup was restored: nothing leaves, and what may have left is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from campaign.db import db
from campaign.domain.deliveries import (
    PENDING,
    Channel,
    DeliveryKind,
    DeliveryState,
    HoldReason,
    Move,
)
from campaign.domain.staff import AuditVerb
from campaign.models import breakers
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import dated, move_all
from campaign.models.pauses import EVERYTHING, pause
from campaign.models.staff import record
from campaign.queries.doubts import RESTORED

ACTOR = "restored"
AT_ONCE = 500

MAY_HAVE_ENDED = frozenset(
    {
        HoldReason.OFFICE_PAUSED,
        HoldReason.DOUBTFUL_ADDRESS,
        HoldReason.UNCERTAIN_ANSWER,
        HoldReason.MAIL_PAUSED,
        HoldReason.WORKER_FELL,
        HoldReason.WRITER_SENDS,
        HoldReason.IN_PACKET,
        HoldReason.RESTORED,
        HoldReason.MODERATION,
        HoldReason.TRANSLATION,
    }
)
"""The holds that a person or the clock can have ended since the backup.

What waits for an address or a seat cannot have left by e-mail.
"""

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Restored:
    """How many came into doubt, and how many still wait for their writer."""

    letters: int
    notices: int
    unconfirmed: int
    was_paused: bool
    """Everything was paused before; its reason stays."""


def restored(reason: str, *, now: datetime) -> Restored:
    """Pause everything and put into doubt whatever may have left since the backup.

    It is said at a terminal of the server, before the workers start again. Whoever confirms
    from now on what was submitted before is held: see `campaign/services/confirm.py`.
    """
    session = db.session()
    paused = pause(session, EVERYTHING, reason, staff_member_id=None, now=now)
    doubted = [
        (state, kind, delivery_id)
        for state, kind, delivery_id in session.execute(
            select(Delivery.status, Delivery.kind, Delivery.id)
            .where(_may_have_left())
            .order_by(Delivery.id)
            .with_for_update()
        )
    ]
    for old in {state for state, _, _ in doubted}:
        _doubt(old, [delivery_id for state, _, delivery_id in doubted if state is old], now)
    breakers.mend(session, breakers.RELAY)
    kinds = [kind for _, kind, _ in doubted]
    told = Restored(
        letters=kinds.count(DeliveryKind.LETTER),
        notices=kinds.count(DeliveryKind.NOTICE),
        unconfirmed=session.scalars(
            select(func.count()).where(Delivery.status == _S.UNCONFIRMED)
        ).one(),
        was_paused=not paused,
    )
    record(
        session,
        AuditVerb.DELIVERIES_RESTORED,
        staff_member_id=None,
        now=now,
        facts={"letters": told.letters, "notices": told.notices},
    )
    session.commit()
    return told


def _may_have_left() -> ColumnElement[bool]:
    """Return which mails were on their way, or held by what somebody may have ended since.

    So were a form that its writer may have sent, and paper that may have been handed over.
    """
    could_leave = or_(Delivery.message_id.is_not(None), Delivery.channel != Channel.EMAIL)
    held = and_(Delivery.status == _S.HELD, could_leave, Delivery.hold_reason.in_(MAY_HAVE_ENDED))
    return or_(Delivery.status.in_(PENDING), held)


def _doubt(old: DeliveryState, delivery_ids: Sequence[str], now: datetime) -> None:
    """Put these into doubt; a reason to hold stays in its row, for the doubt may end as "held"."""
    step = Move(old, _S.IN_DOUBT, ACTOR, RESTORED)
    for first in range(0, len(delivery_ids), AT_ONCE):
        some = delivery_ids[first : first + AT_ONCE]
        mail_date = case((Delivery.message_id.is_not(None), dated(now)))
        changes = {"mail_date": mail_date, "lease": None}
        move_all(db.session(), dict.fromkeys(some, step), now=now, changes=changes)
