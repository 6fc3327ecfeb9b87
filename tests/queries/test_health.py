"""What monitors and the doctor see of an installation."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryKind, DeliveryState
from campaign.domain.places import Chamber
from campaign.models.deliveries import Delivery
from campaign.queries import health
from campaign.services.beat import beat
from campaign.services.load_content import load_content
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from tests.contents import CONTENT
from tests.rosters import JURISDICTION, ROSTER, ZIPS, places

TODAY = date(2026, 10, 14)


def deliver(session: scoped_session[Session], state: DeliveryState, due_at: datetime) -> None:
    """Put one delivery into the outbox."""
    session.add(Delivery(kind=DeliveryKind.NOTICE, status=state, created_at=due_at, due_at=due_at))
    session.commit()


def test_the_database_says_what_it_is(session: scoped_session[Session]) -> None:
    state = health.database()

    assert state.dialect == session.get_bind().dialect.name
    assert state.revision


@pytest.mark.usefixtures("session")
def test_the_seats_and_zips_of_a_state_are_counted(now: datetime) -> None:
    load_places(places())
    load_roster(ROSTER, now=now)
    state = health.jurisdiction(JURISDICTION.slug, on=TODAY)

    assert state.sitting == {chamber: house.seats for chamber, house in JURISDICTION.houses.items()}
    assert state.zips == len(ZIPS)
    assert state.expires_on == JURISDICTION.roster_expires_on


@pytest.mark.usefixtures("session")
def test_nothing_is_known_of_a_state_that_was_not_loaded() -> None:
    state = health.jurisdiction("nowhere", on=TODAY)

    assert (dict(state.sitting), state.zips, state.expires_on) == ({}, 0, None)
    assert state.sitting.get(Chamber.LOWER) is None


@pytest.mark.usefixtures("session")
def test_a_loaded_campaign_is_complete(now: datetime) -> None:
    assert not health.is_ready()

    load_content(CONTENT, now=now)
    (campaign,) = health.campaigns()

    assert health.is_ready()
    assert (campaign.slug, campaign.recommendations, campaign.texts) == ("three-asks", 3, 6)
    assert campaign.complete


@pytest.mark.usefixtures("session")
def test_the_clocks_last_beat_is_known(now: datetime) -> None:
    assert health.last_beat() is None

    beat("clock", slot="first", now=now)

    assert health.last_beat() == now
    assert health.seconds_since_beats(now + timedelta(seconds=30)) == {"clock": 30}


def test_deliveries_that_wait_too_long_are_late(
    session: scoped_session[Session], now: datetime
) -> None:
    deliver(session, DeliveryState.QUEUED, now)
    deliver(session, DeliveryState.QUEUED, now - timedelta(hours=1))
    deliver(session, DeliveryState.IN_DOUBT, now)
    deliver(session, DeliveryState.HELD, now)
    deliver(session, DeliveryState.SENT, now)
    state = health.outbox(live=False, now=now)

    assert state == health.OutboxHealth(pending=2, late=1, stranded=0, in_doubt=1, held=1)
    assert health.delivery_counts()["notice", "email", "queued"] == 2
