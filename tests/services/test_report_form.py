"""A writer says what became of a letter on the office's own form."""

from datetime import datetime

import pytest
from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.ladder import Health
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import DeliveryEvent
from campaign.models.roster import set_health
from campaign.queries import needs_person
from campaign.queries.differences import differences
from campaign.services.report_form import report_form
from campaign.services.withdraw import withdraw
from tests import make
from tests.writers import offices


@pytest.fixture
def action_id(campaign: Campaign, now: datetime) -> str:
    """An action whose first letter waits for its writer."""
    set_health(db.session(), offices()[0].id, Health.FAILING, "staff", now=now)
    db.session.commit()
    return make.write(campaign, now=now).action_id


def last_code(action_id: str, rung: int) -> str:
    """Return the code of the last step of one of an action's deliveries."""
    delivery = make.letters_of(action_id)[rung]
    codes = db.session.scalars(
        select(DeliveryEvent.code)
        .where(DeliveryEvent.delivery_id == delivery.id)
        .order_by(DeliveryEvent.id)
    ).all()
    return codes[-1]


def test_what_the_writer_sent_is_written_down_as_their_word(action_id: str, now: datetime) -> None:
    report_form(action_id, 1, sent=True, now=now)

    assert make.ways(action_id)[0] == "form sent"
    assert last_code(action_id, 0) == "self_reported"


def test_it_is_counted_apart_from_what_a_server_took(action_id: str, now: datetime) -> None:
    report_form(action_id, 1, sent=True, now=now)
    make.work(now)

    counted = needs_person.count_by_state()
    assert counted["letter", "form", "sent"] == 1
    assert counted["letter", "email", "sent"] == 1


def test_where_the_form_did_not_work_the_letter_goes_on_paper(
    action_id: str, now: datetime
) -> None:
    report_form(action_id, 1, sent=False, now=now)

    assert make.ways(action_id)[:2] == ["form failed", "print held in_packet"]
    assert last_code(action_id, 0) == "form_failed"
    assert differences() == []


@pytest.mark.parametrize("second", ["sent", "failed"])
def test_a_second_word_changes_nothing(action_id: str, now: datetime, second: str) -> None:
    report_form(action_id, 1, sent=True, now=now)
    before = make.ways(action_id)

    report_form(action_id, 1, sent=second == "sent", now=now)

    assert make.ways(action_id) == before


def test_a_word_about_a_letter_that_went_by_mail_is_refused(action_id: str, now: datetime) -> None:
    with pytest.raises(NotFound):
        report_form(action_id, 2, sent=True, now=now)


def test_a_word_about_a_letter_that_was_to_go_by_mail_again_keeps_it_from_leaving(
    action_id: str, now: datetime
) -> None:
    set_health(db.session(), offices()[0].id, Health.WORKING, "staff", now=now)
    db.session.commit()
    make.climb(now)

    report_form(action_id, 1, sent=True, now=now)
    make.work(now)

    assert make.ways(action_id) == ["email failed", "form sent", "email sent"]
    assert differences() == []


def test_a_word_that_comes_after_the_mail_changes_nothing(action_id: str, now: datetime) -> None:
    set_health(db.session(), offices()[0].id, Health.WORKING, "staff", now=now)
    db.session.commit()
    make.climb(now)
    make.work(now)
    before = make.ways(action_id)

    for sent in (True, False):
        report_form(action_id, 1, sent=sent, now=now)

    assert make.ways(action_id) == before == ["email sent", "form failed", "email sent"]


def test_a_word_about_no_action_is_refused(campaign: Campaign, now: datetime) -> None:
    del campaign
    with pytest.raises(NotFound):
        report_form("0" * 32, 1, sent=True, now=now)


def test_what_was_taken_back_cannot_be_sent_any_more(action_id: str, now: datetime) -> None:
    withdraw(action_id, actor="writer", now=now)

    report_form(action_id, 1, sent=True, now=now)

    assert make.states(action_id) == ["cancelled", "cancelled"]
    assert differences() == []
