"""Looks at how our mail is taken: what bounced, and what was complained of."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.gauges import COMPLAINED, PAUSED, VIEW, WINDOW, Gauge, Gauges
from campaign.models.beats import JobRun
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt

_S = DeliveryState
_LEFT = (_S.SENT, _S.DELIVERED, _S.BOUNCED)


def gauges(*, live: bool, now: datetime, since: datetime | None = None) -> Gauges:
    """Return both gauges; with `since`, of what left after that moment alone."""
    letters = _seen([DeliveryKind.LETTER], live=live, now=now, since=since)
    mails = _seen(list(DeliveryKind), live=live, now=now, since=since)
    return Gauges(
        bounces=Gauge(letters[0], letters[1]),
        complaints=Gauge(mails[0] - mails[1], mails[2]),
    )


def last_stop(now: datetime) -> datetime | None:
    """Return when a gauge last paused everything, if what left before could be in view."""
    return db.session.scalar(
        select(func.max(JobRun.ran_at)).where(JobRun.name == PAUSED, JobRun.ran_at > now - WINDOW)
    )


def _seen(
    kinds: Collection[DeliveryKind], *, live: bool, now: datetime, since: datetime | None
) -> tuple[int, int, int]:
    """Return how many mails are in view, how many bounced for good, and how many displeased."""
    refused = _step(_S.FAILED, DeliveryEvent.code.like("5%"))
    came_back = and_(
        Delivery.status == _S.BOUNCED, ~_step(_S.BOUNCED, DeliveryEvent.code.like("4%"))
    )
    complaints = select(Receipt.delivery_id).where(
        Receipt.kind == COMPLAINED, Receipt.delivery_id.is_not(None)
    )
    statement = select(
        or_(Delivery.status == _S.FAILED, came_back).label("bounced"),
        Delivery.id.in_(complaints).label("complained"),
    ).where(
        or_(Delivery.status.in_(_LEFT), and_(Delivery.status == _S.FAILED, refused)),
        Delivery.kind.in_(kinds),
        Delivery.live.is_(live),
        Delivery.due_at > now - WINDOW,
    )
    if since is not None:
        left = or_(
            _step(_S.SENT, DeliveryEvent.at > since), _step(_S.FAILED, DeliveryEvent.at > since)
        )
        statement = statement.where(left)
    rows = db.session.execute(statement.order_by(Delivery.due_at.desc()).limit(VIEW)).all()
    return len(rows), sum(row.bounced for row in rows), sum(row.complained for row in rows)


def _step(new: DeliveryState, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether a delivery took such a step, as SQL."""
    return (
        select(DeliveryEvent.id)
        .where(DeliveryEvent.delivery_id == Delivery.id, DeliveryEvent.new == new, condition)
        .exists()
    )
