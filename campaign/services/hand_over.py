"""Note that a printed packet reached its office."""

from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import NotFound
from campaign.domain.ladder import HANDED_OVER
from campaign.domain.staff import AuditVerb
from campaign.models import tallies
from campaign.models.deliveries.moves import move_all
from campaign.models.staff import record
from campaign.queries.packets import printed_letters
from campaign.queries.tallies import delivered_deltas


def hand_over(
    target_id: str, *, printed_at: datetime, staff_member_id: str | None, now: datetime
) -> int:
    """Mark the letters for an office that were printed by then as handed over; return how many.

    What came into the packet since goes on waiting, also where somebody else has printed it
    meanwhile. Raises NotFound where nothing was printed.
    """
    letters = printed_letters(target_id, by=printed_at)
    actor = f"staff:{staff_member_id or 'terminal'}"
    step = Move(DeliveryState.HELD, DeliveryState.SENT, actor, HANDED_OVER)
    steps = {letter.delivery_id: step for letter in letters}
    moved = move_all(db.session(), steps, now=now)
    if not moved:
        raise NotFound(target_id)
    tallies.append(db.session(), delivered_deltas(moved, now))
    record(
        db.session(),
        AuditVerb.PACKET_HANDED_OVER,
        staff_member_id=staff_member_id,
        now=now,
        subject=target_id,
        facts={"letters": len(moved)},
    )
    db.session.commit()
    return len(moved)
