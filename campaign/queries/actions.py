"""An action with all that belongs to it, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaign.db import db
from campaign.domain.deliveries import (
    FINAL,
    PENDING,
    WITHDRAWABLE,
    Channel,
    DeliveryState,
    HoldReason,
)
from campaign.domain.errors import NotFound
from campaign.domain.ladder import CAMPAIGN_OVER, DECLINED, HANDED_OVER, UNANSWERED
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign, CampaignText, Recommendation, RecommendationText
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.models.supporters import Supporter
from campaign.queries.doubts import came_of_a_restore, ended_as, failed_as, was_given_up
from campaign.queries.rungs import is_highest_rung


@dataclass(frozen=True, slots=True)
class LetterState:
    """One letter of an action, and how it stands on the highest rung that it has reached."""

    letter_id: str
    position: int
    target_id: str
    district_id: str
    delivery_id: str
    channel: Channel
    state: DeliveryState
    hold_reason: HoldReason | None
    repeated: bool
    went_on: bool
    """Whether its writer sent another in its place, to who followed in the seat."""
    unanswered: bool
    """Whether it ended, its addressee gone, without its writer's word on who followed."""
    given_up: bool
    """Whether a person gave it up in doubt: nobody knows whether it arrived."""
    restored: bool
    """Whether it is in doubt because a backup was restored."""
    handed_over: bool
    """Whether somebody said on which day it was handed over on paper."""
    over: bool
    """Whether its campaign ended before it could leave."""
    declined: bool
    """Whether a person read it and did not send it."""
    updated_at: datetime | None
    due_at: datetime
    subject: str
    body: str
    original_body: str

    @property
    def may_be_withdrawn(self) -> bool:
        """Tell whether this letter has not left yet."""
        return self.state in WITHDRAWABLE

    @property
    def moving(self) -> bool:
        """Tell whether this letter is on its way right now."""
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action as its writer may see it."""

    id: str
    campaign_slug: str
    locale: str
    given_name: str
    family_name: str
    email: str
    street: str
    city: str
    zip: str
    source_id: str | None
    supporter_id: str | None
    submitted_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    expired_at: datetime | None
    asks: tuple[str, ...]
    letters: tuple[LetterState, ...]


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What every notice about an action says."""

    email: str
    locale: str
    given_name: str
    campaign_slug: str
    campaign_title: str
    organization: str
    contact_email: str
    legislators: tuple[str, ...]

    def values(self, **more: object) -> dict[str, object]:
        """Return the values that every notice's templates take, and more."""
        return {
            "given_name": self.given_name,
            "campaign_title": self.campaign_title,
            "organization": self.organization,
            "contact_email": self.contact_email,
            "legislators": list(self.legislators),
            **more,
        }


