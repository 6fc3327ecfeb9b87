"""Looks at the letters that wait for a turn of the pacing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState
from campaign.domain.pacing import ADMITTED
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import IS_ADMITTED, Delivery
from campaign.models.letters import Letter


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued letter that has not taken all its turns; `zone` is its campaign's."""

    id: str
    recipient: str
    target_id: str
    campaign_id: str
    zone: str
    paced: int
    attempts: int
    claims: int
    due_at: datetime


def waiting_letters(*, live: bool, now: datetime, limit: int) -> list[Waiting]:
    """Return the letters whose turn has come or that have none, the longest due first.

    Each is locked; what another worker has locked is left out.
    """
    return _read(
        _waiting(live=live)
        .where(Delivery.due_at <= now, Delivery.paced < ADMITTED)
        .order_by(Delivery.due_at)
        .limit(limit)
    )


def line_of(recipient: str, *, live: bool) -> list[Waiting]:
    """Return the letters that wait for their turn at one office, in order, locked."""
    return _read(
        _waiting(live=live)
        .where(Delivery.recipient == recipient, Delivery.paced == 1)
        .order_by(Delivery.due_at)
    )


def admitted_since(recipient: str, moment: datetime) -> int:
    """Return how many letters to an office have had their turn since then."""
    return db.session.scalars(
        select(func.count()).where(
            Delivery.recipient == recipient,
            Delivery.kind == DeliveryKind.LETTER,
            Delivery.paced > 1,
            Delivery.queued_at >= moment,
        )
    ).one()


def is_any_admitted(*, live: bool, now: datetime) -> bool:
    """Tell whether a letter that took all its turns may be claimed now."""
    found = select(Delivery.id).where(
        text(IS_ADMITTED), Delivery.live.is_(live), Delivery.due_at <= now
    )
    return db.session.scalar(found.limit(1)) is not None


def next_letter_at(*, live: bool) -> datetime | None:
    """Return when the next queued letter is due, if any is."""
    return db.session.scalar(
        select(func.min(Delivery.due_at)).where(
            Delivery.status == DeliveryState.QUEUED,
            Delivery.kind == DeliveryKind.LETTER,
            Delivery.channel == Channel.EMAIL,
            Delivery.live.is_(live),
        )
    )


def _waiting(*, live: bool) -> "Select[*tuple[Any, ...]]":
    """Return the columns of Waiting, in its order."""
    return (
        select(
            Delivery.id,
            Delivery.recipient,
            Letter.target_id,
            Action.campaign_id,
            Campaign.time_zone,
            Delivery.paced,
            Delivery.attempts,
            Delivery.claims,
            Delivery.due_at,
        )
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .where(
            Delivery.status == DeliveryState.QUEUED,
            Delivery.kind == DeliveryKind.LETTER,
            Delivery.channel == Channel.EMAIL,
            Delivery.live.is_(live),
        )
        .with_for_update(of=Delivery, skip_locked=True)
    )


def _read(statement: "Select[*tuple[Any, ...]]") -> list[Waiting]:
    return [Waiting(*row) for row in db.session.execute(statement)]
