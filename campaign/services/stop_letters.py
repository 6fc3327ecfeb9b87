"""Stop the letters to people who left: they were written to them, not to who follows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason, Move
from campaign.domain.jurisdiction import Jurisdiction
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import move_all
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import Target
from campaign.queries.addressees import gone

ACTOR = "roster"
AT_ONCE = 2_000

STOPPED = (DeliveryState.QUEUED, DeliveryState.CLAIMED)
"""What has not left; a worker that holds one finds its claim gone and sends nothing."""

WAITS_FOR_OFFICE = frozenset(
    {
        HoldReason.VACANT_SEAT,
        HoldReason.LEFT_OFFICE,
        HoldReason.OFFICE_PAUSED,
        HoldReason.DOUBTFUL_ADDRESS,
        HoldReason.NO_ADDRESS,
        HoldReason.UNCERTAIN_ANSWER,
        HoldReason.WORKER_FELL,
        HoldReason.WRITER_SENDS,
        HoldReason.IN_PACKET,
    }
)
"""The reasons that end with the office: its holder is gone. A restored letter may have left."""


def stop_letters(jurisdiction: Jurisdiction, *, now: datetime) -> int:
    """Hold every letter to somebody who is not in office by now; return how many that were to go.

    The reason is what is true now: a seat that was empty may have been filled, and the other way
    round. What was printed already stays in its packet: staff say whether it was handed over.
    """
    reasons = gone(_addressed(jurisdiction.slug), on=jurisdiction.day(now))
    stopped = 0
    for reason in (HoldReason.LEFT_OFFICE, HoldReason.VACANT_SEAT):
        target_ids = [target_id for target_id, found in reasons.items() if found is reason]
        if target_ids:
            stopped += _hold(target_ids, reason, now)
    db.session.commit()
    return stopped


def _addressed(jurisdiction: str) -> Sequence[str]:
    """Return everybody who left and to whom a letter was ever written."""
    written = select(Letter.id).where(Letter.target_id == Target.id)
    return db.session.scalars(
        select(Target.id)
        .join(District, District.id == Target.district_id)
        .where(
            District.jurisdiction == jurisdiction,
            Target.left_office_on.is_not(None),
            written.exists(),
        )
    ).all()


def _hold(target_ids: Sequence[str], reason: HoldReason, now: datetime) -> int:
    stopped = 0
    session, theirs = db.session(), select(Letter.id).where(Letter.target_id.in_(target_ids))
    for old in STOPPED:
        waiting = session.scalars(
            select(Delivery.id)
            .where(Delivery.letter_id.in_(theirs), Delivery.status == old)
            .order_by(Delivery.id)
            .with_for_update()
        ).all()
        step = Move(old, DeliveryState.HELD, ACTOR)
        for first in range(0, len(waiting), AT_ONCE):
            some = dict.fromkeys(waiting[first : first + AT_ONCE], step)
            changes = {"hold_reason": reason}
            stopped += len(move_all(session, some, now=now, changes=changes))
    unprinted = or_(Delivery.channel != Channel.PRINT, Delivery.attempts == 0)
    session.execute(
        update(Delivery)
        .where(
            Delivery.letter_id.in_(theirs),
            and_(Delivery.status == DeliveryState.HELD, unprinted),
            Delivery.hold_reason.in_(WAITS_FOR_OFFICE - {reason}),
        )
        .values(hold_reason=reason),
        execution_options={"synchronize_session": False},
    )
    return stopped
