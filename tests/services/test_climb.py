"""The ladder: letters that e-mail cannot carry go another way, and their writers hear once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason, Move
from campaign.domain.ladder import Health
from campaign.domain.retention import Retention
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.moves import move
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth, Target, blame_office, set_health
from campaign.queries import needs_person
from campaign.queries.differences import differences
from campaign.services.erase import erase
from campaign.services.purge import purge
from campaign.services.report_form import report_form
from campaign.services.withdraw import withdraw
from tests import make
from tests.faults import At, Fault
from tests.outbox import queue_letters
from tests.people import BEN, ROSA
from tests.writers import offices

DAY = timedelta(days=1)
NO_SUCH_USER = Fault(At.RECIPIENT, "550 5.1.1 no such user")


def fail_office(now: datetime, n: int = 0) -> None:
    """Let an office's e-mail fail."""
    set_health(db.session(), offices()[n].id, Health.FAILING, "staff", now=now)
    db.session.commit()


def write_and_refuse(campaign: Campaign, now: datetime, **changes: object) -> str:
    """Write two letters, of which the relay refuses one for its address, whichever comes first."""
    action_id = make.write(campaign, now=now, **changes).action_id
    db.session.execute(
        update(Delivery)
        .where(Delivery.kind == DeliveryKind.NOTICE)
        .values(status=DeliveryState.SENT, final_at=now)
    )
    db.session.commit()
    wiring.edges().mailer.faults.append(NO_SUCH_USER)
    make.work(now)
    return action_id


def notices(action_id: str) -> list[Delivery]:
    """Return what a writer was told of letters that go another way, or of none."""
    return [*make.mails(action_id, "office_form"), *make.mails(action_id, "failed")]


