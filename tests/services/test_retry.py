"""A person has a letter tried again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.errors import NotFound, Refused
from campaign.models.deliveries import Delivery
from campaign.models.staff import AuditEntry
from campaign.services.retry import retry
from campaign.wiring import Adapters
from tests.outbox import put_into, queue_letters, states


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (DeliveryState.FAILED, None),
        (DeliveryState.HELD, HoldReason.UNCERTAIN_ANSWER),
        (DeliveryState.HELD, HoldReason.OFFICE_PAUSED),
    ],
)
def test_it_has_its_three_days_again_and_stays_the_same_mail(
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    state: DeliveryState,
    reason: HoldReason | None,
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, state, hold_reason=reason, attempts=7, final_at=now)
    later = now + timedelta(days=4)

    retry(letter, staff_member_id=None, bell=edges.bell, now=later)

    row = session.scalars(select(Delivery)).one()
    assert (row.status, row.hold_reason, row.attempts) == ("queued", None, 0)
    assert (row.due_at, row.queued_at, row.mail_date, row.final_at) == (later, later, now, None)
    assert session.scalars(select(AuditEntry.verb)).one() == "delivery.retried"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (DeliveryState.SENT, None),
        (DeliveryState.IN_DOUBT, None),
        (DeliveryState.QUEUED, None),
        (DeliveryState.HELD, HoldReason.NO_ADDRESS),
        (DeliveryState.HELD, HoldReason.LEFT_OFFICE),
    ],
)
def test_nothing_else_is_tried_again(
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    state: DeliveryState,
    reason: HoldReason | None,
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, state, hold_reason=reason)

    with pytest.raises(Refused, match="not_to_retry"):
        retry(letter, staff_member_id=None, bell=edges.bell, now=now)


def test_a_letter_whose_text_is_gone_is_not_tried_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.FAILED, scrubbed_at=now)

    with pytest.raises(Refused, match="words_gone"):
        retry(letter, staff_member_id=None, bell=edges.bell, now=now)


def test_a_letter_whose_text_goes_at_the_same_moment_is_not_tried_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.FAILED)
    seen = session.get_one(Delivery, letter)
    scrubbed = update(Delivery).values(scrubbed_at=now)
    session.execute(scrubbed, execution_options={"synchronize_session": False})

    with pytest.raises(Refused, match="words_gone"):
        retry(letter, staff_member_id=None, bell=edges.bell, now=now)

    assert (seen.id, states(session)) == (letter, ["failed"])


def test_an_id_of_nothing_is_said_so(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    del session

    with pytest.raises(NotFound):
        retry("0" * 32, staff_member_id=None, bell=edges.bell, now=now)
