"""The clock's traces."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.models.beats import Heartbeat
from campaign.services.beat import beat


def test_two_clocks_share_one_turn(session: scoped_session[Session], now: datetime) -> None:
    del session

    assert beat("purge", slot="2026-10-14", now=now)
    assert not beat("purge", slot="2026-10-14", now=now)
    assert beat("purge", slot="2026-10-15", now=now)


def test_the_last_beat_is_known(session: scoped_session[Session], now: datetime) -> None:
    beat("clock", slot="1", now=now)
    beat("clock", slot="2", now=now + timedelta(minutes=1))

    assert session.scalars(select(Heartbeat.ran_at)).one() == now + timedelta(minutes=1)
