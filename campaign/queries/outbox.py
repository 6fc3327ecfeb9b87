"""What a worker must know about the deliveries it has claimed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind
from campaign.domain.mail import Mail
from campaign.domain.notices import ASKS_FOR_CONFIRMATION
from campaign.models.actions import Action
from campaign.models.breakers import Breaker
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.supporters import Suppression


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed delivery: its mail, and what its action has come to since it was queued."""

    id: str
    kind: DeliveryKind
    notice_kind: str
    letter_id: str | None
    action_id: str | None
    target_id: str | None
    attempts: int
    claims: int
    queued_at: datetime
    due_at: datetime
    not_after: datetime | None
    mail: Mail
    is_confirmed: bool
    is_over: bool

    @property
    def is_wanted(self) -> bool:
        """Tell whether the action still asks for this mail."""
        if self.kind is DeliveryKind.LETTER:
            return self.is_confirmed and not self.is_over
        if self.notice_kind in ASKS_FOR_CONFIRMATION:
            return not self.is_confirmed and not self.is_over
        return True


def claimed(delivery_ids: Sequence[str]) -> list[Claimed]:
    """Return what was just claimed, in the given order."""
    if not delivery_ids:
        return []
    rows = db.session.execute(
        select(
            *Delivery.__table__.columns,
            Letter.target_id,
            Action.id.label("of_action"),
            Action.confirmed_at,
            Campaign.not_after,
            Campaign.time_zone,
            func.coalesce(Action.withdrawn_at, Action.expired_at, Action.scrubbed_at).label("over"),
        )
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Action, Action.id == func.coalesce(Delivery.action_id, Letter.action_id))
        .outerjoin(Campaign, Campaign.id == Action.campaign_id)
        .where(Delivery.id.in_(delivery_ids))
    )
    by_id = {row.id: _claimed(row) for row in rows}
    return [by_id[delivery_id] for delivery_id in delivery_ids]


def suppressed(address_hashes: Collection[str]) -> frozenset[str]:
    """Return which of these addresses get no mail from us."""
    return frozenset(
        db.session.scalars(
            select(Suppression.address_hash).where(
                Suppression.address_hash.in_(address_hashes), Suppression.lifted_at.is_(None)
            )
        )
    )


def paused_until(name: str) -> datetime | None:
    """Return until when a way out is left alone, if it failed."""
    return db.session.scalars(select(Breaker.paused_until).where(Breaker.name == name)).first()


# Any, because a row of this many columns has no shorter type.
def _claimed(row: "Row[*tuple[Any, ...]]") -> Claimed:
    return Claimed(
        id=row.id,
        kind=row.kind,
        notice_kind=row.notice_kind,
        letter_id=row.letter_id,
        action_id=row.of_action,
        target_id=row.target_id,
        attempts=row.attempts,
        claims=row.claims,
        queued_at=row.queued_at,
        due_at=row.due_at,
        not_after=_last_moment(row),
        mail=_mail(row),
        is_confirmed=row.confirmed_at is not None,
        is_over=row.over is not None,
    )


def _last_moment(row: "Row[*tuple[Any, ...]]") -> datetime | None:
    """Return when a letter's campaign ends, in the campaign's own time zone."""
    if row.kind is not DeliveryKind.LETTER or row.not_after is None:
        return None
    next_day: date = row.not_after + timedelta(days=1)
    return datetime.combine(next_day, time(0), ZoneInfo(row.time_zone))


def _mail(row: "Row[*tuple[Any, ...]]") -> Mail:
    return Mail(
        message_id=row.message_id,
        sent_at=row.mail_date,
        from_name=row.from_name,
        from_address=row.from_address,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        reply_to_name=row.reply_to_name,
        reply_to_address=row.reply_to_address,
        html=row.html,
        headers=tuple((name, value) for name, value in json.loads(row.headers)),
    )
