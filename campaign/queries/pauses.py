"""Looks at what is paused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason
from campaign.domain.errors import NotFound, Refused
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.pauses import CAMPAIGN, EVERYTHING, OFFICE, Pause
from campaign.models.roster import Target
from campaign.models.staff import StaffMember

HOLDS = {OFFICE: HoldReason.OFFICE_PAUSED, CAMPAIGN: HoldReason.MAIL_PAUSED}
"""Why a letter waits that comes due while its office or its campaign is paused."""

FREED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class PauseLine:
    """One pause; `name` is the campaign's slug or the legislator's name, or nothing for all."""

    scope: str
    name: str
    reason: str
    since: datetime
    by: str
    """Who of the staff paused it; empty for a terminal of the server and for the worker."""


def pauses() -> list[PauseLine]:
    """Return every pause, the oldest first."""
    rows = db.session.execute(
        select(
            Pause.scope,
            func.coalesce(Campaign.slug, Target.full_name, ""),
            Pause.reason,
            Pause.since,
            func.coalesce(StaffMember.email, ""),
        )
        .outerjoin(StaffMember, StaffMember.id == Pause.staff_member_id)
        .outerjoin(Campaign, Pause.scope == CAMPAIGN + Campaign.id)
        .outerjoin(Target, Pause.scope == OFFICE + Target.id)
        .order_by(Pause.since, Pause.scope)
    )
    return [PauseLine(*row) for row in rows]


def scope_exists(scope: str) -> bool:
    """Tell whether a scope is everything, or names a campaign or an office that is there."""
    if scope == EVERYTHING:
        return True
    for kind, table in ((CAMPAIGN, Campaign), (OFFICE, Target)):
        if scope.startswith(kind):
            return db.session.get(table, scope.removeprefix(kind)) is not None
    return False


def scope_name(scope: str) -> str:
    """Return what people call an office's scope."""
    found = select(Target.full_name).where(OFFICE + Target.id == scope)
    return db.session.scalar(found) or ""


def paused_scopes() -> frozenset[str]:
    """Return the scopes whose mail does not leave."""
    return frozenset(db.session.scalars(select(Pause.scope)))


def everything_is_paused() -> bool:
    """Tell whether no mail at all leaves."""
    found = select(Pause.scope).where(Pause.scope == EVERYTHING)
    return db.session.scalar(found) is not None


def paused_targets(campaign_id: str, target_ids: Collection[str]) -> frozenset[str]:
    """Return to which of these a campaign's letters do not leave, whatever was paused."""
    scopes = paused_scopes()
    if scopes & {EVERYTHING, CAMPAIGN + campaign_id}:
        return frozenset(target_ids)
    return frozenset(target_id for target_id in target_ids if OFFICE + target_id in scopes)


def campaign_scope(slug: str) -> str:
    """Return the scope of a campaign. Raises NotFound."""
    found = db.session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    if found is None:
        raise NotFound(slug)
    return CAMPAIGN + found


def office_scope(name: str) -> str:
    """Return the scope of an office by its id or its legislator's full name, in any case.

    Raises NotFound, and Refused("many_offices") where several legislators have the name.
    """
    found = db.session.scalars(
        select(Target.id).where(
            or_(Target.id == name, func.lower(Target.full_name) == name.lower())
        )
    ).all()
    if not found:
        raise NotFound(name)
    if len(found) > 1:
        raise Refused("many_offices")
    return OFFICE + found[0]


def letters_in(scope: str) -> ColumnElement[bool]:
    """Return the condition, as SQL, that a delivery is a letter of a scope."""
    letters = select(Letter.id)
    if scope.startswith(OFFICE):
        letters = letters.where(Letter.target_id == scope.removeprefix(OFFICE))
    elif scope.startswith(CAMPAIGN):
        letters = letters.join(Action, Action.id == Letter.action_id).where(
            Action.campaign_id == scope.removeprefix(CAMPAIGN)
        )
    else:
        return true()
    return Delivery.letter_id.in_(letters)


def held_by(scope: str) -> list[str]:
    """Return the letters that came due during a pause, the longest due first.

    What was held for the same reason when it was confirmed has no date yet: it waits for
    something else.
    """
    reasons = [reason for kind, reason in HOLDS.items() if scope.startswith(kind)]
    return list(
        db.session.scalars(
            select(Delivery.id)
            .where(_came_due(), Delivery.hold_reason.in_(reasons), letters_in(scope))
            .order_by(Delivery.due_at)
        )
    )


def held_in_vain() -> list[str]:
    """Return letters that came due during a pause which is over, the longest due first."""
    of = {OFFICE: Letter.target_id, CAMPAIGN: Action.campaign_id}
    pause_is_over = [
        and_(
            Delivery.hold_reason == reason,
            ~exists().where(Pause.scope == literal(kind).concat(of[kind])),
        )
        for kind, reason in HOLDS.items()
    ]
    return list(
        db.session.scalars(
            select(Delivery.id)
            .join(Letter, Letter.id == Delivery.letter_id)
            .join(Action, Action.id == Letter.action_id)
            .where(_came_due(), or_(*pause_is_over))
            .order_by(Delivery.due_at)
            .limit(FREED_AT_ONCE)
        )
    )


def _came_due() -> ColumnElement[bool]:
    """Return the condition that a letter is held, and was not when it was confirmed."""
    return and_(
        Delivery.status == DeliveryState.HELD,
        Delivery.kind == DeliveryKind.LETTER,
        Delivery.mail_date.is_not(None),
    )
