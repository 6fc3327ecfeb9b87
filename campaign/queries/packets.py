"""Looks at the letters that wait to be handed over on paper, office by office."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, CampaignText
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import Target


@dataclass(frozen=True, slots=True)
class Printing:
    """What was printed for an office at one moment, and before it: so many letters wait still."""

    at: datetime
    letters: int


@dataclass(frozen=True, slots=True)
class Packet:
    """An office for which letters wait on paper, and what was printed of them, the last first."""

    target_id: str
    name: str
    chamber: Chamber
    district_number: str
    jurisdiction: str
    capitol_address: str
    waiting: int
    since: datetime
    printings: tuple[Printing, ...]

    @property
    def printed(self) -> int:
        """How many of the letters were printed before."""
        return self.printings[0].letters if self.printings else 0


@dataclass(frozen=True, slots=True)
class PacketLetter:
    """One letter of a packet."""

    delivery_id: str
    locale: str
    subject: str
    body: str
    original_body: str
    answers_to: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a packet goes."""

    jurisdiction: str
    chamber: Chamber
    district_number: str
    gender: str
    full_name: str
    capitol_address: str


def packets() -> list[Packet]:
    """Return the offices for which letters wait on paper, the longest wait first."""
    rows = db.session.execute(
        select(
            Target.id.label("target_id"),
            Target.full_name.label("name"),
            District.chamber,
            District.number.label("district_number"),
            District.jurisdiction,
            Target.capitol_address,
            func.count().label("waiting"),
            func.min(Delivery.created_at).label("since"),
        )
        .select_from(Delivery)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Target, Target.id == Letter.target_id)
        .join(District, District.id == Target.district_id)
        .where(_in_packet())
        .group_by(
            Target.id,
            Target.full_name,
            District.chamber,
            District.number,
            District.jurisdiction,
            Target.capitol_address,
        )
        .order_by(func.min(Delivery.created_at), Target.id)
    )
    printings = _printings()
    return [Packet(**row, printings=printings[row["target_id"]]) for row in rows.mappings()]


def _printings() -> Mapping[str, tuple[Printing, ...]]:
    """Return what was printed for each office and waits still, the last first.

    Whoever prints, prints what was printed before as well.
    """
    rows = db.session.execute(
        select(Letter.target_id, Delivery.queued_at, func.count())
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(_in_packet(), Delivery.attempts > 0)
        .group_by(Letter.target_id, Delivery.queued_at)
        .order_by(Delivery.queued_at)
    )
    found = defaultdict[str, tuple[Printing, ...]](tuple)
    for target_id, at, letters in rows:
        if at is not None:
            before = found[target_id][0].letters if found[target_id] else 0
            found[target_id] = (Printing(at, before + letters), *found[target_id])
    return found


def in_doubt_on_paper() -> int:
    """Return how many letters on paper are in doubt: they are not printed until that ends."""
    return db.session.scalars(
        select(func.count()).where(
            Delivery.channel == Channel.PRINT, Delivery.status == DeliveryState.IN_DOUBT
        )
    ).one()


def in_packet(target_id: str) -> list[str]:
    """Return the letters that wait on paper for an office."""
    return [letter.delivery_id for letter in _letters(target_id)]


def printed_letters(target_id: str, *, by: datetime | None = None) -> Sequence[PacketLetter]:
    """Return the letters for an office that were printed, by then, and not handed over yet."""
    in_time = [] if by is None else [Delivery.queued_at <= by]
    return _letters(target_id, Delivery.attempts > 0, *in_time)


def addressee(target_id: str) -> Addressee:
    """Return to whom a packet goes. Raises NotFound."""
    row = db.session.execute(
        select(
            District.jurisdiction,
            District.chamber,
            District.number,
            Target.gender,
            Target.full_name,
            Target.capitol_address,
        )
        .join(District, District.id == Target.district_id)
        .where(Target.id == target_id)
    ).one_or_none()
    if row is None:
        raise NotFound(target_id)
    return Addressee(*row)


def senders(delivery_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return title and organization of the campaigns that these letters belong to."""
    rows = db.session.execute(
        select(CampaignText.title, CampaignText.organization)
        .distinct()
        .join(Campaign, Campaign.id == CampaignText.campaign_id)
        .join(Action, Action.campaign_id == Campaign.id)
        .join(Letter, Letter.action_id == Action.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Delivery.id.in_(delivery_ids), CampaignText.locale == "en")
        .order_by(CampaignText.title)
    )
    return [(title, organization) for title, organization in rows]


def _letters(target_id: str, *conditions: ColumnElement[bool]) -> list[PacketLetter]:
    rows = db.session.execute(
        select(
            Delivery.id,
            Letter.locale,
            Letter.subject,
            Letter.body,
            Letter.original_body,
            Action.email,
            Action.submitted_at,
        )
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .where(Letter.target_id == target_id, _in_packet(), *conditions)
        .order_by(Action.submitted_at, Delivery.id)
    )
    return [PacketLetter(*row) for row in rows]


def _in_packet() -> ColumnElement[bool]:
    return and_(
        Delivery.channel == Channel.PRINT,
        Delivery.status == DeliveryState.HELD,
        Delivery.hold_reason == HoldReason.IN_PACKET,
    )
