"""The sweep: what a dead worker left behind."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.pauses import resume as end_pause
from campaign.services.pause import pause
from campaign.services.sweep import Swept, sweep
from campaign.wiring import Adapters
from tests import make
from tests.fakes import RecordingBell
from tests.outbox import put_into, queue_letters, queue_notice, states

LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("left_in", "found_in", "lease"),
    [("claimed", "queued", None), ("transmitting", "in_doubt", "dead")],
)
def test_what_a_dead_worker_left_is_freed_or_in_doubt(
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    left_in: str,
    found_in: str,
    lease: str | None,
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState(left_in), lease="dead", leased_until=LONG_AGO)

    sweep(bell=edges.bell, now=now)

    row = session.scalars(select(Delivery)).one()
    assert (row.status, row.lease, row.leased_until) == (found_in, lease, None)


@pytest.mark.parametrize("state", ["claimed", "transmitting"])
def test_what_a_living_worker_holds_stays(
    edges: Adapters, session: scoped_session[Session], now: datetime, state: str
) -> None:
    queue_letters(edges, 1, now=now)
    later = datetime.now(now.tzinfo) + timedelta(minutes=5)
    put_into(session, DeliveryState(state), lease="alive", leased_until=later)

    assert sweep(bell=edges.bell, now=now) == Swept(0, 0, 0)
    assert states(session) == [state]


def test_a_doubtful_letter_is_never_repeated_by_itself(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState.TRANSMITTING, lease="dead", leased_until=LONG_AGO)

    for days in range(3):
        sweep(bell=edges.bell, now=now + timedelta(days=days))

    assert states(session) == ["in_doubt"]


def test_a_doubtful_notice_is_repeated_once(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_notice(session, edges, now=now)
    put_into(session, DeliveryState.TRANSMITTING, lease="dead", leased_until=LONG_AGO)

    assert sweep(bell=edges.bell, now=now) == Swept(0, 1, 1)
    assert states(session, DeliveryKind.NOTICE) == ["queued"]
    put_into(session, DeliveryState.TRANSMITTING, lease="dead", leased_until=LONG_AGO)
    assert sweep(bell=edges.bell, now=now) == Swept(0, 1, 0)
    assert states(session, DeliveryKind.NOTICE) == ["in_doubt"]


def test_every_sweep_rings_and_tidies(session: scoped_session[Session], now: datetime) -> None:
    del session
    bell = RecordingBell()

    sweep(bell=bell, now=now)

    assert (bell.rings, bell.tidied) == (1, 1)


def test_the_reaper_signs_what_it_does(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState.TRANSMITTING, lease="dead", leased_until=LONG_AGO)

    sweep(bell=edges.bell, now=now)

    assert session.scalars(select(DeliveryEvent.actor)).one() == "reaper"


@pytest.mark.parametrize("what", ["campaign", "office"])
def test_a_letter_that_was_held_while_its_pause_ended_is_freed(
    edges: Adapters, campaign: Campaign, now: datetime, what: str
) -> None:
    action = make.write(campaign, now=now).action_id
    office = make.target_of(make.letters_of(action)[0])
    scope = f"campaign:{campaign.id}" if what == "campaign" else f"office:{office}"
    pause(scope, "We look at it.", staff_member_id=None, now=now)
    make.work(now)
    held = make.states(action).count("held")
    assert sweep(bell=edges.bell, now=now).freed == 0
    end_pause(db.session(), scope)
    db.session.commit()

    assert sweep(bell=edges.bell, now=now).freed == held

    assert {(one.due_at, one.hold_reason) for one in make.letters_of(action)} == {(now, None)}
    make.work(now)
    assert make.states(action) == ["sent", "sent"]


def test_what_is_held_for_another_reason_stays(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState.HELD, hold_reason=HoldReason.UNCERTAIN_ANSWER)

    assert sweep(bell=edges.bell, now=now).freed == 0
    assert states(session) == ["held"]