def view(action_id: str) -> ActionView:
    """Return an action. Raises NotFound."""
    row = db.session.execute(
        select(Action, Campaign.slug)
        .join(Campaign, Campaign.id == Action.campaign_id)
        .where(Action.id == action_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound("action")
    action: Action = row[0]
    return ActionView(
        id=action.id,
        campaign_slug=row[1],
        locale=action.locale,
        given_name=action.given_name,
        family_name=action.family_name,
        email=action.email,
        street=action.street,
        city=action.city,
        zip=action.zip,
        source_id=action.source_id,
        supporter_id=action.supporter_id,
        submitted_at=action.submitted_at,
        confirmed_at=action.confirmed_at,
        withdrawn_at=action.withdrawn_at,
        expired_at=action.expired_at,
        asks=tuple(db.session.scalars(_asks(RecommendationText.title, action.id, action.locale))),
        letters=_letters(action),
    )


def sentences_in(action_id: str, locale: str) -> tuple[str, ...]:
    """Return each ask of an action as one request, the most important first."""
    return tuple(db.session.scalars(_asks(RecommendationText.ask, action_id, locale)))


def notice_facts(action_id: str) -> NoticeFacts:
    """Return what a notice about an action says. Raises NotFound."""
    row = db.session.execute(
        select(
            Action.email,
            Action.locale,
            Action.given_name,
            Campaign.slug,
            Campaign.contact,
            CampaignText.title,
            CampaignText.organization,
        )
        .join(Campaign, Campaign.id == Action.campaign_id)
        .join(
            CampaignText,
            and_(CampaignText.campaign_id == Campaign.id, CampaignText.locale == Action.locale),
        )
        .where(Action.id == action_id)
    ).one_or_none()
    if row is None:
        raise NotFound("action")
    return NoticeFacts(
        email=row.email,
        locale=row.locale,
        given_name=row.given_name,
        campaign_slug=row.slug,
        campaign_title=row.title,
        organization=row.organization,
        contact_email=row.contact,
        legislators=tuple(db.session.scalars(_names(action_id))),
    )


def repeated_targets(action_id: str, *, since: datetime) -> frozenset[str]:
    """Return the targets to whom this person already wrote about one of these asks.

    A person is an e-mail address and a name; a letter counts from its confirmation, unless it
    was taken back.
    """
    mine = select(Action.email, Action.name_key).where(Action.id == action_id).subquery()
    my_asks = select(ActionRecommendation.recommendation_id).where(
        ActionRecommendation.action_id == action_id
    )
    found = db.session.scalars(
        select(Letter.target_id)
        .join(Action, Action.id == Letter.action_id)
        .join(mine, and_(mine.c.email == Action.email, mine.c.name_key == Action.name_key))
        .join(ActionRecommendation, ActionRecommendation.action_id == Action.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(
            Action.id != action_id,
            Action.confirmed_at >= since,
            Letter.accepted_at.is_not(None),
            is_highest_rung(),
            Delivery.status != DeliveryState.CANCELLED,
            ActionRecommendation.recommendation_id.in_(my_asks),
        )
    )
    return frozenset(found)


def newest_action_at(email: str) -> tuple[str, str] | None:
    """Return the newest action of a confirmed address, and its supporter; none if we know none."""
    found = db.session.execute(
        select(Action.id, Supporter.id)
        .join(Supporter, Supporter.id == Action.supporter_id)
        .where(Supporter.email == email)
        .order_by(Action.submitted_at.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def has_open_letters(action_id: str) -> bool:
    """Tell whether any letter of an action has not come to its final state."""
    found = db.session.scalars(
        select(Letter.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Letter.action_id == action_id, Delivery.status.not_in(FINAL))
        .limit(1)
    )
    return found.first() is not None


def went_on() -> ColumnElement[bool]:
    """Return the condition that another letter took a letter's place."""
    follower = aliased(Letter)
    return select(follower.id).where(follower.in_place_of == Letter.id).exists()


_MARKS = {
    "went_on": went_on(),
    "unanswered": failed_as(UNANSWERED),
    "given_up": was_given_up(),
    "handed_over": ended_as(DeliveryState.SENT, HANDED_OVER),
    "over": failed_as(CAMPAIGN_OVER),
    "declined": ended_as(DeliveryState.CANCELLED, DECLINED),
    "restored": came_of_a_restore(),
}
"""What a letter's other rows say of it."""


def _letters(action: Action) -> tuple[LetterState, ...]:
    rows = db.session.execute(
        select(Letter, Delivery, Target.district_id, *_MARKS.values())
        .join(Delivery, Delivery.letter_id == Letter.id)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.action_id == action.id, is_highest_rung())
        .order_by(Letter.position)
        .execution_options(populate_existing=True)
    )
    return tuple(
        _state(action, letter, delivery, district, dict(zip(_MARKS, marks, strict=True)))
        for letter, delivery, district, *marks in rows
    )


def _state(
    action: Action,
    letter: Letter,
    delivery: Delivery,
    district_id: str,
    marks: Mapping[str, bool],
) -> LetterState:
    cancelled = delivery.status is DeliveryState.CANCELLED
    return LetterState(
        letter_id=letter.id,
        position=letter.position,
        target_id=letter.target_id,
        district_id=district_id,
        delivery_id=delivery.id,
        channel=delivery.channel,
        state=delivery.status,
        hold_reason=delivery.hold_reason,
        repeated=cancelled and action.confirmed_at is not None and letter.accepted_at is None,
        **marks,
        updated_at=delivery.final_at or delivery.queued_at,
        due_at=delivery.due_at,
        subject=letter.subject,
        body=letter.body,
        original_body=letter.original_body,
    )


def _asks(words: InstrumentedAttribute[str], action_id: str, locale: str) -> Select[str]:
    return (
        select(words)
        .join(Recommendation, Recommendation.id == RecommendationText.recommendation_id)
        .join(ActionRecommendation, ActionRecommendation.recommendation_id == Recommendation.id)
        .where(ActionRecommendation.action_id == action_id, RecommendationText.locale == locale)
        .order_by(ActionRecommendation.position)
    )


def _names(action_id: str) -> Select[str]:
    return (
        select(Target.full_name)
        .join(Letter, Letter.target_id == Target.id)
        .where(Letter.action_id == action_id)
        .order_by(Letter.position)
    )
