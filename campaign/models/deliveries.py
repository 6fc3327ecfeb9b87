"""The outbox: every mail that waits, leaves or left, and each step it took."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    String,
    Text,
    UniqueConstraint,
    Update,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from campaign.db import (
    Base,
    Id,
    MayGo,
    UTCDateTime,
    as_json,
    database_time,
    insert_or,
    keep_as_written,
    new_id,
    words,
)
from campaign.domain.deliveries import (
    FINAL,
    LEASED,
    OUT,
    SUSPECT_CLAIMS,
    WITHDRAWABLE,
    Channel,
    DeliveryKind,
    DeliveryState,
    HoldReason,
    Move,
)
from campaign.domain.ladder import FORM_WAITS, OFFICE_WORKS, Rung, told_key
from campaign.domain.mail import LetterMail, NoticeMail, clean_header
from campaign.domain.pacing import ADMITTED, RELAY_RUNG
from campaign.domain.relay import mask_addresses
from campaign.domain.site import Site

CODE_LIMIT = 40
REPLY_LIMIT = 500
SUBJECT_LIMIT = 200

IS_ADMITTED = f"status = '{DeliveryState.QUEUED}' AND paced = {ADMITTED}"
"""Written out, because a partial index serves only who asks in its own words."""


IS_NAMED = "provider_ref <> ''"
NAME_AT_RELAY = (
    "ltrim(rtrim(replace(provider_ref, rtrim(provider_ref, replace(provider_ref, ' ', '')), ''),"
    " '>].;'), '<[')"
)
"""The last word of a relay's answer, written out likewise; by it the relay knows the mail."""


class Delivery(Base):
    """One mail to one recipient on one channel; the table is the queue."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("letter_id", "channel"),
        Index(None, "status", "kind", "due_at"),
        Index(None, "action_id"),
        Index(None, "recipient", "notice_kind"),
        Index(
            "ix_deliveries_admitted",
            "due_at",
            sqlite_where=text(IS_ADMITTED),
            postgresql_where=text(IS_ADMITTED),
        ),
        Index(
            "ix_deliveries_leased_until",
            "leased_until",
            sqlite_where=text("lease IS NOT NULL"),
            postgresql_where=text("lease IS NOT NULL"),
        ),
        Index(
            "ix_deliveries_name_at_relay",
            text(NAME_AT_RELAY),
            sqlite_where=text(IS_NAMED),
            postgresql_where=text(IS_NAMED),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[DeliveryKind] = mapped_column(words(DeliveryKind, "kind"))
    letter_id: Mapped[str | None] = mapped_column(ForeignKey("letters.id"))
    action_id: Mapped[str | None] = mapped_column(ForeignKey("actions.id"))
    """The action that a notice is about; a letter's action is known through its letter."""
    notice_kind: Mapped[str] = mapped_column(String(24), default="")
    channel: Mapped[Channel] = mapped_column(words(Channel, "channel"), default=Channel.EMAIL)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    from_name: Mapped[str] = mapped_column(String(200), default="")
    from_address: Mapped[str] = mapped_column(String(254), default="")
    reply_to_name: Mapped[str] = mapped_column(String(200), default="")
    reply_to_address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[str] = mapped_column(Text, default="[]")
    """Further headers as a JSON list of [name, value]."""
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    mail_date: Mapped[datetime | None]
    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    live: Mapped[bool] = mapped_column(default=False)
    """Whether it was queued to really leave; a rehearsal never leaves later."""
    status: Mapped[DeliveryState] = mapped_column(words(DeliveryState, "status"))
    hold_reason: Mapped[HoldReason | None] = mapped_column(words(HoldReason, "hold_reason"))
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0, server_default="0")
    """Claims in a row without a verdict, because the worker fell before it handed any mail over."""
    paced: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many turns of the pacing it has taken, and one more when the last one has come."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When it went out to its recipient; it stays when it came back."""
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    provider_ref: Mapped[str] = mapped_column(String(500), default="")
    scrubbed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """When its letter went back from this rung to e-mail; such a rung says nothing any more."""


NO_MAIL: dict[str, str] = {
    **dict.fromkeys(
        ("from_name", "reply_to_name", "reply_to_address", "subject", "text", "html"), ""
    ),
    "headers": "[]",
    "provider_ref": "",
}
"""The values of a delivery whose mail is forgotten."""


