"""Which mail a report is about, and which reports still wait to be believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.returns import COPY_LOST, WAITS_AGAIN, ReturnKind, implied
from campaign.models.deliveries import IS_NAMED, NAME_AT_RELAY, Delivery, DeliveryEvent, Receipt
from campaign.models.letters import Letter

SHORTEST_REFERENCE = 12
_S = DeliveryState
_MAY_BE_REPORTED = (_S.SENT, _S.DELIVERED, _S.IN_DOUBT)


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
    left_again_at: datetime | None
    """When the newest copy left, where an earlier one may have left as well."""

    def is_about_another_copy(self, kind: ReturnKind, occurred_at: datetime) -> bool:
        """Tell whether a report says of an earlier copy alone that it was given up."""
        again = self.left_again_at
        return kind in COPY_LOST and again is not None and occurred_at < again


def returned(
    delivery_ids: Sequence[str], message_ids: Sequence[str], reference: str
) -> Returned | None:
    """Return the delivery that one of these names, the surest first; None if none does.

    `reference` is a provider's own name for the mail, the last word of its reply at the handing
    over.
    """
    ways: list[ColumnElement[bool]] = []
    ways += [Delivery.id.in_(delivery_ids)] if delivery_ids else []
    ways += [Delivery.message_id.in_(message_ids)] if message_ids else []
    if len(reference) >= SHORTEST_REFERENCE:
        named = literal_column(NAME_AT_RELAY, String) == reference
        ways.append(and_(text(IS_NAMED), named, Delivery.status.in_(_MAY_BE_REPORTED)))
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
        for state in (*_MAY_BE_REPORTED, *WAITS_AGAIN)
        if implied(kind, state)
    ]
    again = _left_again_at()
    of_this_copy = or_(
        Receipt.kind.not_in(COPY_LOST), again.is_(None), Receipt.occurred_at >= again
    )
    rows = db.session.execute(
        _deliveries(Receipt.provider, Receipt.kind)
        .join(Receipt, Receipt.delivery_id == Delivery.id)
        .where(Receipt.occurred_at >= since, or_(*more), of_this_copy)
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
        _left_again_at(),
        *more,
    ).outerjoin(Letter, Letter.id == Delivery.letter_id)


def _left_again_at() -> "ScalarSelect[datetime]":
    """Return when a delivery left last, as SQL, where somebody had it sent again."""
    steps, again = aliased(DeliveryEvent), aliased(DeliveryEvent)
    sent_again = exists().where(
        again.delivery_id == Delivery.id,
        again.old.in_((_S.IN_DOUBT, _S.FAILED)),
        again.new == _S.QUEUED,
    )
    return (
        select(func.max(steps.at))
        .where(steps.delivery_id == Delivery.id, steps.new == _S.TRANSMITTING, sent_again)
        .correlate(Delivery)
        .scalar_subquery()
    )
