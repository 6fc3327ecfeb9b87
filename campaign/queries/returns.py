"""Which mail a report is about, and which reports still wait to be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.returns import ReturnKind, implied
from campaign.models.deliveries import Delivery, Receipt
from campaign.models.letters import Letter

SHORTEST_REFERENCE = 12
_MAY_BE_REPORTED = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Returned:
    """The delivery that a report is about."""

    id: str
    kind: DeliveryKind
    state: DeliveryState
    recipient: str
    letter_id: str | None
    action_id: str | None
    target_id: str | None


def returned(
    delivery_ids: Sequence[str], message_ids: Sequence[str], reference: str
) -> Returned | None:
    """Return the delivery that one of these names, the surest first; None if none does.

    `reference` is a provider's own name for the mail, as its reply at the handing over had it.
    """
    ways: list[ColumnElement[bool]] = []
    ways += [Delivery.id.in_(delivery_ids)] if delivery_ids else []
    ways += [Delivery.message_id.in_(message_ids)] if message_ids else []
    if len(reference) >= SHORTEST_REFERENCE:
        named = Delivery.provider_ref.contains(reference, autoescape=True)
        ways.append(and_(Delivery.status.in_(_MAY_BE_REPORTED), named))
    for way in ways:
        row = db.session.execute(_deliveries().where(way).limit(1)).first()
        if row is not None:
            return Returned(*row)
    return None


def unbelieved(*, since: datetime, limit: int = 200) -> list[tuple[str, ReturnKind, Returned]]:
    """Return reports that tell more than their delivery's state does, with their providers.

    They came while a worker still held the delivery.
    """
    more = [
        and_(Receipt.kind == kind, Delivery.status == state)
        for kind in ReturnKind
        for state in _MAY_BE_REPORTED
        if implied(kind, state)
    ]
    rows = db.session.execute(
        _deliveries(Receipt.provider, Receipt.kind)
        .join(Receipt, Receipt.delivery_id == Delivery.id)
        .where(Receipt.occurred_at >= since, or_(*more))
        .order_by(Receipt.id)
        .limit(limit)
    )
    return [(provider, ReturnKind(kind), Returned(*rest)) for *rest, provider, kind in rows]


def answers_since(delivery_id: str, since: datetime) -> int:
    """Return how often people answered a letter since then."""
    return db.session.scalars(
        select(func.count()).where(
            Receipt.delivery_id == delivery_id,
            Receipt.kind == ReturnKind.PERSON,
            Receipt.occurred_at >= since,
        )
    ).one()


# Any, because a row of this many columns has no shorter type.
def _deliveries(*more: InstrumentedAttribute[str]) -> "Select[*tuple[Any, ...]]":
    """Return the columns of Returned, in its order, and more."""
    return select(
        Delivery.id,
        Delivery.kind,
        Delivery.status,
        Delivery.recipient,
        Delivery.letter_id,
        func.coalesce(Delivery.action_id, Letter.action_id),
        Letter.target_id,
        *more,
    ).outerjoin(Letter, Letter.id == Delivery.letter_id)
