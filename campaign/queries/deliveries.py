"""Looks at the outbox: what waits, what left, and what became of each mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.deliveries import PENDING, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.errors import NotFound
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.queries.rungs import has_gone_on

PAGE = 1000


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A letter's mail and what became of it; `flags` tell what a reader should know besides."""

    message_id: str
    rcpt: str
    state: DeliveryState
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One delivery in a list; it names an office, never a writer."""

    id: str
    kind: DeliveryKind
    notice_kind: str
    legislator: str
    state: DeliveryState
    hold_reason: HoldReason | None
    attempts: int
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryStep:
    """One step of a delivery."""

    old: DeliveryState | None
    new: DeliveryState
    at: datetime
    attempt: int
    code: str
    reply: str
    actor: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery with its steps, the first one first."""

    line: DeliveryLine
    message_id: str | None
    provider_ref: str
    """The relay's own name for the mail, where it took one."""
    has_words: bool
    has_gone_on: bool
    """Its letter went another way, by the office's form or on paper."""
    target_id: str | None
    steps: tuple[DeliveryStep, ...]


def pending_count() -> int:
    """Return how many letters are on their way: queued, claimed or being handed over."""
    return db.session.scalars(
        select(func.count()).where(
            Delivery.kind == DeliveryKind.LETTER, Delivery.status.in_(PENDING)
        )
    ).one()


def letters_for_export() -> Iterator[ExportRow]:
    """Yield every letter that was ever queued or held, page by page."""
    last = ""
    while True:
        rows = db.session.execute(
            select(
                Delivery.id,
                Delivery.message_id,
                Delivery.recipient,
                Delivery.status,
                Delivery.hold_reason,
                _ever_in_doubt(),
                _queued_after_doubt(),
            )
            .where(
                Delivery.kind == DeliveryKind.LETTER,
                Delivery.message_id.is_not(None),
                Delivery.id > last,
            )
            .order_by(Delivery.id)
            .limit(PAGE)
        ).all()
        for delivery_id, message_id, recipient, state, reason, doubted, repeated in rows:
            flags = {"doubted": doubted or repeated, "repeated": repeated, f"held:{reason}": reason}
            shown = tuple(flag for flag, holds in flags.items() if holds)
            yield ExportRow(message_id or "", recipient, state, shown)
            last = delivery_id
        if len(rows) < PAGE:
            return


def in_state(states: Sequence[DeliveryState], *, limit: int = 100) -> list[DeliveryLine]:
    """Return deliveries in these states, the longest due first."""
    rows = db.session.execute(
        _lines().where(Delivery.status.in_(states)).order_by(Delivery.due_at).limit(limit)
    )
    return [DeliveryLine(*row) for row in rows]


def one(delivery_id: str) -> DeliveryView:
    """Return one delivery with its steps. Raises NotFound."""
    row = db.session.execute(_lines().where(Delivery.id == delivery_id)).one_or_none()
    if row is None:
        raise NotFound(delivery_id)
    letter_id, channel, message_id, provider_ref, scrubbed_at, target_id = db.session.execute(
        select(
            Delivery.letter_id,
            Delivery.channel,
            Delivery.message_id,
            Delivery.provider_ref,
            Delivery.scrubbed_at,
            Letter.target_id,
        )
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .where(Delivery.id == delivery_id)
    ).one()
    steps = db.session.scalars(
        select(DeliveryEvent)
        .where(DeliveryEvent.delivery_id == delivery_id)
        .order_by(DeliveryEvent.id)
    )
    return DeliveryView(
        DeliveryLine(*row),
        message_id=message_id,
        provider_ref=provider_ref,
        has_words=scrubbed_at is None,
        has_gone_on=has_gone_on(letter_id, channel),
        target_id=target_id,
        steps=tuple(map(step_of, steps)),
    )


def step_of(event: DeliveryEvent) -> DeliveryStep:
    """Return one step as it is shown."""
    return DeliveryStep(
        old=event.old,
        new=event.new,
        at=event.at,
        attempt=event.attempt,
        code=event.code,
        reply=event.reply,
        actor=event.actor,
    )


def _lines() -> "Select[*tuple[Any, ...]]":
    """Return the columns of DeliveryLine, in its order."""
    return (
        select(
            Delivery.id,
            Delivery.kind,
            Delivery.notice_kind,
            func.coalesce(Target.full_name, ""),
            Delivery.status,
            Delivery.hold_reason,
            Delivery.attempts,
            Delivery.due_at,
            Delivery.created_at,
        )
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Target, Target.id == Letter.target_id)
    )


def _ever_in_doubt() -> ColumnElement[bool]:
    """Return whether a delivery was ever in doubt, as SQL."""
    return _steps(DeliveryEvent).where(DeliveryEvent.new == DeliveryState.IN_DOUBT).exists()


def _queued_after_doubt() -> ColumnElement[bool]:
    """Return whether a delivery went back into the queue after a doubt, as SQL.

    Not only at once: a doubt that was ended by "give it up" may be followed by "try again".
    """
    doubt = aliased(DeliveryEvent)
    doubted = _steps(doubt).where(doubt.new == DeliveryState.IN_DOUBT, doubt.id < DeliveryEvent.id)
    queued = _steps(DeliveryEvent).where(
        DeliveryEvent.new == DeliveryState.QUEUED,
        or_(DeliveryEvent.old == DeliveryState.IN_DOUBT, doubted.exists()),
    )
    return queued.exists()


def _steps(events: type[DeliveryEvent]) -> "Select[int]":
    return select(events.id).where(events.delivery_id == Delivery.id)
