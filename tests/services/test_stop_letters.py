"""What would go to somebody who left office waits, in whatever way it was to go."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.ladder import Health
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.moves import move
from campaign.models.roster import set_health
from campaign.services.report_form import report_form
from campaign.services.retry import retry
from tests import make, successions
from tests.writers import offices

TODAY = date(2026, 10, 14)
LATER = TODAY + timedelta(days=60)
DAY = timedelta(days=1)


def fail_office(now: datetime, *, form: str = "https://legislature.example/1") -> None:
    """Let the first office's e-mail fail."""
    office = offices()[0]
    office.contact_form_url = form
    set_health(db.session(), office.id, Health.FAILING, "staff", now=now)
    db.session.commit()


def test_a_letter_in_the_queue_is_held_and_the_other_goes_on(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.follow(TODAY)

    assert successions.stop(now) == 1
    assert make.ways(action_id) == ["email held left_office", "email queued"]
    assert successions.stop(now) == 0


def test_a_letter_in_a_workers_hand_is_held_and_the_worker_sends_nothing(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    delivery = make.letters_of(action_id)[0]
    move(
        db.session(),
        delivery.id,
        Move(DeliveryState.QUEUED, DeliveryState.CLAIMED, "worker"),
        now=now,
        changes={"lease": "mine"},
    )
    db.session.commit()
    successions.follow(TODAY)
    successions.stop(now)

    assert make.ways(action_id)[0] == "email held left_office"
    assert make.letters_of(action_id)[0].lease is None


def test_before_the_day_letters_still_go_to_who_sits(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.follow(LATER)

    assert successions.stop(now) == 0
    assert make.ways(action_id) == ["email queued", "email queued"]


def test_on_the_day_itself_no_worker_needs_to_be_told(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.follow(LATER)
    db.session.execute(update(Delivery).values(due_at=successions.midnight(LATER)))
    db.session.commit()

    make.work(successions.midnight(LATER))

    assert make.ways(action_id) == ["email held left_office", "email sent"]


def test_what_is_let_go_later_is_looked_at_again(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    delivery_id = make.letters_of(action_id)[0].id
    successions.follow(TODAY)
    db.session.execute(
        update(Delivery).where(Delivery.id == delivery_id).values(status=DeliveryState.FAILED)
    )
    db.session.commit()
    retry(delivery_id, staff_member_id=None, bell=wiring.edges().bell, now=now)

    make.work(now)

    assert make.ways(action_id) == ["email held left_office", "email sent"]


@pytest.mark.parametrize(
    ("form", "way"), [("https://legislature.example/1", "form"), ("", "print")]
)
def test_a_letter_on_another_rung_waits_for_its_writer_too(
    campaign: Campaign, now: datetime, form: str, way: str
) -> None:
    fail_office(now, form=form)
    action_id = make.write(campaign, now=now).action_id
    began = make.ways(action_id)[0]
    successions.follow(TODAY)
    successions.stop(now)

    climbed = make.climb(now + 20 * DAY)

    assert began.startswith(f"{way} held")
    assert (climbed.climbed, climbed.told) == (0, 0)
    assert make.ways(action_id)[0] == f"{way} held left_office"


def test_a_form_that_did_not_work_for_who_left_leads_to_no_paper(
    campaign: Campaign, now: datetime
) -> None:
    fail_office(now)
    action_id = make.write(campaign, now=now).action_id
    successions.follow(TODAY)
    successions.stop(now)

    report_form(action_id, 1, sent=False, now=now)

    assert make.ways(action_id)[0] == "form held left_office"


def test_a_letter_that_came_back_after_its_addressee_left_climbs_no_further(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    delivery_id = make.letters_of(action_id)[0].id
    successions.follow(TODAY)
    bounce = Move(DeliveryState.SENT, DeliveryState.BOUNCED, "report")
    move(db.session(), delivery_id, bounce, now=now)
    db.session.commit()

    climbed = make.climb(now)

    assert (climbed.climbed, climbed.told) == (1, 0)
    assert make.ways(action_id)[:2] == ["email bounced", "form held left_office"]


def test_a_letter_to_a_vacant_seat_says_so_until_somebody_follows(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.leave_empty(TODAY)
    successions.stop(now)
    vacant = make.ways(action_id)[0]
    successions.follow(LATER)

    successions.stop(successions.midnight(LATER))

    assert vacant == "email held vacant_seat"
    assert make.ways(action_id)[0] == "email held left_office"


def test_every_step_is_written_down(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.follow(TODAY)
    successions.stop(now)

    steps = db.session.execute(
        select(DeliveryEvent.old, DeliveryEvent.new, DeliveryEvent.actor)
        .where(DeliveryEvent.delivery_id == make.letters_of(action_id)[0].id)
        .order_by(DeliveryEvent.id)
    ).all()

    assert steps[-1] == (DeliveryState.QUEUED, DeliveryState.HELD, "roster")
