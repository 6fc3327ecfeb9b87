"""What may be handed over next: turns of the pacing, claims and their leases."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, bindparam, case, exists, func, select, text, update
from sqlalchemy.orm import Session, aliased

from campaign.db import UTCDateTime, database_time
from campaign.domain.deliveries import SUSPECT_CLAIMS, Channel, DeliveryKind, DeliveryState, Move
from campaign.domain.pacing import ADMITTED, RELAY_RUNG
from campaign.models.deliveries import DELIVERIES, IS_ADMITTED, Delivery
from campaign.models.deliveries.moves import move_all


def due_deliveries(
    session: Session, kind: DeliveryKind, *, live: bool, limit: int, now: datetime
) -> list[str]:
    """Return the ids of what may be claimed, the longest due first, and lock it.

    Letters must have been admitted. Two workers never find the same row: PostgreSQL skips what
    another has locked, SQLite lets one writer in at a time. What workers fell with is found
    alone, so that it takes nobody along.
    """
    due = (
        select(Delivery.id, Delivery.claims)
        .where(
            Delivery.status == DeliveryState.QUEUED,
            Delivery.kind == kind,
            Delivery.channel == Channel.EMAIL,
            Delivery.live.is_(live),
            Delivery.due_at <= now,
        )
        .order_by(Delivery.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if kind is DeliveryKind.LETTER:
        due = due.where(text(IS_ADMITTED))
    found = session.execute(due).all()
    fit = [row.id for row in takewhile(lambda row: row.claims < SUSPECT_CLAIMS, found)]
    return fit or [row.id for row in found[:1]]


def claim(
    session: Session,
    delivery_ids: Collection[str],
    *,
    lease: str,
    lease_for: timedelta,
    actor: str,
    now: datetime,
) -> list[str]:
    """Claim queued deliveries, which are admitted by that; return those that were there."""
    step = Move(DeliveryState.QUEUED, DeliveryState.CLAIMED, actor)
    return move_all(
        session,
        dict.fromkeys(delivery_ids, step),
        now=now,
        changes={
            "lease": lease,
            "leased_until": database_time(session, later=lease_for),
            "paced": ADMITTED,
        },
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a queued letter stands after it took turns: how many, and when the last one comes.

    None leaves a time as it is.
    """

    paced: int
    due_at: datetime | None = None
    queued_at: datetime | None = None


def give_places(session: Session, places: Mapping[str, Place]) -> None:
    """Let queued letters wait for the turns they took. It is no move, so it leaves no event.

    Those whose times stay, the most in a surge, are written with one statement.
    """
    rows = DELIVERIES.c
    queued = update(DELIVERIES).where(rows.status == DeliveryState.QUEUED)
    moved = []
    stay: dict[int, list[str]] = {}
    for delivery_id, place in places.items():
        if place.due_at is None and place.queued_at is None:
            stay.setdefault(place.paced, []).append(delivery_id)
        else:
            new = {f"new_{name}": getattr(place, name) for name in Place.__slots__}
            moved.append({"of": delivery_id, **new})
    for paced, ids in stay.items():
        session.execute(queued.where(rows.id.in_(ids)).values(paced=paced))
    if moved:
        statement = queued.where(rows.id == bindparam("of")).values(
            paced=bindparam("new_paced"),
            due_at=func.coalesce(bindparam("new_due_at", type_=UTCDateTime), rows.due_at),
            queued_at=func.coalesce(bindparam("new_queued_at", type_=UTCDateTime), rows.queued_at),
        )
        session.connection().execute(statement, moved)


def look_again(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Let the pacing see queued letters again that it had let by already."""
    session.execute(
        update(Delivery).where(text(IS_ADMITTED), *conditions).values(paced=RELAY_RUNG),
        execution_options={"synchronize_session": False},
    )


def move_where_lease_ran_out(
    session: Session, old: DeliveryState, new: DeliveryState, *, actor: str, now: datetime
) -> list[str]:
    """Move what a worker left behind; the database's clock says whose lease ran out.

    What was claimed counts that, unless the same claim had a mail marked: then it was that mail,
    or chance, and none of the others.
    """
    rows, marked = DELIVERIES.c, aliased(DELIVERIES)
    handing_over = exists().where(
        marked.c.lease == rows.lease, marked.c.status == DeliveryState.TRANSMITTING
    )
    left = (
        select(Delivery.id)
        .where(
            Delivery.status == old,
            Delivery.lease.is_not(None),
            Delivery.leased_until < database_time(session),
        )
        .with_for_update(skip_locked=True)
    )
    step = Move(old, new, actor)
    changes = {"claims": rows.claims + case((handing_over, 0), else_=1)}
    return move_all(
        session,
        dict.fromkeys(session.scalars(left), step),
        now=now,
        changes=changes if old is DeliveryState.CLAIMED else None,
    )
