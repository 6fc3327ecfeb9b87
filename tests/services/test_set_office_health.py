"""Staff say how an office's e-mail does."""

from datetime import datetime

import pytest
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.deliveries.moves import move
from campaign.models.roster import OfficeHealth
from campaign.models.staff import AuditEntry
from campaign.queries.differences import differences
from campaign.services.climb import Climbed
from campaign.services.set_office_health import set_office_health
from tests import make
from tests.writers import offices


def say(target_id: str, state: Health, now: datetime) -> None:
    """Say as staff how an office does."""
    edges = wiring.edges()
    set_office_health(
        target_id, state, staff_member_id=None, site=edges.site, bell=edges.bell, now=now
    )


@pytest.mark.parametrize("state", Health)
def test_staffs_word_holds_and_is_written_down(
    campaign: Campaign, now: datetime, state: Health
) -> None:
    del campaign
    office = offices()[0]

    say(office.id, state, now)

    assert db.session.get_one(OfficeHealth, office.id).state is state
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == (AuditVerb.OFFICE_HEALTH_SET, office.id)
    assert f'"state":"{state}"' in entry.facts


def test_letters_written_afterwards_take_the_other_way(campaign: Campaign, now: datetime) -> None:
    say(offices()[0].id, Health.FAILING, now)

    action_id = make.write(campaign, now=now).action_id

    assert make.ways(action_id) == ["form held writer_sends", "email queued"]


def test_what_waits_for_a_form_goes_by_mail_once_the_address_works(
    campaign: Campaign, now: datetime
) -> None:
    office = offices()[0]
    say(office.id, Health.FAILING, now)
    action_id = make.write(campaign, now=now).action_id

    say(office.id, Health.WORKING, now)
    make.work(now)

    assert make.ways(action_id) == ["email sent", "form failed", "email sent"]
    assert make.climb(now) == Climbed(climbed=0, released=0, told=0)
    assert differences() == []


def test_a_letter_that_never_left_goes_back_from_the_form_and_its_writer_hears_nothing(
    campaign: Campaign, now: datetime
) -> None:
    office = offices()[0]
    action_id = make.write(campaign, now=now).action_id
    say(office.id, Health.FAILING, now)
    assert make.climb(now).told == 1

    say(office.id, Health.WORKING, now)
    make.work(now)

    assert make.ways(action_id) == ["email sent", "form failed", "email sent"]
    (mail,) = make.mails(action_id, "office_form")
    assert mail.status is DeliveryState.CANCELLED


def test_a_letter_goes_to_the_form_again_and_its_writer_hears_again(
    campaign: Campaign, now: datetime
) -> None:
    office = offices()[0]
    action_id = make.write(campaign, now=now).action_id
    for state in (Health.FAILING, Health.WORKING, Health.FAILING):
        say(office.id, state, now)
        make.climb(now)
    make.work(now)

    assert make.ways(action_id) == ["email failed", "form held writer_sends", "email sent"]
    assert [mail.status for mail in make.mails(action_id, "office_form")] == ["cancelled", "sent"]


def test_what_mail_brought_back_stays_on_the_form(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    letter = make.letters_of(action_id)[0]
    bounce = Move(DeliveryState.SENT, DeliveryState.BOUNCED, "office", "5.1.1")
    move(db.session(), letter.id, bounce, now=now)
    db.session.commit()
    make.climb(now)

    say(make.target_of(letter), Health.WORKING, now)

    assert make.ways(action_id) == ["email bounced", "form held writer_sends", "email sent"]


def test_what_was_held_goes_when_the_address_works(campaign: Campaign, now: datetime) -> None:
    office = offices()[0]
    say(office.id, Health.DOUBTFUL, now)
    action_id = make.write(campaign, now=now).action_id

    say(office.id, Health.WORKING, now)

    assert make.ways(action_id) == ["email queued", "email queued"]


def test_an_office_without_an_address_cannot_work(campaign: Campaign, now: datetime) -> None:
    del campaign
    office = offices()[0]
    office.email = ""
    db.session.commit()

    with pytest.raises(Refused) as refused:
        say(office.id, Health.WORKING, now)

    assert refused.value.key == "no_address"


def test_an_unknown_office_is_not_found(campaign: Campaign, now: datetime) -> None:
    del campaign
    with pytest.raises(NotFound):
        say("0" * 32, Health.FAILING, now)
