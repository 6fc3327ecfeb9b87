"""The only way from one state of a delivery to another."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    Text,
    Update,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaign.db import UTCDateTime, as_json
from campaign.domain.deliveries import (
    FINAL,
    LEASED,
    OUT,
    WITHDRAWABLE,
    DeliveryKind,
    DeliveryState,
    Move,
)
from campaign.domain.pacing import RELAY_RUNG
from campaign.domain.relay import mask_addresses
from campaign.models.deliveries import DELIVERIES, EVENTS, NO_MAIL, REPLY_LIMIT, Delivery

_SAID = ("code", "reply", "actor")
"""What an event says that may differ from delivery to delivery."""


def move(
    session: Session,
    delivery_id: str,
    step: Move,
    *,
    now: datetime,
    lease: str | None = None,
    changes: Mapping[str, object] | None = None,
) -> bool:
    """Move one delivery one step and write the event; return False when it was not there.

    The row is changed only while it still stands in `step.old` and, when `lease` is given,
    still carries that lease: False means "not mine any more", and nothing was written. Whoever
    lays a delivery down under its own lease did not fall with it, so its claims count anew.
    """
    return bool(move_all(session, {delivery_id: step}, now=now, lease=lease, changes=changes))


def move_all(
    session: Session,
    steps: Mapping[str, Move],
    *,
    now: datetime,
    lease: str | None = None,
    changes: Mapping[str, object] | None = None,
    replies_as: str | None = None,
) -> list[str]:
    """Move several deliveries the same step, in one statement; return the ids that moved.

    All steps go from one state to one state; their codes and replies may differ. `replies_as`
    names a column that keeps the reply as well. What nobody holds and has no words any more goes
    into no queue, even when the words went a moment ago.
    """
    if not steps:
        return []
    (old, new), *others = {(step.old, step.new) for step in steps.values()}
    if others:
        raise ValueError("one statement moves deliveries one step")
    rows, listed = DELIVERIES.c, _listed(session, steps)
    values = {"status": new, **_consequences(new, now), **(changes or {})}
    if replies_as is not None:
        said = select(listed.c.reply).where(listed.c.id == rows.id)
        values[replies_as] = said.scalar_subquery()
    these = rows.id.in_(select(listed.c.id))
    statement = update(DELIVERIES).where(these, rows.status == old)
    if new is DeliveryState.QUEUED and old not in LEASED:
        statement = statement.where(rows.scrubbed_at.is_(None))
    if lease is not None:
        statement = statement.where(rows.lease == lease)
        values = values if new in LEASED else {"claims": 0, **values}
    return _moved(session, statement.values(values), listed, steps, now=now)


def cancel(
    session: Session, *conditions: ColumnElement[bool], now: datetime, actor: str
) -> list[str]:
    """Cancel what has not left of these deliveries; return the ids of the letters among them.

    What a worker has claimed is cancelled too: it finds its claim gone and sends nothing.
    """
    found = session.execute(
        select(Delivery.id, Delivery.letter_id, Delivery.status)
        .where(Delivery.status.in_(WITHDRAWABLE), *conditions)
        .order_by(Delivery.id)
        .with_for_update()
    ).all()
    for old in {row.status for row in found}:
        step = Move(old, DeliveryState.CANCELLED, actor)
        move_all(session, {row.id: step for row in found if row.status is old}, now=now)
    return [row.letter_id for row in found if row.letter_id is not None]


def forget(session: Session, *conditions: ColumnElement[bool], now: datetime) -> None:
    """Forget the words of these deliveries, and whom our own mails went to.

    What is being handed over at this moment keeps them.
    """
    nobody = case((Delivery.kind == DeliveryKind.NOTICE, ""), else_=Delivery.recipient)
    session.execute(
        update(Delivery)
        .where(Delivery.scrubbed_at.is_(None), Delivery.status.not_in(LEASED), *conditions)
        .values(scrubbed_at=now, recipient=nobody, **NO_MAIL),
        execution_options={"synchronize_session": False},
    )


def dated(now: datetime) -> ColumnElement[datetime]:
    """Return the Date of a mail as SQL: the one frozen before, else now."""
    return first_time(Delivery.mail_date, now)


def first_time(
    column: InstrumentedAttribute[datetime | None], now: datetime
) -> ColumnElement[datetime]:
    """Return the time that stands in a column as SQL, else now."""
    return func.coalesce(column, bindparam("now", now, UTCDateTime))


def _consequences(new: DeliveryState, now: datetime) -> dict[str, object]:
    """Return what a state implies for the other columns.

    What comes back into the queue takes the relay's turn anew. What has come to its end waits for
    nothing. A doubt keeps the lease of the
    mark that it stems from: whoever made that may still come to say what became of the mail.
    """
    leased = new in LEASED
    paced = case((Delivery.paced > RELAY_RUNG, RELAY_RUNG), else_=Delivery.paced)
    return {
        "final_at": now if new in FINAL else None,
        **({"sent_at": first_time(Delivery.sent_at, now)} if new in OUT else {}),
        **({} if leased else {"leased_until": None}),
        **({} if leased or new is DeliveryState.IN_DOUBT else {"lease": None}),
        **({"paced": paced} if new is DeliveryState.QUEUED else {}),
        **({"hold_reason": None} if new in FINAL else {}),
    }


def _listed(session: Session, steps: Mapping[str, Move]) -> FromClause:
    """Return what is said of each delivery as a table of SQL, however many there are.

    One value carries them all, so that the statement is the same for each number of them.
    """
    said = as_json([{"id": each, **_said(each, 0, step)} for each, step in steps.items()])
    names = ("id", *_SAID)
    if session.get_bind().dialect.name == "sqlite":
        each = func.json_each(literal(said, Text)).table_valued("value")
        return select(
            *(func.json_extract(each.c.value, f"$.{name}").label(name) for name in names)
        ).subquery("steps")
    return (
        func.json_to_recordset(cast(literal(said, Text), JSON))
        .table_valued(*(column(name, Text) for name in names), name="steps")
        .render_derived(with_types=True)
    )


def _moved(
    session: Session,
    moving: Update,
    listed: FromClause,
    steps: Mapping[str, Move],
    *,
    now: datetime,
) -> list[str]:
    """Move what is there and write the events; on PostgreSQL both are one statement."""
    rows, step = DELIVERIES.c, next(iter(steps.values()))
    events, same = EVENTS.c, {"from": step.old, "to": step.new, "at": now}
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(moving.returning(rows.id, rows.attempts)).all()
        if found:
            session.execute(
                insert(EVENTS),
                [{**same, **_said(row.id, row.attempts, steps[row.id])} for row in found],
            )
        return [row.id for row in found]
    moved = moving.returning(rows.id, rows.attempts).cte("moved")
    written = insert(EVENTS).from_select(
        ["delivery_id", "attempt", *_SAID, *same],
        select(
            *moved.c,
            *(listed.c[name] for name in _SAID),
            *(literal(value, events[name].type) for name, value in same.items()),
        ).join_from(moved, listed, moved.c.id == listed.c.id),
    )
    return list(session.scalars(written.returning(events.delivery_id)))


def _said(delivery_id: str, attempts: int, step: Move) -> dict[str, object]:
    """Return what the event says beside the states and the time."""
    return {
        "delivery_id": delivery_id,
        "attempt": attempts,
        "code": step.code,
        "reply": mask_addresses(step.reply)[:REPLY_LIMIT],
        "actor": step.actor,
    }
