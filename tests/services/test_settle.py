"""A person ends a doubt."""

from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryState
from campaign.domain.errors import NotFound, Refused
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.staff import AuditEntry
from campaign.services.settle import settle
from campaign.wiring import Adapters
from tests.outbox import put_into, queue_letters, states


@pytest.mark.parametrize("answer", ["sent", "queued", "failed"])
def test_a_doubt_ends_as_the_person_says_and_is_written_down(
    edges: Adapters, session: scoped_session[Session], now: datetime, answer: str
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)

    settle(letter, DeliveryState(answer), staff_member_id=None, bell=edges.bell, now=now)

    entry = session.scalars(select(AuditEntry)).one()
    assert states(session) == [answer]
    assert (entry.verb, entry.subject) == ("delivery.settled", letter)
    assert session.scalars(select(DeliveryEvent.actor)).one() == "staff:terminal"


def test_what_is_sent_once_more_is_no_suspect(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT, claims=2)

    settle(letter, DeliveryState.QUEUED, staff_member_id=None, bell=edges.bell, now=now)

    assert session.get_one(Delivery, letter, populate_existing=True).claims == 0


def test_only_a_doubt_can_be_settled(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.SENT)

    with pytest.raises(Refused, match="not_in_doubt"):
        settle(letter, DeliveryState.QUEUED, staff_member_id=None, bell=edges.bell, now=now)


def test_a_letter_whose_text_is_gone_is_not_sent_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT, scrubbed_at=now)

    with pytest.raises(Refused, match="words_gone"):
        settle(letter, DeliveryState.QUEUED, staff_member_id=None, bell=edges.bell, now=now)


def test_a_letter_whose_text_goes_at_the_same_moment_is_not_sent_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)
    seen = session.get_one(Delivery, letter)
    scrubbed = update(Delivery).values(scrubbed_at=now)
    session.execute(scrubbed, execution_options={"synchronize_session": False})

    with pytest.raises(Refused, match="words_gone"):
        settle(letter, DeliveryState.QUEUED, staff_member_id=None, bell=edges.bell, now=now)

    assert (seen.id, states(session)) == (letter, ["in_doubt"])


def test_a_doubt_has_three_answers(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.IN_DOUBT)

    with pytest.raises(Refused, match="not_an_answer"):
        settle(letter, DeliveryState.BOUNCED, staff_member_id=None, bell=edges.bell, now=now)


def test_an_id_of_nothing_is_said_so(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    del session

    with pytest.raises(NotFound):
        settle("0" * 32, DeliveryState.SENT, staff_member_id=None, bell=edges.bell, now=now)