class DeliveryEvent(Base):
    """One step of a delivery; append-only, ids and codes only."""

    __tablename__ = "delivery_events"
    __table_args__ = (Index(None, "delivery_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("deliveries.id"))
    old: Mapped[DeliveryState | None] = mapped_column("from", words(DeliveryState, "from"))
    new: Mapped[DeliveryState] = mapped_column("to", words(DeliveryState, "to"))
    at: Mapped[datetime]
    attempt: Mapped[int]
    code: Mapped[str] = mapped_column(String(CODE_LIMIT), default="")
    reply: Mapped[str] = mapped_column(String(REPLY_LIMIT), default="")
    actor: Mapped[str] = mapped_column(String(80))


keep_as_written(DeliveryEvent, MayGo.FREELY)


class Receipt(Base):
    """What a provider or a bounce said about a delivery; append-only."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        Index(None, "delivery_id"),
        Index(None, "occurred_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    provider: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[str] = mapped_column(String(200))
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("deliveries.id"))
    kind: Mapped[str] = mapped_column(String(24))
    occurred_at: Mapped[datetime]


keep_as_written(Receipt, MayGo.FREELY)

_DELIVERIES = Base.metadata.tables[Delivery.__tablename__]
_EVENTS = Base.metadata.tables[DeliveryEvent.__tablename__]
"""The bare tables: what moves every letter is written without the weight of objects."""

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
    rows, listed = _DELIVERIES.c, _listed(session, steps)
    values = {"status": new, **_consequences(new, now), **(changes or {})}
    if replies_as is not None:
        said = select(listed.c.reply).where(listed.c.id == rows.id)
        values[replies_as] = said.scalar_subquery()
    these = rows.id.in_(select(listed.c.id))
    statement = update(_DELIVERIES).where(these, rows.status == old)
    if new is DeliveryState.QUEUED and old not in LEASED:
        statement = statement.where(rows.scrubbed_at.is_(None))
    if lease is not None:
        statement = statement.where(rows.lease == lease)
        values = values if new in LEASED else {"claims": 0, **values}
    return _moved(session, statement.values(values), listed, steps, now=now)


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
    rows = _DELIVERIES.c
    queued = update(_DELIVERIES).where(rows.status == DeliveryState.QUEUED)
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
    rows, marked = _DELIVERIES.c, aliased(_DELIVERIES)
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


def await_confirmation(session: Session, letter_ids: Iterable[str], *, now: datetime) -> None:
    """Put letters into the outbox that wait for their writer's confirmation."""
    rows = [
        {
            "kind": DeliveryKind.LETTER,
            "letter_id": letter_id,
            "status": DeliveryState.UNCONFIRMED,
            "created_at": now,
            "due_at": now,
        }
        for letter_id in letter_ids
    ]
    if rows:
        session.execute(insert(Delivery), rows)


def queue_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Queue a confirmed letter; freeze its mail, its Message-ID and its Date."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.QUEUED, actor)
    changes = {**_frozen(delivery_id, mail, site), **_queued(now)}
    return move(session, delivery_id, step, now=now, changes=changes)


def hold_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    reason: HoldReason,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Hold a confirmed letter for a person; freeze its mail, all but the Date."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.HELD, actor)
    changes = {**_frozen(delivery_id, mail, site), "hold_reason": reason}
    return move(session, delivery_id, step, now=now, changes=changes)


def take_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    instead: HoldReason | Rung | None,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Take a letter whose writer said yes: queue it, or what is said instead of that."""
    if instead is None:
        return queue_letter(session, delivery_id, mail, site=site, now=now, actor=actor)
    if isinstance(instead, HoldReason):
        return hold_letter(session, delivery_id, mail, instead, site=site, now=now, actor=actor)
    return begin_on_rung(session, delivery_id, instead, now=now, actor=actor)


def release_letters(
    session: Session, delivery_ids: Iterable[str], recipient: str, *, now: datetime, actor: str
) -> int:
    """Queue held letters whose mail is frozen, to the address as it is now; return how many.

    Their Date is frozen now, unless it was before.
    """
    step = Move(DeliveryState.HELD, DeliveryState.QUEUED, actor)
    changes = {**_queued(now), "mail_date": dated(now), "hold_reason": None, "recipient": recipient}
    return len(move_all(session, dict.fromkeys(delivery_ids, step), now=now, changes=changes))


def send_reworded(
    session: Session, delivery_id: str, mail: LetterMail, *, site: Site, now: datetime, actor: str
) -> bool:
    """Queue a held letter with other words, by its writer's own tap; nothing of it has left yet.

    The caller holds the action, so that no other word comes between.
    """
    step = Move(DeliveryState.HELD, DeliveryState.QUEUED, actor, "translated")
    changes = {
        **_frozen(delivery_id, mail, site),
        **_queued(now),
        "mail_date": dated(now),
        "hold_reason": None,
    }
    return move(session, delivery_id, step, now=now, changes=changes)


def begin_on_rung(
    session: Session, delivery_id: str, rung: Rung, *, now: datetime, actor: str
) -> bool:
    """Let a confirmed letter that e-mail cannot carry wait on another rung; no mail is frozen."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.HELD, actor)
    changes = {"channel": rung.channel, "hold_reason": rung.hold, "due_at": now + FORM_WAITS}
    return move(session, delivery_id, step, now=now, changes=changes)


@dataclass(frozen=True, slots=True)
class OnForm:
    """A letter that waits for its writer's form, and the mail that it would be.

    `email_id` is its delivery by e-mail, which never left; it has none where it began on the form.
    """

    delivery_id: str
    letter_id: str
    action_id: str
    email_id: str | None
    mail: LetterMail


def go_back_to_email(
    session: Session, letter: OnForm, *, site: Site, now: datetime, actor: str
) -> bool:
    """Queue a letter again that waits for its writer's form; return False when it waits no more.

    Its writer hears nothing of the form any more, unless that mail is leaving at this moment.
    The caller holds the action, so that no writer's word comes between.
    """
    step = Move(DeliveryState.HELD, DeliveryState.FAILED, actor, OFFICE_WORKS)
    if not move(session, letter.delivery_id, step, now=now, changes={"left_at": now}):
        return False
    if letter.email_id is None:
        await_confirmation(session, [letter.letter_id], now=now)
        first = session.scalars(
            select(Delivery.id).where(
                Delivery.letter_id == letter.letter_id, Delivery.channel == Channel.EMAIL
            )
        ).one()
        queue_letter(session, first, letter.mail, site=site, now=now, actor=actor)
    else:
        step = Move(DeliveryState.FAILED, DeliveryState.QUEUED, actor, OFFICE_WORKS)
        again = {"recipient": letter.mail.recipient, "attempts": 0, "claims": 0}
        changes = {**_queued(now), "mail_date": dated(now), **again}
        move(session, letter.email_id, step, now=now, changes=changes)
    told = Delivery.dedupe_key == told_key(letter.letter_id)
    cancel(session, told, now=now, actor=actor)
    session.execute(update(Delivery).where(told).values(dedupe_key=None))
    return True


def stop_email(session: Session, letter_id: str, *, now: datetime, actor: str, code: str) -> bool:
    """End a letter's way by e-mail that has not left; return False when it may have."""
    email_id = session.scalars(
        select(Delivery.id).where(
            Delivery.letter_id == letter_id, Delivery.channel == Channel.EMAIL
        )
    ).one()
    hold = Move(DeliveryState.QUEUED, DeliveryState.HELD, actor, code)
    move(session, email_id, hold, now=now)
    end = Move(DeliveryState.HELD, DeliveryState.FAILED, actor, code)
    return move(session, email_id, end, now=now, changes={"hold_reason": None})


def add_rung(session: Session, letter_id: str, rung: Rung, *, now: datetime, actor: str) -> bool:
    """Let a letter wait on its next rung; return False when it stands or ended there already.

    The delivery on the rung before stays as it came to its end. One that the letter had left
    for e-mail waits again.
    """
    if stand_again(session, letter_id, rung, now=now, actor=actor):
        return True
    delivery_id = new_id()
    statement = (
        insert_or(session, Delivery)
        .values(
            id=delivery_id,
            kind=DeliveryKind.LETTER,
            letter_id=letter_id,
            channel=rung.channel,
            status=DeliveryState.HELD,
            hold_reason=rung.hold,
            created_at=now,
            due_at=now + FORM_WAITS,
        )
        .on_conflict_do_nothing(index_elements=[Delivery.letter_id, Delivery.channel])
        .returning(Delivery.id)
    )
    if session.scalar(statement) is None:
        return False
    session.execute(
        insert(_EVENTS).values(
            {
                "delivery_id": delivery_id,
                "from": None,
                "to": DeliveryState.HELD,
                "at": now,
                "attempt": 0,
                "code": rung.hold,
                "actor": actor,
            }
        )
    )
    return True


def stand_again(session: Session, letter_id: str, rung: Rung, *, now: datetime, actor: str) -> bool:
    """Let a letter wait once more on a rung that it had left; return False where there is none."""
    left = session.scalar(
        select(Delivery.id).where(
            Delivery.letter_id == letter_id,
            Delivery.channel == rung.channel,
            Delivery.left_at.is_not(None),
        )
    )
    if left is None:
        return False
    step = Move(DeliveryState.FAILED, DeliveryState.QUEUED, actor)
    if not move(session, left, step, now=now, changes={"left_at": None}):
        return False
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, actor, rung.hold)
    changes = {"hold_reason": rung.hold, "due_at": now + FORM_WAITS}
    return move(session, left, step, now=now, changes=changes)


def put_on_paper(session: Session, delivery_ids: Collection[str], *, now: datetime) -> None:
    """Note that these letters were printed; `queued_at` is the first time, `attempts` how often."""
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids))
        .values(
            queued_at=_first(Delivery.queued_at, now),
            attempts=Delivery.attempts + 1,
        ),
        execution_options={"synchronize_session": False},
    )


