"""A person ends a doubt."""

from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import NotFound, Refused
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.moves import move
from campaign.models.staff import AuditEntry
from campaign.queries.actions import view
from campaign.services.erase import erase
from campaign.services.retry import retry
from campaign.wiring import Adapters
from tests import make
from tests.outbox import put_into, queue_letters, states
from tests.people import ANA


@pytest.mark.parametrize("answer", ["sent", "queued", "failed"])
def test_a_doubt_ends_as_the_person_says_and_is_written_down(
    edges: Adapters, session: scoped_session[Session], now: datetime, answer: str
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)

    make.settle(letter, DeliveryState(answer), now=now)

    entry = session.scalars(select(AuditEntry)).one()
    assert states(session) == [answer]
    assert (entry.verb, entry.subject) == ("delivery.settled", letter)
    assert session.scalars(select(DeliveryEvent.actor)).one() == "staff:terminal"


def test_what_is_sent_once_more_is_no_suspect(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT, claims=2)

    make.settle(letter, DeliveryState.QUEUED, now=now)

    assert session.get_one(Delivery, letter, populate_existing=True).claims == 0


def test_only_a_doubt_can_be_settled(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.SENT)

    with pytest.raises(Refused, match="not_in_doubt"):
        make.settle(letter, DeliveryState.QUEUED, now=now)


def test_a_letter_whose_text_is_gone_is_not_sent_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT, scrubbed_at=now)

    with pytest.raises(Refused, match="words_gone"):
        make.settle(letter, DeliveryState.QUEUED, now=now)


def test_a_letter_whose_text_goes_at_the_same_moment_is_not_sent_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)
    seen = session.get_one(Delivery, letter)
    scrubbed = update(Delivery).values(scrubbed_at=now)
    session.execute(scrubbed, execution_options={"synchronize_session": False})

    with pytest.raises(Refused, match="words_gone"):
        make.settle(letter, DeliveryState.QUEUED, now=now)

    assert (seen.id, states(session)) == (letter, ["in_doubt"])


def test_a_doubt_has_three_answers(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)

    with pytest.raises(Refused, match="not_an_answer"):
        make.settle(letter, DeliveryState.BOUNCED, now=now)


def test_an_id_of_nothing_is_said_so(session: scoped_session[Session], now: datetime) -> None:
    del session

    with pytest.raises(NotFound):
        make.settle("0" * 32, DeliveryState.SENT, now=now)


def doubt(action_id: str, now: datetime) -> str:
    """Let the first letter of an action be handed over without an answer; return its id."""
    letter = make.letters_of(action_id)[0].id
    steps = (DeliveryState.CLAIMED, DeliveryState.TRANSMITTING, DeliveryState.IN_DOUBT)
    for old, new in pairwise((DeliveryState.QUEUED, *steps)):
        move(db.session(), letter, Move(old, new, "test"), now=now)
    db.session.commit()
    return letter


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("en", "We are not sure whether a letter of yours arrived"),
        ("es", "No sabemos con certeza si una carta suya llegó"),
    ],
)
def test_who_wrote_a_letter_that_is_given_up_is_told_with_its_text(
    campaign: Campaign, now: datetime, locale: str, subject: str
) -> None:
    action_id = make.write(campaign, now=now, locale=locale).action_id

    make.settle(doubt(action_id, now), DeliveryState.FAILED, now=now)

    (mail,) = make.mails(action_id, "failed")
    assert (mail.subject, mail.recipient) == (subject, ANA.email)
    assert make.STORY in mail.text
    assert "555-0100" in mail.text


def test_it_takes_no_other_way_because_it_may_have_arrived(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id

    make.settle(doubt(action_id, now), DeliveryState.FAILED, now=now)
    make.climb(now)

    assert make.ways(action_id) == ["email failed", "email queued"]
    assert len(make.mails(action_id, "failed")) == 1


@pytest.mark.parametrize("answer", [DeliveryState.SENT, DeliveryState.QUEUED])
def test_who_wrote_a_letter_that_is_not_given_up_hears_nothing(
    campaign: Campaign, now: datetime, answer: DeliveryState
) -> None:
    action_id = make.write(campaign, now=now).action_id

    make.settle(doubt(action_id, now), answer, now=now)

    assert make.mails(action_id, "failed") == []


def test_a_letter_that_was_given_up_tried_again_and_refused_is_told_once(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    letter = doubt(action_id, now)
    make.settle(letter, DeliveryState.FAILED, now=now)
    assert view(action_id).letters[0].given_up

    retry(letter, staff_member_id=None, bell=wiring.edges().bell, now=now)
    doubt(action_id, now)

    assert not view(action_id).letters[0].given_up
    make.settle(letter, DeliveryState.FAILED, now=now)
    assert len(make.mails(action_id, "failed")) == 1


def test_a_writer_who_is_forgotten_hears_nothing(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    letter = doubt(action_id, now)
    erase(make.erase_token(action_id), signer=wiring.edges().signer, now=now)

    make.settle(letter, DeliveryState.FAILED, now=now)

    assert make.mails(action_id, "failed") == []
