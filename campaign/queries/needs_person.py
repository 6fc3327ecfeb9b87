"""Looks at the letters that wait for a person's decision, and at how many there are of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.queries.doubts import last_step
from campaign.queries.rungs import is_highest_rung, waits_for_staff

URGENCY = {DeliveryState.IN_DOUBT: 1, DeliveryState.FAILED: 2, DeliveryState.HELD: 3}
"""The states that wait for a person, and which comes first."""

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One delivery that waits; its writer is not named."""

    id: str
    kind: DeliveryKind
    state: DeliveryState
    hold_reason: HoldReason | None
    target_id: str | None
    legislator: str
    address: str
    """The office's address, as it stands in the roster now."""
    attempts: int
    since: datetime
    code: str


def count_by_state() -> Mapping[tuple[DeliveryKind, Channel, DeliveryState], int]:
    """Return how many letters, each way apart, and how many notices stand in each state.

    A letter counts once, on the highest rung that it has reached.
    """
    rows = db.session.execute(
        select(Delivery.kind, Delivery.channel, Delivery.status, func.count())
        .where(is_highest_rung())
        .group_by(Delivery.kind, Delivery.channel, Delivery.status)
    )
    return {(kind, channel, state): n for kind, channel, state, n in rows}


def count_waiting(*, most: int) -> int:
    """Return how many deliveries wait for a person, looking no further than `most` of them."""
    some = (
        select(Delivery.id)
        .where(Delivery.status.in_(URGENCY), is_highest_rung(), waits_for_staff())
        .limit(most)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def waiting() -> list[Waiting]:
    """Return what waits for a person, in doubt first, the oldest of each first."""
    rows = db.session.execute(
        select(Delivery, DeliveryEvent, Target)
        .join(DeliveryEvent, DeliveryEvent.id == last_step())
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Target, Target.id == Letter.target_id)
        .where(Delivery.status.in_(URGENCY), is_highest_rung(), waits_for_staff())
        .order_by(case(URGENCY, value=Delivery.status), DeliveryEvent.at)
        .limit(SHOWN_AT_MOST)
    )
    return [
        Waiting(
            id=delivery.id,
            kind=delivery.kind,
            state=delivery.status,
            hold_reason=delivery.hold_reason,
            target_id=target.id if target else None,
            legislator=target.full_name if target else "",
            address=target.email if target else "",
            attempts=delivery.attempts,
            since=event.at,
            code=event.code,
        )
        for delivery, event, target in rows
    ]