def test_a_letter_refused_for_its_address_waits_for_its_writer(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_and_refuse(campaign, now)

    assert "email failed" in make.ways(action_id)
    assert "form held writer_sends" in make.ways(action_id)
    assert "email sent" in make.ways(action_id)
    assert differences() == []


def test_its_writer_hears_once_with_text_telephone_and_form(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_and_refuse(campaign, now)

    assert make.climb(now).told == 1
    assert make.climb(now + DAY).told == 0

    (mail,) = notices(action_id)
    assert mail.notice_kind == "office_form"
    for words in (make.STORY, "555-0100", "https://legislature.example/", "/form/"):
        assert words in mail.text
        assert words in mail.html


def test_a_writer_who_reads_spanish_hears_in_spanish(campaign: Campaign, now: datetime) -> None:
    action_id = write_and_refuse(campaign, now, locale="es")

    make.climb(now)

    (mail,) = notices(action_id)
    assert "/es/receipt/" in mail.text
    assert "Hola" in mail.text


def test_an_office_without_a_form_gets_the_letter_on_paper(
    campaign: Campaign, now: datetime
) -> None:
    db.session.execute(update(Target).values(contact_form_url=""))
    db.session.commit()
    action_id = write_and_refuse(campaign, now)

    make.climb(now)

    assert "print held in_packet" in make.ways(action_id)
    (mail,) = notices(action_id)
    assert mail.notice_kind == "failed"
    assert "on paper" in mail.text
    assert "nothing more is sent" not in mail.text


def test_a_letter_that_came_back_goes_another_way(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    first = make.letters_of(action_id)[0]
    step = Move(DeliveryState.SENT, DeliveryState.BOUNCED, "report")
    move(db.session(), first.id, step, now=now)
    db.session.commit()

    assert make.climb(now).climbed == 1

    assert make.ways(action_id) == ["email bounced", "form held writer_sends", "email sent"]
    assert len(notices(action_id)) == 1
    assert make.climb(now).climbed == 0


def test_what_waits_for_a_failing_office_goes_another_way(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    fail_office(now)

    assert make.climb(now).climbed == 1

    assert make.ways(action_id) == ["email failed", "form held writer_sends", "email queued"]
    failed = make.letters_of(action_id)[0]
    codes = db.session.scalars(
        select(DeliveryEvent.code).where(
            DeliveryEvent.delivery_id == failed.id, DeliveryEvent.new == DeliveryState.FAILED
        )
    ).all()
    assert codes == ["office_failing"]
    assert len(notices(action_id)) == 1


def test_what_was_held_for_a_doubtful_address_goes_on_when_it_fails(
    campaign: Campaign, now: datetime
) -> None:
    set_health(db.session(), offices()[0].id, Health.DOUBTFUL, "shared", now=now)
    db.session.commit()
    action_id = make.write(campaign, now=now).action_id
    fail_office(now)

    make.climb(now)

    assert make.ways(action_id)[:2] == ["email failed", "form held writer_sends"]


def test_a_letter_that_is_being_handed_over_is_left_alone(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    fail_office(now)
    seen = []

    def look() -> None:
        if "email transmitting" in make.ways(action_id):
            seen.append(make.climb(now).climbed)

    wiring.edges().mailer.before_dot = look

    make.work(now)

    assert seen == [0, 0]
    assert make.ways(action_id) == ["email sent", "email sent"]


def test_a_form_without_a_word_goes_on_paper_after_two_weeks(
    campaign: Campaign, now: datetime
) -> None:
    fail_office(now)
    action_id = make.write(campaign, now=now).action_id
    make.climb(now)

    assert make.climb(now + 13 * DAY).climbed == 0
    assert make.climb(now + 14 * DAY).climbed == 1

    assert make.ways(action_id)[:2] == ["form failed", "print held in_packet"]
    assert len(notices(action_id)) == 1


def test_who_said_that_the_form_did_not_work_is_not_told_of_the_paper(
    campaign: Campaign, now: datetime
) -> None:
    fail_office(now)
    action_id = make.write(campaign, now=now).action_id
    report_form(action_id, 1, sent=False, now=now)

    assert make.climb(now).told == 0
    assert notices(action_id) == []


def test_a_letter_keeps_its_words_while_it_goes_another_way(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_and_refuse(campaign, now)
    make.climb(now)

    purge(retention=Retention(), now=now + 31 * DAY)

    (waits,) = [each for each in make.letters_of(action_id) if each.status == "held"]
    letter = db.session.get_one(Letter, waits.letter_id, populate_existing=True)
    rungs = [each.status for each in make.letters_of(action_id) if each.letter_id == letter.id]
    assert rungs == ["failed", "held"]
    assert make.STORY in letter.body


def test_the_street_leaves_the_mails_about_a_letter_with_the_letter(
    campaign: Campaign, now: datetime
) -> None:
    street = "12 O'Neil & Sons <Way>"
    text = f"Dear you,\n\n{make.STORY}\n\nSincerely,\nAna\n{street}\nSacramento"
    letters = tuple(replace(letter, body=text) for letter in make.submission(campaign).letters)
    action_id = write_and_refuse(campaign, now, street=street, letters=letters)
    make.climb(now)
    (mail,) = notices(action_id)
    assert street in mail.text
    position = int(mail.text.partition("/form/")[2][0])
    report_form(action_id, position, sent=True, now=now)
    make.work(now)

    purge(retention=Retention(), now=now + DAY)

    assert make.places_of(["O'Neil"]) == {}


def test_a_form_without_a_word_ends_with_its_campaign(campaign: Campaign, now: datetime) -> None:
    fail_office(now)
    action_id = make.write(campaign, now=now).action_id
    db.session.execute(update(Campaign).values(not_after=now.date()))
    db.session.commit()

    make.climb(now + 14 * DAY)

    assert make.ways(action_id)[0] == "form failed"
    assert "print held in_packet" not in make.ways(action_id)


def test_a_letter_of_a_campaign_that_is_over_stays_where_it_ended(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    fail_office(now)
    db.session.execute(update(Campaign).values(not_after=(now - DAY).date()))
    db.session.commit()

    assert make.climb(now).climbed == 0
    assert make.ways(action_id) == ["email queued", "email queued"]


@pytest.mark.parametrize("reason", [HoldReason.DOUBTFUL_ADDRESS, HoldReason.UNCERTAIN_ANSWER])
def test_a_letter_that_is_held_ends_with_its_campaign_and_its_writer_hears(
    campaign: Campaign, now: datetime, reason: HoldReason
) -> None:
    action_id = hold_first(campaign, now, reason)

    assert make.climb(now + DAY).ended == 0
    assert make.climb(now + 2 * DAY).ended == 1
    assert make.climb(now + 3 * DAY).ended == 0

    assert make.ways(action_id) == ["email failed", "email queued"]
    (mail,) = notices(action_id)
    assert (mail.notice_kind, make.STORY in mail.text) == ("failed", True)
    assert differences() == []


def test_what_may_have_left_before_a_restore_comes_into_doubt_when_its_campaign_ends(
    campaign: Campaign, now: datetime
) -> None:
    action_id = hold_first(campaign, now, HoldReason.RESTORED)

    make.climb(now + 2 * DAY)

    assert make.states(action_id) == ["in_doubt", "queued"]
    assert notices(action_id) == []


def test_of_a_letter_that_is_held_for_somebody_forgotten_nobody_is_told(
    campaign: Campaign, now: datetime
) -> None:
    action_id = hold_first(campaign, now, HoldReason.UNCERTAIN_ANSWER)
    db.session.execute(update(Action).values(email=""))
    db.session.commit()

    assert make.climb(now + 2 * DAY).ended == 1
    assert notices(action_id) == []


def hold_first(campaign: Campaign, now: datetime, reason: HoldReason) -> str:
    """Write two letters on a campaign's last day, of which the first is held."""
    action_id = make.write(campaign, now=now).action_id
    first = make.letters_of(action_id)[0]
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, "worker")
    move(db.session(), first.id, step, now=now, changes={"hold_reason": reason})
    set_health(db.session(), make.target_of(first), Health.DOUBTFUL, "shared", now=now)
    db.session.execute(update(Campaign).values(not_after=now.date()))
    db.session.commit()
    return action_id


def test_a_rehearsal_has_no_ladder(campaign: Campaign, now: datetime) -> None:
    del campaign
    queue_letters(wiring.edges(), 1, now=now)
    target = db.session.scalars(select(Letter.target_id)).one()
    set_health(db.session(), target, Health.FAILING, "staff", now=now)
    db.session.commit()

    assert make.climb(now).climbed == 0


def test_two_letters_that_fail_close_the_address_for_the_third(
    campaign: Campaign, now: datetime
) -> None:
    third = make.write(campaign, ROSA, now=now + DAY).action_id
    write_and_refuse(campaign, now)
    target = db.session.scalars(
        select(OfficeHealth.target_id).where(OfficeHealth.state == Health.DOUBTFUL)
    ).one()
    blame_office(db.session(), target, "551", now=now)
    db.session.commit()

    make.climb(now)

    assert "email failed" in make.ways(third)
    assert "form held writer_sends" in make.ways(third)
    assert "email queued" in make.ways(third)


def test_a_letter_taken_back_while_it_was_handed_over_does_not_climb(
    campaign: Campaign, now: datetime
) -> None:
    fail_office(now)
    action_id = make.write(campaign, now=now).action_id
    withdraw(action_id, actor="writer", now=now)

    make.climb(now)

    assert make.states(action_id) == ["cancelled", "cancelled"]
    assert notices(action_id) == []
    assert differences() == []


def test_a_rung_of_somebody_who_is_gone_is_taken_away(campaign: Campaign, now: datetime) -> None:
    action_id = write_and_refuse(campaign, now)
    action = make.action(action_id)
    action.withdrawn_at = now
    db.session.commit()

    make.climb(now)

    assert sorted(make.states(action_id)) == ["cancelled", "failed", "sent"]
    assert notices(action_id) == []
    assert differences() == []


@pytest.mark.parametrize("days", [0, 14])
def test_erasure_takes_the_letter_from_every_rung(
    campaign: Campaign, now: datetime, days: int
) -> None:
    action_id = write_and_refuse(campaign, now)
    make.climb(now)
    make.climb(now + days * DAY)

    erase(make.erase_token(action_id), signer=wiring.edges().signer, now=now + days * DAY)

    words = ("Ana", "Reyes", "ana@example.org", "1234 K Street", make.STORY)
    assert make.places_of(words) == {}
    assert "cancelled" in make.states(action_id)
    assert "held" not in make.states(action_id)
    assert differences() == []


def test_a_taken_letter_that_does_not_come_back_lets_its_office_work_again(
    campaign: Campaign, now: datetime
) -> None:
    office = offices()[0]
    first = make.write(campaign, now=now).action_id
    blame_office(db.session(), office.id, "551", now=now - DAY)
    db.session.commit()
    make.work(now)
    waits = make.write(campaign, BEN, now=now + DAY).action_id

    assert make.climb(now + 2 * DAY).released == 0
    assert make.climb(now + 3 * DAY).released == 1

    assert make.states(first) == ["sent", "sent"]
    assert make.states(waits) == ["queued", "queued"]
    assert db.session.get_one(OfficeHealth, office.id, populate_existing=True).state is (
        Health.WORKING
    )


def test_an_office_that_works_again_gets_every_letter_that_waited(
    campaign: Campaign, now: datetime
) -> None:
    del campaign
    queue_letters(wiring.edges(), 250, now=now)
    office = db.session.scalars(select(Letter.target_id).limit(1)).one()
    db.session.execute(update(Letter).values(target_id=office))
    db.session.execute(update(Target).where(Target.id == office).values(email="o@office.invalid"))
    db.session.execute(
        update(Delivery).values(
            status=DeliveryState.HELD, hold_reason=HoldReason.DOUBTFUL_ADDRESS, recipient=""
        )
    )
    set_health(db.session(), office, Health.WORKING, "accepted_again", now=now)
    db.session.commit()

    assert make.climb(now).released == 250
    assert make.climb(now).released == 0

    recipients = db.session.scalars(select(Delivery.recipient).distinct()).all()
    assert recipients == ["o@office.invalid"]


def test_a_letter_that_came_to_wait_while_its_office_was_mended_goes_too(
    campaign: Campaign, now: datetime
) -> None:
    set_health(db.session(), offices()[0].id, Health.DOUBTFUL, "shared", now=now)
    db.session.commit()
    waits = make.write(campaign, now=now).action_id
    set_health(db.session(), offices()[0].id, Health.WORKING, "confirmed", now=now)
    db.session.commit()

    assert make.climb(now).released == 1

    assert make.states(waits) == ["queued", "queued"]


def test_a_doubt_of_the_roster_is_not_ended_by_a_taken_letter(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now)
    set_health(db.session(), offices()[0].id, Health.DOUBTFUL, "shared", now=now)
    db.session.commit()
    make.work(now)
    waits = make.write(campaign, BEN, now=now + DAY).action_id

    assert make.climb(now + 30 * DAY).released == 0
    assert "held" in make.states(waits)


def test_what_waits_for_its_writer_or_for_paper_is_not_shown_to_staff(
    campaign: Campaign, now: datetime
) -> None:
    write_and_refuse(campaign, now)

    assert needs_person.waiting() == []


def test_letters_on_every_way_are_counted_apart(campaign: Campaign, now: datetime) -> None:
    write_and_refuse(campaign, now)

    counted = needs_person.count_by_state()
    letters = {places[1:]: n for places, n in counted.items() if places[0] == "letter"}
    assert letters == {("form", "held"): 1, ("email", "sent"): 1}


def test_a_letter_held_for_another_reason_stays(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    first = make.letters_of(action_id)[0]
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, "worker")
    move(
        db.session(), first.id, step, now=now, changes={"hold_reason": HoldReason.UNCERTAIN_ANSWER}
    )
    db.session.commit()
    fail_office(now)

    assert make.climb(now).climbed == 0
