"""Looks at letters to people who left office, and at who holds their seats now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.content import OFFICE_LOCALE
from campaign.domain.deliveries import DeliveryState
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.letters import addressed_anew
from campaign.domain.places import Chamber
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import Target
from campaign.queries.actions import went_on
from campaign.queries.campaigns import letter_kit
from campaign.queries.drafts import recipient_of
from campaign.queries.rungs import OFFICE_IS_GONE, has_ladder, is_highest_rung
from campaign.queries.targets import Member, in_office, members_of_district, target

WORD_WAITS = timedelta(days=30)
"""How long a writer's word about a successor is waited for."""


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter to somebody who left, and who holds the seat now; none while nobody does."""

    letter_id: str
    delivery_id: str
    position: int
    locale: str
    subject: str
    body: str
    original_body: str
    left: Member
    successor: Member | None


@dataclass(frozen=True, slots=True)
class ReaddressedLetter:
    """The same letter as it would go to who follows."""

    body: str
    original_body: str


@dataclass(frozen=True, slots=True)
class WaitingSeat:
    """A seat whose holder left while letters waited: how many wait, and for whose word."""

    target_id: str
    name: str
    jurisdiction: str
    chamber: Chamber
    district_number: str
    left_office_on: date | None
    successors: tuple[str, ...]
    waiting: int
    asked: int
    gone_on: int


def to_ask(now: datetime, *, limit: int) -> list[str]:
    """Return the actions of whose letters one may go to a successor, and nobody asked yet."""
    found: list[str] = []
    campaigns = db.session.execute(select(Campaign.id, Campaign.time_zone, Campaign.not_after))
    for campaign_id, zone, not_after in campaigns.all():
        today = now.astimezone(ZoneInfo(zone)).date()
        if not_after is not None and today > not_after:
            continue
        rows = db.session.scalars(
            select(Letter.action_id)
            .distinct()
            .join(Delivery, Delivery.letter_id == Letter.id)
            .join(Action, Action.id == Letter.action_id)
            .join(Campaign, Campaign.id == Action.campaign_id)
            .join(Target, Target.id == Letter.target_id)
            .where(
                Action.campaign_id == campaign_id,
                Letter.asked_at.is_(None),
                _waits(),
                _has_successor(today),
            )
            .order_by(Letter.action_id)
            .limit(limit - len(found))
        )
        found.extend(rows)
    return found


def unanswered(now: datetime, *, limit: int) -> list[tuple[str, str]]:
    """Return the actions and deliveries of letters that nobody said a word about for too long."""
    rows = db.session.execute(
        select(Letter.action_id, Delivery.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .where(_waits(), Letter.asked_at <= now - WORD_WAITS)
        .order_by(Letter.action_id, Delivery.id)
        .limit(limit)
    )
    return [(action_id, delivery_id) for action_id, delivery_id in rows]


def held_letters(action_id: str, now: datetime) -> list[HeldLetter]:
    """Return an action's letters to people who left, each with a successor of its own.

    None once its campaign is over, or where its writer does not want them any more.
    """
    rows = db.session.execute(
        select(Letter, Delivery.id, Target, Campaign)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.action_id == action_id, _waits())
        .order_by(Letter.position)
        .execution_options(populate_existing=True)
    ).all()
    taken = set(db.session.scalars(select(Letter.target_id).where(Letter.action_id == action_id)))
    held: list[HeldLetter] = []
    for letter, delivery_id, left, campaign in rows:
        today = now.astimezone(ZoneInfo(campaign.time_zone)).date()
        if campaign.not_after is not None and today > campaign.not_after:
            continue
        successor = _successor(left, taken, today)
        if successor is not None:
            taken.add(successor.id)
        held.append(
            HeldLetter(
                letter_id=letter.id,
                delivery_id=delivery_id,
                position=letter.position,
                locale=letter.locale,
                subject=letter.subject,
                body=letter.body,
                original_body=letter.original_body,
                left=target(left.id, on=today),
                successor=successor,
            )
        )
    return held


def readdressed(
    held: HeldLetter, successor: Member, campaign_slug: str, jurisdiction: Jurisdiction
) -> ReaddressedLetter:
    """Return a held letter as it goes to who follows; what its writer wrote stays as it is."""
    kit, recipient = letter_kit(campaign_slug), recipient_of(successor, jurisdiction)
    texts = replace(kit.texts, committee_closings=kit.known.committee_closings)
    original = held.original_body
    return ReaddressedLetter(
        body=addressed_anew(held.body, texts, recipient, OFFICE_LOCALE),
        original_body=original and addressed_anew(original, texts, recipient, held.locale),
    )


def waiting_seats() -> list[WaitingSeat]:
    """Return the people who left while letters to them waited, those with the most first."""
    waits = and_(Delivery.status == DeliveryState.HELD, Delivery.hold_reason.in_(OFFICE_IS_GONE))
    rows = db.session.execute(
        select(
            Target,
            District,
            func.count().filter(waits).label("waiting"),
            func.count().filter(waits, Letter.asked_at.is_not(None)).label("asked"),
            func.count().filter(went_on()).label("gone_on"),
        )
        .join(Letter, Letter.target_id == Target.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .join(District, District.id == Target.district_id)
        .where(Target.left_office_on.is_not(None), is_highest_rung(), or_(waits, went_on()))
        .group_by(Target.id, District.id)
        .order_by(func.count().filter(waits).desc(), Target.id)
    )
    return [
        WaitingSeat(
            target_id=person.id,
            name=person.full_name,
            jurisdiction=district.jurisdiction,
            chamber=district.chamber,
            district_number=district.number,
            left_office_on=person.left_office_on,
            successors=_names_after(person),
            waiting=waiting,
            asked=asked,
            gone_on=gone_on,
        )
        for person, district, waiting, asked, gone_on in rows
    ]


def _waits() -> ColumnElement[bool]:
    """Return the condition that a letter waits for its writer's word, and can still go."""
    return and_(
        Delivery.status == DeliveryState.HELD,
        Delivery.hold_reason.in_(OFFICE_IS_GONE),
        is_highest_rung(),
        has_ladder(),
        Letter.body != "",
    )


def _has_successor(today: date) -> ColumnElement[bool]:
    """Return the condition that somebody took the seat since, to whom this action did not write."""
    successor, other = aliased(Target), aliased(Letter)
    written = select(other.id).where(
        other.action_id == Letter.action_id, other.target_id == successor.id
    )
    return (
        select(successor.id)
        .where(
            successor.district_id == Target.district_id,
            in_office(today, successor),
            successor.took_office_on >= Target.left_office_on,
            ~written.exists(),
        )
        .exists()
    )


def _successor(left: Target, taken: Collection[str], today: date) -> Member | None:
    """Return who took the seat since, other than those to whom there is a letter already."""
    for member in members_of_district(left.district_id, on=today, since=left.left_office_on):
        if member.id not in taken:
            return member
    return None


def _names_after(left: Target) -> tuple[str, ...]:
    found = db.session.scalars(
        select(Target.full_name)
        .where(
            Target.district_id == left.district_id,
            Target.took_office_on >= left.left_office_on,
            Target.left_office_on.is_(None),
        )
        .order_by(Target.family_name)
    )
    return tuple(found)
