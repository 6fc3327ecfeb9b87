"""Looks at the letters to one legislator: where from, what became of them, and what came back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select

from campaign.db import db
from campaign.domain.arrivals import Arrival, arrival
from campaign.domain.deliveries import DeliveryState
from campaign.domain.returns import ReturnKind
from campaign.models.actions import Action
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target
from campaign.queries.rungs import is_highest_rung

LAST_EVENTS = 8


@dataclass(frozen=True, slots=True)
class CodeCount:
    """A move of letters to one office and its code: how many, and when the last one was."""

    state: DeliveryState
    code: str
    letters: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """When somebody took office and left it, and what is known of their address."""

    took_office_on: date | None
    left_office_on: date | None
    health_since: datetime | None
    health_reason: str


def letters_by_town(target_id: str, campaign_id: str) -> Counter[str]:
    """Return the letters to a legislator by the writer's city, spelled as most spell it.

    Under the empty text stand those whose writers are not known any more.
    """
    rows = db.session.execute(
        select(Action.city, func.count())
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Action.campaign_id == campaign_id, *_counted(target_id))
        .group_by(Action.city)
    )
    spellings: dict[str, Counter[str]] = {}
    for city, number in rows:
        name = " ".join(city.split())
        spellings.setdefault(name.casefold(), Counter())[name] += number
    towns: Counter[str] = Counter()
    for counts in spellings.values():
        best = max(counts, key=lambda name: (counts[name], name.istitle(), name))
        towns[best] = counts.total()
    return towns


def arrivals(target_id: str, campaign_id: str) -> Counter[Arrival]:
    """Return what became of the letters to a legislator."""
    rows = db.session.execute(
        select(Delivery.channel, Delivery.status, func.count())
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Action.campaign_id == campaign_id, *_counted(target_id))
        .group_by(Delivery.channel, Delivery.status)
    )
    found: Counter[Arrival] = Counter()
    for channel, state, number in rows:
        found[arrival(channel, state)] += number
    return found


def answered(target_id: str, campaign_id: str) -> int:
    """Return how many letters to a legislator a person of the office answered."""
    return db.session.scalars(
        select(func.count(Letter.id.distinct()))
        .select_from(Receipt)
        .join(Delivery, Delivery.id == Receipt.delivery_id)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .where(
            Letter.target_id == target_id,
            Action.campaign_id == campaign_id,
            Receipt.kind == ReturnKind.PERSON,
        )
    ).one()


def last_events(target_id: str) -> Sequence[CodeCount]:
    """Return the moves with a code that letters to a legislator made, the newest code first."""
    last_at = func.max(DeliveryEvent.at)
    rows = db.session.execute(
        select(DeliveryEvent.new, DeliveryEvent.code, func.count(), last_at)
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(Letter.target_id == target_id, DeliveryEvent.code != "")
        .group_by(DeliveryEvent.new, DeliveryEvent.code)
        .order_by(last_at.desc())
        .limit(LAST_EVENTS)
    )
    return [CodeCount(*row) for row in rows]


def first_letter_at(target_id: str, campaign_id: str) -> datetime | None:
    """Return when the first letter to a legislator was taken into the outbox."""
    return db.session.scalar(
        select(func.min(Letter.accepted_at))
        .join(Action, Action.id == Letter.action_id)
        .where(Letter.target_id == target_id, Action.campaign_id == campaign_id)
    )


def term(target_id: str) -> Term:
    """Return when somebody held their seat, and since when their address does as it does."""
    row = db.session.execute(
        select(
            Target.took_office_on, Target.left_office_on, OfficeHealth.since, OfficeHealth.reason
        )
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(Target.id == target_id)
    ).one()
    return Term(row[0], row[1], row[2], row[3] or "")


def _counted(target_id: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the letters that counts count: taken, and not taken back."""
    return (
        Letter.target_id == target_id,
        Letter.accepted_at.is_not(None),
        and_(is_highest_rung(), Delivery.status != DeliveryState.CANCELLED),
    )
