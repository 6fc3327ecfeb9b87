"""Looks for letters that must leave their rung, and for writers who were not told of it yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason
from campaign.domain.ladder import QUIET_AFTER_ACCEPTED, Health, told_key
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target
from campaign.queries.rungs import OFFICE_IS_GONE, ON_A_RUNG, has_ladder, is_highest_rung

AT_ONCE = 200
ONE_DAY = timedelta(days=1)

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that may have to leave its rung, and where it could go."""

    delivery_id: str
    letter_id: str
    action_id: str
    target_id: str
    channel: Channel
    state: DeliveryState
    hold: HoldReason | None
    contact_form_url: str
    not_after: date | None
    time_zone: str

    def is_over(self, now: datetime) -> bool:
        """Tell whether the last day of its campaign has passed."""
        return self.not_after is not None and self.day(now) > self.not_after

    def day(self, now: datetime) -> date:
        """Return its campaign's own day."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def has_outlived_campaign(self, now: datetime) -> bool:
        """Tell whether it waits for a person or a successor, and its campaign is over."""
        waits = self.channel is Channel.EMAIL or self.office_is_gone
        return waits and self.state is DeliveryState.HELD and self.is_over(now)

    @property
    def office_is_gone(self) -> bool:
        """Tell whether it waits because its addressee is not in office any more."""
        return self.hold in OFFICE_IS_GONE


@dataclass(frozen=True, slots=True)
class Untold:
    """A letter that goes another way, of which its writer does not know yet."""

    letter_id: str
    action_id: str
    channel: Channel
    position: int


def quiet_again(now: datetime) -> dict[str, datetime]:
    """Return the offices of which a letter was taken since the last blame, and never came back.

    With each stands when a letter last failed for its address.
    """
    taken = exists().where(
        Delivery.letter_id == Letter.id,
        Letter.target_id == OfficeHealth.target_id,
        Delivery.channel == Channel.EMAIL,
        Delivery.status.in_((_S.SENT, _S.DELIVERED)),
        Delivery.final_at > OfficeHealth.blamed_at,
        Delivery.final_at <= now - QUIET_AFTER_ACCEPTED,
    )
    rows = db.session.execute(
        select(OfficeHealth.target_id, OfficeHealth.blamed_at).where(
            OfficeHealth.state != Health.WORKING, OfficeHealth.blamed_at.is_not(None), taken
        )
    )
    return {target_id: blamed_at for target_id, blamed_at in rows if blamed_at is not None}


def leaving(now: datetime) -> list[Leaving]:
    """Return the letters that must leave their rung."""
    reasons = (_email_fails(now), _wait_is_over(now), _outlives_campaign(now))
    rows = db.session.execute(
        select(
            Delivery.id.label("delivery_id"),
            Delivery.letter_id,
            Letter.action_id,
            Letter.target_id,
            Delivery.channel,
            Delivery.status.label("state"),
            Delivery.hold_reason.label("hold"),
            Target.contact_form_url,
            Campaign.not_after,
            Campaign.time_zone,
        )
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .join(Target, Target.id == Letter.target_id)
        .where(is_highest_rung(), or_(*reasons))
        .order_by(Delivery.id)
        .limit(AT_ONCE)
    )
    return [Leaving(**row) for row in rows.mappings()]


def untold() -> list[Untold]:
    """Return the letters on another rung of which their writers were not told.

    Whoever was shown the form knows of the paper that follows it.
    """
    notice = aliased(Delivery)
    told = exists().where(notice.dedupe_key == literal(told_key("")).concat(Letter.id))
    form = aliased(Delivery)
    after_form = exists().where(
        form.letter_id == Letter.id,
        form.channel == Channel.FORM,
        form.left_at.is_(None),
        Delivery.channel == Channel.PRINT,
    )
    rows = db.session.execute(
        select(Letter.id, Action.id, Delivery.channel, Letter.position)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .where(
            Delivery.status == _S.HELD,
            Delivery.channel != Channel.EMAIL,
            Delivery.hold_reason.in_(ON_A_RUNG),
            Letter.body != "",
            has_ladder(),
            is_highest_rung(),
            ~told,
            ~after_form,
        )
        .order_by(Delivery.created_at)
        .limit(AT_ONCE)
    )
    return [Untold(*row) for row in rows]


def _email_fails(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter waits for an address that fails, or came back."""
    doubted = and_(Delivery.status == _S.HELD, Delivery.hold_reason == HoldReason.DOUBTFUL_ADDRESS)
    fails = exists().where(
        OfficeHealth.target_id == Letter.target_id, OfficeHealth.state == Health.FAILING
    )
    return and_(
        Delivery.channel == Channel.EMAIL,
        or_(Campaign.not_after.is_(None), Campaign.not_after >= _yesterday(now)),
        has_ladder(),
        or_(
            and_(fails, or_(Delivery.status == _S.QUEUED, doubted)),
            and_(Delivery.status == _S.BOUNCED, Letter.body != ""),
        ),
    )


def _wait_is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition that no word came about a form, or that nobody wants it any more."""
    return and_(
        Delivery.channel != Channel.EMAIL,
        Delivery.status == _S.HELD,
        or_(
            ~has_ladder(),
            and_(Delivery.hold_reason == HoldReason.WRITER_SENDS, Delivery.due_at <= now),
        ),
    )


def _outlives_campaign(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter is held, and its campaign's last day is over."""
    return and_(
        or_(Delivery.channel == Channel.EMAIL, Delivery.hold_reason.in_(OFFICE_IS_GONE)),
        Delivery.status == _S.HELD,
        Campaign.not_after < _yesterday(now),
    )


def _yesterday(now: datetime) -> date:
    """Return a day that is over, or soon will be, wherever a campaign is."""
    return (now - ONE_DAY).date()
