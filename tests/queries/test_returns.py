"""Which mail a report is about."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryState
from campaign.models.deliveries import Delivery
from campaign.queries.returns import returned
from campaign.wiring import Adapters
from tests.outbox import put_into, queue_letters

NAME = "883953f4-6105-42a2-a16a-77a8eac79483"
OTHERS = 300
WAYS = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


@pytest.fixture
def letter(edges: Adapters, session: scoped_session[Session], now: datetime) -> str:
    """A letter that a provider took, after many others."""
    queue_letters(edges, 1, now=now)
    found = put_into(session, DeliveryState.SENT, provider_ref=f"2.0.0 Ok {NAME}")
    queue_letters(edges, OTHERS, now=now)
    session.execute(
        update(Delivery)
        .where(Delivery.id != found)
        .values(status=DeliveryState.SENT, provider_ref="2.0.0 Ok " + Delivery.id)
    )
    session.commit()
    return found


def test_a_providers_own_name_is_found_without_looking_at_every_mail(
    session: scoped_session[Session], letter: str
) -> None:
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        session.execute(text("ANALYZE deliveries"))
        session.execute(text("SET LOCAL enable_seqscan = off"))
    asked: list[tuple[str, Any]] = []
    engine = session.connection().engine

    def note(*say: Any) -> None:
        asked.append((say[2], say[3]))

    event.listen(engine, "before_cursor_execute", note)
    found = returned([], [], NAME)
    event.remove(engine, "before_cursor_execute", note)

    assert found is not None
    assert found.id == letter
    statement, values = asked[-1]
    plan = session.connection().exec_driver_sql(f"{WAYS[dialect]} {statement}", values)
    assert "ix_deliveries_name_at_relay" in str(plan.all())
