"""Sweep the outbox: free what was left behind in it, and ring for what is due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState, Move
from campaign.domain.ports import Bell
from campaign.log import events
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.claims import move_where_lease_ran_out
from campaign.models.deliveries.moves import move_all
from campaign.queries.pauses import everything_is_paused, held_in_vain

ACTOR = "reaper"

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Swept:
    """How many deliveries went back into the queue, came into doubt, or go once more.

    `freed` were held for a pause that is over.
    """

    queued: int
    in_doubt: int
    repeated: int
    freed: int = 0


def sweep(*, bell: Bell, now: datetime) -> Swept:
    """Free what was claimed, put into doubt what was being handed over, and ring.

    It never goes the other way: what may have left is not sent again by itself. Only a notice
    to a writer is, once; for a letter to an office a person decides.

    A worker may hold a letter for a pause that a person ends at the same moment: it is freed
    here, and keeps its turn.
    """
    session = db.session()
    queued = move_where_lease_ran_out(session, _S.CLAIMED, _S.QUEUED, actor=ACTOR, now=now)
    doubts = move_where_lease_ran_out(session, _S.TRANSMITTING, _S.IN_DOUBT, actor=ACTOR, now=now)
    step = Move(_S.IN_DOUBT, _S.QUEUED, ACTOR)
    repeated = move_all(
        session, dict.fromkeys(_doubtful_notices(), step), now=now, changes={"due_at": now}
    )
    step = Move(_S.HELD, _S.QUEUED, ACTOR)
    freed = move_all(
        session, dict.fromkeys(held_in_vain(), step), now=now, changes={"hold_reason": None}
    )
    session.commit()
    swept = Swept(len(queued), len(doubts), len(repeated), len(freed))
    if queued or doubts or repeated or freed:
        events().warning(
            "outbox.swept",
            queued=len(queued),
            in_doubt=doubts,
            repeated=len(repeated),
            freed=len(freed),
        )
    bell.ring()
    bell.tidy()
    return swept


def _doubtful_notices() -> list[str]:
    """Return the notices that came into doubt for the first time; none while all is paused."""
    if everything_is_paused():
        return []
    doubts = (
        select(func.count())
        .where(DeliveryEvent.delivery_id == Delivery.id, DeliveryEvent.new == _S.IN_DOUBT)
        .scalar_subquery()
    )
    return list(
        db.session.scalars(
            select(Delivery.id).where(
                Delivery.status == _S.IN_DOUBT, Delivery.kind == DeliveryKind.NOTICE, doubts == 1
            )
        )
    )
