"""Looks at the outbox that go past one page."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.queries import deliveries as outbox
from campaign.wiring import Adapters
from tests.outbox import queue_letters


def test_the_export_holds_every_letter_once_over_all_pages(
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del session
    monkeypatch.setattr(outbox, "PAGE", 10)
    queue_letters(edges, 30, now=now)

    rows = list(outbox.letters_for_export())

    assert len({row.message_id for row in rows}) == len(rows) == 30
