"""Looks at the ladder: on which rung a letter stands, and which one comes next."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.domain.content import CampaignStatus
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason
from campaign.domain.ladder import LADDER, Health, Rung, rung_after_email
from campaign.domain.mail import LetterMail, with_original
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.rungs import OnForm
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target
from campaign.queries.addressees import gone

FREED_AT_ONCE = 1_000
_HEIGHTS = {channel.value: height for height, channel in enumerate(LADDER)}


def is_highest_rung() -> ColumnElement[bool]:
    """Return the condition that a delivery is its letter's highest rung, as SQL.

    A letter has one delivery for each rung that it has reached; the highest one says how it
    stands, unless the letter went back from it. A notice has one delivery and no ladder.
    """
    higher = aliased(Delivery)
    is_below = exists().where(
        higher.letter_id == Delivery.letter_id,
        higher.left_at.is_(None),
        case(_HEIGHTS, value=higher.channel) > case(_HEIGHTS, value=Delivery.channel),
    )
    return and_(Delivery.left_at.is_(None), ~is_below)


ON_A_RUNG = (HoldReason.WRITER_SENDS, HoldReason.IN_PACKET)
"""The reasons of a letter that waits on another rung than e-mail."""

OFFICE_IS_GONE = (HoldReason.LEFT_OFFICE, HoldReason.VACANT_SEAT)
"""The reasons of a letter to somebody who is not in office: it waits for its writer's word."""


def waits_for_staff() -> ColumnElement[bool]:
    """Return the condition that a delivery waits for staff, and not for its writer or a packet.

    What is in doubt does, on every rung; the reason in its row is of the time before.
    """
    reasons = (*ON_A_RUNG, *OFFICE_IS_GONE)
    return or_(
        Delivery.status == DeliveryState.IN_DOUBT,
        Delivery.hold_reason.is_(None),
        Delivery.hold_reason.not_in(reasons),
    )


def has_gone_on(letter_id: str | None, channel: Channel) -> bool:
    """Tell whether a letter has left e-mail for another rung, or this is such a rung."""
    on_another = select(Delivery.id).where(
        Delivery.letter_id == letter_id,
        Delivery.channel != Channel.EMAIL,
        Delivery.left_at.is_(None),
    )
    is_another = channel is not Channel.EMAIL
    return is_another or db.session.scalar(select(on_another.exists())) or False


def waiting_for_address(target_id: str) -> list[str]:
    """Return the letters that wait until an office's address is known to be right."""
    found = db.session.scalars(
        select(Delivery.id)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(Letter.target_id == target_id, _waits_for_address())
    )
    return list(found)


def waiting_in_vain() -> dict[str, list[str]]:
    """Return letters that wait for addresses which work by now, under those addresses.

    It does not ask who mended an office, nor when.
    """
    rows = db.session.execute(
        select(Target.email, Delivery.id)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Target, Target.id == Letter.target_id)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(_waits_for_address(), _works())
        .order_by(Target.email, Delivery.id)
        .limit(FREED_AT_ONCE)
    )
    waiting = defaultdict[str, list[str]](list)
    for email, delivery_id in rows:
        waiting[email].append(delivery_id)
    return waiting


def on_form_in_vain(now: datetime, target_id: str | None = None) -> list[OnForm]:
    """Return letters that wait for their writer's form while their office's e-mail works by now.

    What e-mail carried and brought back is not among them: no letter leaves twice by itself.
    """
    email = aliased(Delivery)
    never_left = and_(email.status == DeliveryState.FAILED, email.scrubbed_at.is_(None))
    rows = db.session.execute(
        select(Delivery.id, email.id, Letter, Action, Target.email, Campaign)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .join(Target, Target.id == Letter.target_id)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .outerjoin(email, and_(email.letter_id == Letter.id, email.channel == Channel.EMAIL))
        .where(
            Delivery.status == DeliveryState.HELD,
            Delivery.hold_reason == HoldReason.WRITER_SENDS,
            _works(),
            or_(email.id.is_(None), never_left),
            Letter.body != "",
            has_ladder(),
            *([] if target_id is None else [Target.id == target_id]),
        )
        .order_by(Delivery.id)
        .limit(FREED_AT_ONCE)
        .execution_options(populate_existing=True)
    )
    return [
        OnForm(
            delivery_id=delivery_id,
            letter_id=letter.id,
            action_id=action.id,
            email_id=email_id,
            mail=LetterMail(
                writer_name=f"{action.given_name} {action.family_name}".strip(),
                writer_address=action.email,
                recipient=recipient,
                subject=letter.subject,
                text=with_original(letter.body, letter.original_body),
            ),
        )
        for delivery_id, email_id, letter, action, recipient, campaign in rows
        if campaign.not_after is None
        or now.astimezone(ZoneInfo(campaign.time_zone)).date() <= campaign.not_after
    ]


def has_ladder() -> ColumnElement[bool]:
    """Return the condition that a letter's writer still wants it, and that it is no rehearsal."""
    over = func.coalesce(Action.withdrawn_at, Action.expired_at, Action.scrubbed_at)
    return and_(over.is_(None), Campaign.status != CampaignStatus.DRAFT)


def next_rung(letter_id: str, now: datetime) -> Rung | None:
    """Return where a letter goes that e-mail cannot carry.

    None where nobody wants it any more, and after its campaign's last day.
    """
    found = db.session.execute(
        select(Target.id, Target.contact_form_url, Campaign.not_after, Campaign.time_zone)
        .select_from(Letter)
        .join(Target, Target.id == Letter.target_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .where(Letter.id == letter_id, has_ladder())
    ).one_or_none()
    if found is None:
        return None
    today = now.astimezone(ZoneInfo(found.time_zone)).date()
    if found.not_after is not None and today > found.not_after:
        return None
    return while_in_office(rung_after_email(found.contact_form_url), found.id, on=today)


def while_in_office(rung: Rung, target_id: str, *, on: date) -> Rung:
    """Return a rung, on which a letter to somebody who left waits for its writer's word."""
    left = gone([target_id], on=on)
    return replace(rung, hold=left[target_id]) if left else rung


def _waits_for_address() -> ColumnElement[bool]:
    return and_(
        Delivery.status == DeliveryState.HELD,
        Delivery.hold_reason == HoldReason.DOUBTFUL_ADDRESS,
    )


def _works() -> ColumnElement[bool]:
    """Return the condition that an office has an address, and nothing speaks against it."""
    unblamed = or_(OfficeHealth.state.is_(None), OfficeHealth.state == Health.WORKING)
    return and_(unblamed, Target.email != "")
