"""The values that a file's columns hold where no table holds them so, as SQL."""

from typing import Any

from sqlalchemy import ColumnElement, String, func, select, type_coerce

from campaign.db import db
from campaign.domain.people import AgeBand
from campaign.domain.places import Chamber
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Recommendation
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import Target
from campaign.models.supporters import Supporter

BETWEEN = "; "
"""Parts several recommendations of one letter."""


def recommendations() -> ColumnElement[str]:
    """Return what an action asks for, in its writer's order."""
    asks = (
        select(Recommendation.slug)
        .join(ActionRecommendation, ActionRecommendation.recommendation_id == Recommendation.id)
        .where(ActionRecommendation.action_id == Action.id)
        .order_by(ActionRecommendation.position)
        .correlate(Action)
        .subquery()
    )
    return select(func.aggregate_strings(asks.c.slug, BETWEEN)).scalar_subquery()


def newest_district(chamber: Chamber) -> ColumnElement[str]:
    """Return the district to which a supporter wrote last, in one chamber."""
    return (
        select(District.number)
        .join(Target, Target.district_id == District.id)
        .join(Letter, Letter.target_id == Target.id)
        .join(Action, Action.id == Letter.action_id)
        .where(Action.supporter_id == Supporter.id, District.chamber == chamber)
        .where(Letter.accepted_at.is_not(None))
        .order_by(Letter.accepted_at.desc(), Letter.id)
        .limit(1)
        .scalar_subquery()
    )


def street() -> ColumnElement[str]:
    """Return the street that a supporter signed last, as long as a letter needs it."""
    return (
        select(Action.street)
        .where(
            Action.supporter_id == Supporter.id,
            Action.given_name == Supporter.given_name,
            Action.family_name == Supporter.family_name,
            Action.age_band == AgeBand.ADULT,
            Action.street != "",
        )
        .order_by(Action.submitted_at.desc(), Action.id)
        .limit(1)
        .scalar_subquery()
    )


def or_empty(column: Any) -> ColumnElement[str]:  # noqa: ANN401  # A column or an expression.
    """Return a text, and an empty one where there is none."""
    return func.coalesce(column, "")


def moment(column: Any) -> ColumnElement[str]:  # noqa: ANN401  # Any column of times.
    """Return a time as ISO 8601 writes it, in UTC, to the second."""
    if db.session.get_bind().dialect.name == "sqlite":
        seconds = func.replace(func.substr(column, 1, 19, type_=String), " ", "T", type_=String)
        return seconds + "+00:00"
    in_utc = func.timezone("UTC", column)
    return func.to_char(in_utc, 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"', type_=String)


def day(column: Any) -> ColumnElement[str]:  # noqa: ANN401  # As above.
    """Return a day as ISO 8601 writes it."""
    if db.session.get_bind().dialect.name == "sqlite":
        return type_coerce(column, String)
    return func.to_char(column, "YYYY-MM-DD", type_=String)
