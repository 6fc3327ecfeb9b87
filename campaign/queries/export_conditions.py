"""The conditions by which a file is narrowed, as SQL."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.domain.exports import ExportFilters
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.letters import Letter
from campaign.models.partners import Partner, Source
from campaign.models.places import District
from campaign.models.roster import Target


def of_campaign(
    column: InstrumentedAttribute[str], filters: ExportFilters
) -> Sequence[ColumnElement[bool]]:
    """Return the condition on a column that holds a campaign's id."""
    if not filters.campaign:
        return ()
    return (column.in_(select(Campaign.id).where(Campaign.slug == filters.campaign)),)


def by_source(column: Any, filters: ExportFilters) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401  # A column that may be empty in one table and not in another.
    """Return the conditions on a column that holds a source's id."""
    conditions: list[ColumnElement[bool]] = []
    if filters.source:
        conditions.append(column.in_(select(Source.id).where(Source.code == filters.source)))
    if filters.partner:
        theirs = select(Source.id).join(Partner, Partner.id == Source.partner_id)
        conditions.append(column.in_(theirs.where(Partner.slug == filters.partner)))
    return conditions


def within(column: Any, filters: ExportFilters) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401  # As above, with times.
    """Return the conditions that a moment lies on the days asked for, on the campaign's clock."""
    if filters.first is None and filters.last is None:
        return ()
    zone = ZoneInfo(_time_zone(filters.campaign))
    conditions: list[ColumnElement[bool]] = []
    if filters.first is not None:
        conditions.append(column >= _midnight(filters.first, zone))
    if filters.last is not None:
        conditions.append(column < _midnight(filters.last + timedelta(days=1), zone))
    return conditions


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _time_zone(campaign: str) -> str:
    zones = select(Campaign.time_zone).order_by(Campaign.position, Campaign.slug).limit(1)
    if campaign:
        zones = zones.where(Campaign.slug == campaign)
    return db.session.scalar(zones) or "UTC"


def wrote(filters: ExportFilters) -> Sequence[ColumnElement[bool]]:
    """Return the conditions that an action was about a recommendation, or to a district."""
    conditions: list[ColumnElement[bool]] = []
    if filters.recommendation:
        conditions.append(asks_for(filters.recommendation))
    if filters.district:
        letters = (
            select(Letter.id)
            .join(Target, Target.id == Letter.target_id)
            .join(District, District.id == Target.district_id)
            .where(
                Letter.action_id == Action.id,
                Letter.accepted_at.is_not(None),
                District.ocd_id == filters.district,
            )
        )
        conditions.append(letters.exists())
    return conditions


def asks_for(recommendation: str) -> ColumnElement[bool]:
    """Return the condition that an action asks for a recommendation, named by its slug."""
    asks = (
        select(ActionRecommendation.action_id)
        .join(Recommendation, Recommendation.id == ActionRecommendation.recommendation_id)
        .where(ActionRecommendation.action_id == Action.id, Recommendation.slug == recommendation)
    )
    return asks.exists()