def dated(now: datetime) -> ColumnElement[datetime]:
    """Return the Date of a mail as SQL: the one frozen before, else now."""
    return _first(Delivery.mail_date, now)


def _first(
    column: InstrumentedAttribute[datetime | None], now: datetime
) -> ColumnElement[datetime]:
    """Return the time that stands in a column as SQL, else now."""
    return func.coalesce(column, bindparam("now", now, UTCDateTime))


def enqueue_notice(
    session: Session,
    notice: NoticeMail,
    *,
    site: Site,
    now: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Queue one of our own mails; return False when its dedupe key was used before."""
    delivery_id = new_id()
    headers = (("Auto-Submitted", "auto-generated"), *notice.headers)
    statement = (
        insert_or(session, Delivery)
        .values(
            id=delivery_id,
            kind=DeliveryKind.NOTICE,
            action_id=notice.action_id,
            notice_kind=notice.kind,
            recipient=notice.recipient,
            from_name=clean_header(site.mail_from_name),
            from_address=site.mail_from,
            reply_to_name=clean_header(notice.reply_to_name),
            reply_to_address=notice.reply_to_address,
            subject=clean_header(notice.rendered.subject, SUBJECT_LIMIT),
            text=notice.rendered.text,
            html=notice.rendered.html,
            headers=as_json(headers),
            message_id=f"{delivery_id}@{site.mail_domain}",
            live=site.live,
            dedupe_key=notice.dedupe_key,
            status=DeliveryState.QUEUED,
            created_at=now,
            **{**_queued(now), "due_at": due_at or now},
        )
        .on_conflict_do_nothing(index_elements=[Delivery.dedupe_key])
        .returning(Delivery.id)
    )
    return session.scalar(statement) is not None


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
        **({"sent_at": _first(Delivery.sent_at, now)} if new in OUT else {}),
        **({} if leased else {"leased_until": None}),
        **({} if leased or new is DeliveryState.IN_DOUBT else {"lease": None}),
        **({"paced": paced} if new is DeliveryState.QUEUED else {}),
        **({"hold_reason": None} if new in FINAL else {}),
    }


def _frozen(delivery_id: str, mail: LetterMail, site: Site) -> dict[str, object]:
    return {
        "recipient": mail.recipient,
        "from_name": clean_header(mail.writer_name),
        "from_address": site.mail_from,
        "reply_to_name": clean_header(mail.writer_name),
        "reply_to_address": mail.writer_address,
        "subject": clean_header(mail.subject, SUBJECT_LIMIT),
        "text": mail.text,
        "message_id": f"{delivery_id}@{site.mail_domain}",
        "live": site.live,
    }


def _queued(now: datetime) -> dict[str, object]:
    return {"mail_date": now, "queued_at": now, "due_at": now}


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
    rows, step = _DELIVERIES.c, next(iter(steps.values()))
    events, same = _EVENTS.c, {"from": step.old, "to": step.new, "at": now}
    if session.get_bind().dialect.name == "sqlite":
        found = session.execute(moving.returning(rows.id, rows.attempts)).all()
        if found:
            session.execute(
                insert(_EVENTS),
                [{**same, **_said(row.id, row.attempts, steps[row.id])} for row in found],
            )
        return [row.id for row in found]
    moved = moving.returning(rows.id, rows.attempts).cte("moved")
    written = insert(_EVENTS).from_select(
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
