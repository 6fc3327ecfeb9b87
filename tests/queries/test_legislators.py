"""The letters to one legislator: from which towns, and what became of them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from campaign.db import db
from campaign.domain.arrivals import Arrival, arrival
from campaign.domain.deliveries import Channel, DeliveryState
from campaign.domain.returns import ReturnKind
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Receipt
from campaign.queries.legislators import (
    answered,
    arrivals,
    first_letter_at,
    last_events,
    letters_by_town,
)
from campaign.services.withdraw import withdraw
from tests import make
from tests.writers import found_campaign, offices, write

Rows = scoped_session[Session]
DAY = timedelta(days=1)


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    del session
    return found_campaign(now)


def test_a_town_is_one_however_it_is_typed(campaign: Campaign, now: datetime) -> None:
    for place, city in enumerate(("San José", "san josé", " San  José", "Fresno")):
        write(campaign, now=now + place * DAY, city=city)

    assert letters_by_town(offices()[0].id, campaign.id) == {"San José": 3, "Fresno": 1}


def test_letters_of_writers_who_are_forgotten_are_of_no_town(
    campaign: Campaign, now: datetime
) -> None:
    write(campaign, now=now)
    db.session.execute(update(Action).values(city=""))

    assert letters_by_town(offices()[0].id, campaign.id) == {"": 1}


def test_what_was_taken_back_is_counted_no_more(campaign: Campaign, now: datetime) -> None:
    write(campaign, now=now)
    gone = write(campaign, now=now).action_id
    withdraw(gone, actor="writer", now=now)
    office = offices()[0].id

    assert letters_by_town(office, campaign.id) == {"Town": 1}
    assert arrivals(office, campaign.id) == {Arrival.ON_THE_WAY: 1}


def test_a_letter_answered_twice_is_answered_once(campaign: Campaign, now: datetime) -> None:
    letter = make.letters_of(write(campaign, now=now).action_id)[0]
    for event_id in ("a", "b"):
        db.session.add(
            Receipt(
                provider="inbox",
                event_id=event_id,
                delivery_id=letter.id,
                kind=ReturnKind.PERSON,
                occurred_at=now,
            )
        )
    db.session.commit()

    assert answered(offices()[0].id, campaign.id) == 1


def test_the_first_letter_and_the_codes_of_the_last_moves_are_told(
    campaign: Campaign, now: datetime
) -> None:
    office = offices()[0].id
    assert first_letter_at(office, campaign.id) is None

    write(campaign, now=now)
    make.work(now + DAY, turns=())

    assert first_letter_at(office, campaign.id) == now
    assert [event.state for event in last_events(office)] == [DeliveryState.SENT]
    assert arrivals(office, campaign.id) == {Arrival.BY_EMAIL: 1}


@pytest.mark.parametrize(
    ("channel", "state", "expected"),
    [
        (Channel.EMAIL, DeliveryState.DELIVERED, Arrival.BY_EMAIL),
        (Channel.FORM, DeliveryState.SENT, Arrival.BY_FORM),
        (Channel.PRINT, DeliveryState.SENT, Arrival.ON_PAPER),
        (Channel.EMAIL, DeliveryState.IN_DOUBT, Arrival.ON_THE_WAY),
        (Channel.PRINT, DeliveryState.HELD, Arrival.ON_THE_WAY),
        (Channel.EMAIL, DeliveryState.BOUNCED, Arrival.NOT_ARRIVED),
    ],
)
def test_each_state_is_told_in_few_words(
    channel: Channel, state: DeliveryState, expected: Arrival
) -> None:
    assert arrival(channel, state) is expected
