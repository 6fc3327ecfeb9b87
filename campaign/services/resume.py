"""Resume mail that was paused."""

from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import Refused
from campaign.domain.ports import Bell
from campaign.domain.staff import AuditVerb
from campaign.models import pauses
from campaign.models.deliveries.moves import move_all
from campaign.models.staff import record
from campaign.queries.pauses import held_by

AT_ONCE = 1_000


def resume(scope: str, *, staff_member_id: str | None, bell: Bell, now: datetime) -> int:
    """End a pause and let go what it held; return how many letters. They keep their turns.

    A turn that passed meanwhile is given anew by the worker, in the old order. Raises
    Refused("not_paused").
    """
    session = db.session()
    if not pauses.resume(session, scope):
        raise Refused("not_paused")
    step = Move(DeliveryState.HELD, DeliveryState.QUEUED, f"staff:{staff_member_id or 'terminal'}")
    held, released = held_by(scope), 0
    for first in range(0, len(held), AT_ONCE):
        steps = dict.fromkeys(held[first : first + AT_ONCE], step)
        released += len(move_all(session, steps, now=now, changes={"hold_reason": None}))
    record(
        session,
        AuditVerb.DELIVERIES_RESUMED,
        staff_member_id=staff_member_id,
        now=now,
        subject=scope,
        facts={"released": released},
    )
    db.session.commit()
    bell.ring()
    return released
