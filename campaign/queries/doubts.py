"""Looks at what is in doubt: since when, and why."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select

from campaign.db import db
from campaign.domain.deliveries import GIVEN_UP, DeliveryState
from campaign.models.deliveries import Delivery, DeliveryEvent

RESTORED = "restored"
"""The code of the step that a restored backup makes."""


def doubts_of_a_restore() -> list[Delivery]:
    """Return what is in doubt because a backup was restored."""
    return list(
        db.session.scalars(
            select(Delivery)
            .where(came_of_a_restore())
            .order_by(Delivery.id)
            .execution_options(populate_existing=True)
        )
    )


def doubts_older_than(moment: datetime) -> int:
    """Return how many deliveries came into doubt before a moment, and are still."""
    return db.session.scalars(
        select(func.count())
        .select_from(Delivery)
        .join(DeliveryEvent, DeliveryEvent.id == last_step())
        .where(Delivery.status == DeliveryState.IN_DOUBT, DeliveryEvent.at <= moment)
    ).one()


def was_given_up() -> ColumnElement[bool]:
    """Return the condition that a person gave a delivery up in doubt, as SQL."""
    return failed_as(GIVEN_UP)


def failed_as(code: str) -> ColumnElement[bool]:
    """Return the condition that a delivery failed, and its last step has this code."""
    return ended_as(DeliveryState.FAILED, code)


def ended_as(state: DeliveryState, code: str) -> ColumnElement[bool]:
    """Return the condition that a delivery came to a state by a step with this code."""
    last = exists().where(DeliveryEvent.id == last_step(), DeliveryEvent.code == code)
    return and_(Delivery.status == state, last)


def came_of_a_restore() -> ColumnElement[bool]:
    """Return the condition that a delivery is in doubt because of a restored backup, as SQL."""
    restored = exists().where(DeliveryEvent.id == last_step(), DeliveryEvent.code == RESTORED)
    return and_(Delivery.status == DeliveryState.IN_DOUBT, restored)


def last_step() -> ScalarSelect[int]:
    """Return a delivery's newest event, as SQL."""
    return (
        select(func.max(DeliveryEvent.id))
        .where(DeliveryEvent.delivery_id == Delivery.id)
        .correlate(Delivery)
        .scalar_subquery()
    )
