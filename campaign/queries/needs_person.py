"""Looks at the letters that wait for a person's decision, and at how many there are of each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.ladder import Health
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target
from campaign.queries.deliveries import DeliveryStep, step_of
from campaign.queries.doubts import last_step
from campaign.queries.rungs import is_highest_rung, waits_for_staff
from campaign.queries.targets import in_office

URGENCY = {DeliveryState.IN_DOUBT: 1, DeliveryState.FAILED: 2, DeliveryState.HELD: 3}
"""The states that wait for a person, and which comes first."""

A_PAGE = 50
LAST_STEPS = 3
"""So many steps of each delivery are shown beside it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One delivery that waits, with its last steps, the newest first; its writer is not named."""

    id: str
    kind: DeliveryKind
    state: DeliveryState
    hold_reason: HoldReason | None
    channel: Channel
    target_id: str | None
    legislator: str
    address: str
    """The office's address, as it stands in the roster now."""
    attempts: int
    has_words: bool
    since: datetime
    code: str
    steps: tuple[DeliveryStep, ...]


@dataclass(frozen=True, slots=True)
class UnwellOffice:
    """An office whose e-mail does not simply work, and how many letters wait for that."""

    target_id: str
    legislator: str
    address: str
    health: Health
    reason: str
    since: datetime
    waiting: int


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


def waiting_up_to(most: int) -> int:
    """Return how many deliveries wait for a person, looking no further than `most` of them."""
    some = select(Delivery.id).where(*_waits()).limit(most)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def count_waiting() -> Mapping[tuple[DeliveryState, HoldReason | None], int]:
    """Return how many deliveries wait for a person in each state, the held ones by reason."""
    rows = db.session.execute(
        select(Delivery.status, Delivery.hold_reason, func.count())
        .where(*_waits())
        .group_by(Delivery.status, Delivery.hold_reason)
    )
    return {(state, why): n for state, why, n in rows}


def waiting(
    states: Collection[DeliveryState] = tuple(URGENCY),
    reasons: Collection[HoldReason] = (),
    *,
    page: int = 1,
) -> list[Waiting]:
    """Return a page of what waits for a person, in doubt first, the oldest of each first."""
    conditions = [*_waits(), Delivery.status.in_(states)]
    if reasons:
        conditions.append(Delivery.hold_reason.in_(reasons))
    rows = db.session.execute(
        select(Delivery, DeliveryEvent, Target)
        .join(DeliveryEvent, DeliveryEvent.id == last_step())
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Target, Target.id == Letter.target_id)
        .where(*conditions)
        .order_by(case(URGENCY, value=Delivery.status), DeliveryEvent.at, Delivery.id)
        .limit(A_PAGE)
        .offset(A_PAGE * (page - 1))
    ).all()
    steps = _last_steps([delivery.id for delivery, _, _ in rows])
    return [
        Waiting(
            id=delivery.id,
            kind=delivery.kind,
            state=delivery.status,
            hold_reason=delivery.hold_reason,
            channel=delivery.channel,
            target_id=target.id if target else None,
            legislator=target.full_name if target else "",
            address=target.email if target else "",
            attempts=delivery.attempts,
            has_words=delivery.scrubbed_at is None,
            since=event.at,
            code=event.code,
            steps=tuple(steps[delivery.id]),
        )
        for delivery, event, target in rows
    ]


def unwell_offices(*, on: date) -> list[UnwellOffice]:
    """Return the offices of people in office whose e-mail is doubtful or fails, oldest first."""
    waits = (
        select(func.count())
        .select_from(Delivery)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(
            Letter.target_id == Target.id,
            Delivery.status == DeliveryState.HELD,
            Delivery.hold_reason == HoldReason.DOUBTFUL_ADDRESS,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Target, OfficeHealth, waits)
        .join(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(OfficeHealth.state != Health.WORKING, in_office(on))
        .order_by(OfficeHealth.since, Target.id)
    )
    return [
        UnwellOffice(
            target_id=target.id,
            legislator=target.full_name,
            address=target.email,
            health=health.state,
            reason=health.reason,
            since=health.since,
            waiting=number,
        )
        for target, health, number in rows
    ]


def _waits() -> list[ColumnElement[bool]]:
    return [Delivery.status.in_(URGENCY), is_highest_rung(), waits_for_staff()]


def _last_steps(delivery_ids: Sequence[str]) -> dict[str, list[DeliveryStep]]:
    found: dict[str, list[DeliveryStep]] = defaultdict(list)
    rows = db.session.scalars(
        select(DeliveryEvent)
        .where(DeliveryEvent.delivery_id.in_(delivery_ids))
        .order_by(DeliveryEvent.id.desc())
    )
    for row in rows:
        if len(found[row.delivery_id]) < LAST_STEPS:
            found[row.delivery_id].append(step_of(row))
    return found
