"""The counted facts of actions and deliveries, as deltas."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from campaign.db import db
from campaign.domain.content import REHEARSAL
from campaign.domain.deliveries import DeliveryState
from campaign.domain.people import ConsentGiven
from campaign.domain.submissions import Submission
from campaign.domain.tallies import Delta, TallyKind, own_words
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.queries.rungs import is_highest_rung

_DELIVERED = (
    select(
        Action.campaign_id,
        Campaign.time_zone,
        Letter.target_id,
        Target.district_id,
        Action.source_id,
        Action.locale,
    )
    .select_from(Delivery)
    .join(Letter, Letter.id == Delivery.letter_id)
    .join(Target, Target.id == Letter.target_id)
    .join(Action, Action.id == Letter.action_id)
    .join(Campaign, Campaign.id == Action.campaign_id)
    .where(Delivery.id.in_(bindparam("delivery_ids", expanding=True)), Campaign.slug != REHEARSAL)
)
"""Written once: it is asked for every letter that goes out."""


def campaign_day(campaign_id: str, now: datetime) -> date:
    """Return the campaign's own day at a moment."""
    return _campaign_time(campaign_id, now).date()


def submitted_delta(submission: Submission, now: datetime) -> Delta:
    """Return what a sending counts, whether it will be confirmed or not."""
    return Delta(
        campaign_id=submission.campaign_id,
        day=campaign_day(submission.campaign_id, now),
        kind=TallyKind.SUBMITTED,
        source_id=submission.source_id or "",
        locale=submission.locale,
    )


def confirmed_delta(action: Action, now: datetime) -> Delta:
    """Return what a confirmation counts; its facet is the hour of the campaign's day."""
    local = _campaign_time(action.campaign_id, now)
    return Delta(
        campaign_id=action.campaign_id,
        day=local.date(),
        kind=TallyKind.CONFIRMED,
        source_id=action.source_id or "",
        locale=action.locale,
        facet=f"{local:%H}",
    )


def delivered_deltas(delivery_ids: Collection[str], now: datetime, n: int = 1) -> list[Delta]:
    """Return what letters count that went out, or uncount with n = -1 when they come back.

    Notices among the deliveries count nothing, nor does a rehearsal.
    """
    rows = db.session.execute(_DELIVERED, {"delivery_ids": list(delivery_ids)})
    counts = Counter(
        Delta(
            campaign_id=row.campaign_id,
            day=now.astimezone(ZoneInfo(row.time_zone)).date(),
            kind=TallyKind.DELIVERED,
            target_id=row.target_id,
            district_id=row.district_id,
            source_id=row.source_id or "",
            locale=row.locale,
            n=n,
        )
        for row in rows
    )
    return [replace(delta, n=n * count) for delta, count in counts.items()]


def call_delta(letter_id: str, now: datetime, n: int) -> Delta:
    """Return what a writer's word about a call counts, or uncounts with n = -1."""
    row = db.session.execute(
        select(
            Action.campaign_id,
            Action.source_id,
            Action.locale,
            Letter.target_id,
            Target.district_id,
        )
        .join(Action, Action.id == Letter.action_id)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.id == letter_id)
    ).one()
    return Delta(
        campaign_id=row.campaign_id,
        day=campaign_day(row.campaign_id, now),
        kind=TallyKind.CALL,
        target_id=row.target_id,
        district_id=row.district_id,
        source_id=row.source_id or "",
        locale=row.locale,
        n=n,
    )


def letter_deltas(action: Action, letter_ids: Iterable[str], day: date, n: int) -> list[Delta]:
    """Return what some letters of an action count: each letter, and each of its asks."""
    base = Delta(
        campaign_id=action.campaign_id,
        day=day,
        kind=TallyKind.LETTER,
        source_id=action.source_id or "",
        locale=action.locale,
        n=n,
    )
    asks = db.session.scalars(
        select(ActionRecommendation.recommendation_id).where(
            ActionRecommendation.action_id == action.id
        )
    ).all()
    targets = db.session.execute(
        select(Target.id, Target.district_id)
        .join(Letter, Letter.target_id == Target.id)
        .where(Letter.id.in_(list(letter_ids)))
    )
    deltas: list[Delta] = []
    for target_id, district_id in targets:
        letter = replace(base, target_id=target_id, district_id=district_id)
        deltas.append(letter)
        deltas.extend(replace(letter, kind=TallyKind.ASK, recommendation_id=ask) for ask in asks)
    return deltas


def taken_back_deltas(action: Action, taken_back: Collection[str], now: datetime) -> list[Delta]:
    """Return what letters uncount that were taken back just now; the writer too, with the last.

    The action must be held, so that of two letters taken back at once one is the last.
    """
    if action.confirmed_at is None or not taken_back:
        return []
    day = campaign_day(action.campaign_id, now)
    deltas = letter_deltas(action, taken_back, day, -1)
    return deltas if _has_counted_letters(action.id) else [*deltas, writer_delta(action, day, -1)]


def writer_delta(action: Action, day: date, n: int) -> Delta:
    """Return what the writer of an action counts; the facet is their band of own words."""
    return Delta(
        campaign_id=action.campaign_id,
        day=day,
        kind=TallyKind.WRITER,
        source_id=action.source_id or "",
        locale=action.locale,
        facet=own_words(action.own_words_share),
        n=n,
    )


def sign_up_deltas(consents: Iterable[ConsentGiven], now: datetime, n: int) -> list[Delta]:
    """Return what consents given, or taken back with n = -1, count."""
    return [
        Delta(
            campaign_id=consent.campaign_id,
            day=campaign_day(consent.campaign_id, now),
            kind=TallyKind.SIGN_UP,
            source_id=consent.source_id or "",
            locale=consent.locale,
            n=n,
        )
        for consent in consents
    ]


def _campaign_time(campaign_id: str, now: datetime) -> datetime:
    zone = db.session.scalars(select(Campaign.time_zone).where(Campaign.id == campaign_id)).one()
    return now.astimezone(ZoneInfo(zone))


def _has_counted_letters(action_id: str) -> bool:
    found = db.session.scalars(
        select(Letter.id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(
            Letter.action_id == action_id,
            Letter.accepted_at.is_not(None),
            is_highest_rung(),
            Delivery.status != DeliveryState.CANCELLED,
        )
        .limit(1)
    )
    return found.first() is not None
