"""A letter to somebody who left goes to who follows by its writer's own tap, and by that alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.content import CampaignStatus
from campaign.domain.deliveries import DeliveryKind
from campaign.domain.errors import Expired, Refused
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import set_health
from campaign.queries.actions import view
from campaign.queries.differences import differences
from campaign.queries.successors import waiting_seats
from campaign.services.withdraw import withdraw
from tests import make, successions
from tests.people import ROSA
from tests.rosters import MEMBERS, legislator

TODAY = date(2026, 10, 14)


def write_to_who_leaves(campaign: Campaign, now: datetime, **changes: object) -> str:
    """Write two letters, the first of them to somebody who leaves that very day."""
    action_id = make.write(campaign, now=now, **changes).action_id
    successions.follow(TODAY)
    successions.stop(now)
    return action_id


def letters(action_id: str) -> list[Letter]:
    return list(
        db.session.scalars(
            select(Letter).where(Letter.action_id == action_id).order_by(Letter.position)
        )
    )


def recipients(action_id: str) -> list[str]:
    return [delivery.recipient for delivery in make.letters_of(action_id)]


def test_the_writer_is_asked_once_in_their_language(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, ROSA, now=now).action_id
    successions.follow(TODAY)
    successions.stop(now)

    assert [successions.offer(now), successions.offer(now)] == [1, 0]

    (mail,) = make.mails(action_id, "new_legislator")
    assert "Given1 Family1 dejó su cargo. Ahora lo ocupa Given7 Family7." in mail.text
    assert "/es/successor/" in mail.text
    assert successions.action_in(mail.text) == action_id
    assert mail.recipient == ROSA.email


def test_without_a_tap_nothing_leaves(campaign: Campaign, now: datetime) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.offer(now)

    make.work(now + timedelta(days=1))

    assert make.ways(action_id) == ["email held left_office", "email sent"]


def test_nobody_is_asked_while_the_seat_is_empty(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    successions.leave_empty(TODAY)
    successions.stop(now)

    assert successions.offer(now) == 0
    assert make.mails(action_id, "new_legislator") == []


def test_whoever_took_the_letter_back_is_not_asked(campaign: Campaign, now: datetime) -> None:
    action_id = write_to_who_leaves(campaign, now)
    withdraw(action_id, actor="writer", now=now)

    assert successions.offer(now) == 0


def test_after_the_campaigns_last_day_nobody_is_asked(campaign: Campaign, now: datetime) -> None:
    write_to_who_leaves(campaign, now)
    db.session.execute(
        update(Campaign).values(not_after=TODAY - timedelta(days=1), status=CampaignStatus.CLOSED)
    )
    db.session.commit()

    assert successions.offer(now) == 0


def test_one_tap_sends_it_with_a_new_greeting_and_nothing_else_changed(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.tap(action_id, now)
    make.work(now)

    held, other, new = letters(action_id)
    assert make.states(action_id) == ["cancelled", "sent", "sent"]
    assert recipients(action_id) == [
        "member1@legislature.example",
        "member5@legislature.example",
        "member7@legislature.example",
    ]
    assert new.body == held.body.replace("Dear you,", "Dear Assembly Member Family7,")
    assert new.in_place_of == held.id
    assert other.in_place_of is None


def test_the_spanish_original_gets_a_spanish_greeting(campaign: Campaign, now: datetime) -> None:
    written = make.submission(campaign, ROSA)
    texts = tuple(
        replace(letter, original_body="Estimada:\n\nPor favor.") for letter in written.letters
    )
    action_id = write_to_who_leaves(campaign, now, locale="es", letters=texts)

    successions.tap(action_id, now)

    assert letters(action_id)[2].original_body == "Estimable Asambleísta Family7:\n\nPor favor."


def test_a_second_tap_sends_nothing_more(campaign: Campaign, now: datetime) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.tap(action_id, now)

    successions.tap(action_id, now)

    assert len(letters(action_id)) == 3


def test_counts_move_from_one_to_the_other(campaign: Campaign, now: datetime) -> None:
    action_id = write_to_who_leaves(campaign, now)
    before = make.counted()

    successions.tap(action_id, now + timedelta(days=2))

    assert make.counted() == before
    assert differences() == []
    withdraw(action_id, actor="writer", now=now + timedelta(days=3))
    assert differences() == []


def test_a_tap_on_a_letter_that_waits_for_nobody_is_too_late(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    withdraw(action_id, actor="writer", now=now)

    with pytest.raises(Expired):
        successions.tap(action_id, now)


def test_a_tap_for_somebody_who_left_meanwhile_sends_nothing(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    later = TODAY + timedelta(days=40)
    successions.seat(legislator(8, Chamber.LOWER, "1"), *MEMBERS[1:], on=later)

    with pytest.raises(Refused, match="legislator_changed"):
        successions.tap(action_id, successions.midnight(later))
    successions.tap(action_id, successions.midnight(later), person=8)

    assert recipients(action_id)[-1] == "member8@legislature.example"


def test_who_wrote_to_the_new_one_already_sends_no_second_letter(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    anew = make.submission(campaign)
    to_new = replace(anew.letters[0], target_id=successions.office_of(7))
    make.write(campaign, now=now, letters=(to_new,))

    with pytest.raises(Refused, match="wrote_already"):
        successions.tap(action_id, now)


def test_where_the_new_offices_mail_fails_the_letter_begins_on_its_form(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    set_health(db.session(), successions.office_of(7), Health.FAILING, "staff", now=now)
    db.session.commit()

    successions.tap(action_id, now)

    assert make.ways(action_id)[2] == "form held writer_sends"


def test_two_members_of_one_district_are_followed_by_two(campaign: Campaign, now: datetime) -> None:
    letter = make.submission(campaign).letters[0]
    pair = tuple(replace(letter, target_id=successions.office_of(person)) for person in (3, 4))
    action_id = make.write(campaign, now=now, letters=pair).action_id
    followers = (legislator(8, Chamber.LOWER, "3"), legislator(9, Chamber.LOWER, "3"))
    successions.seat(*MEMBERS[:2], *followers, *MEMBERS[4:], on=TODAY)
    successions.stop(now)

    successions.offer(now)

    (mail,) = make.mails(action_id, "new_legislator")
    assert "Given3 Family3 has left office. Given8 Family8 holds the seat now." in mail.text
    assert "Given4 Family4 has left office. Given9 Family9 holds the seat now." in mail.text
    successions.tap(action_id, now, position=1, person=8)
    successions.tap(action_id, now, position=2, person=9)
    assert recipients(action_id)[2:] == [
        "member8@legislature.example",
        "member9@legislature.example",
    ]


def test_staff_see_how_many_wait_and_for_whom(campaign: Campaign, now: datetime) -> None:
    first = write_to_who_leaves(campaign, now)
    make.write(campaign, ROSA, now=now - timedelta(days=1))
    successions.stop(now)
    successions.offer(now)
    successions.tap(first, now)

    (seat,) = waiting_seats()

    assert (seat.name, seat.successors) == ("Given1 Family1", ("Given7 Family7",))
    assert (seat.waiting, seat.asked, seat.gone_on) == (1, 1, 1)


def test_every_notice_about_it_is_about_its_action(campaign: Campaign, now: datetime) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.offer(now)

    kinds = db.session.scalars(
        select(Delivery.notice_kind).where(
            Delivery.kind == DeliveryKind.NOTICE, Delivery.action_id == action_id
        )
    ).all()

    assert "new_legislator" in kinds


def test_without_a_word_for_thirty_days_the_letter_ends_unsent(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.offer(now)

    successions.offer(now + timedelta(days=29))
    before = make.states(action_id)[0]
    successions.offer(now + timedelta(days=30))

    assert before == "held"
    assert make.states(action_id) == ["failed", "queued"]
    assert view(action_id).letters[0].unanswered
    assert differences() == []


def test_who_takes_the_other_letter_back_later_leaves_the_counts_true(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    successions.offer(now)
    successions.offer(now + timedelta(days=30))

    withdraw(action_id, actor="writer", now=now + timedelta(days=31))

    assert make.states(action_id) == ["failed", "cancelled"]
    assert differences() == []


def end_campaign() -> None:
    """Let the campaign's last day be over, wherever it is."""
    db.session.execute(update(Campaign).values(not_after=TODAY - timedelta(days=2)))
    db.session.commit()


def test_once_the_campaign_is_over_the_letter_ends_and_its_writer_hears(
    campaign: Campaign, now: datetime
) -> None:
    action_id = write_to_who_leaves(campaign, now)
    end_campaign()

    successions.offer(now)
    ended = [make.climb(now).ended, make.climb(now).ended]

    assert ended == [1, 0]
    assert make.ways(action_id) == ["email failed", "email queued"]
    assert view(action_id).letters[0].over
    (mail,) = make.mails(action_id, "failed")
    assert "The campaign ended before a letter of yours could leave" in mail.text
    assert make.STORY in mail.text
    assert "telephone" not in mail.text
    assert differences() == []


def test_a_letter_that_waits_for_a_vacant_seat_ends_with_its_campaign_too(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, ROSA, now=now).action_id
    successions.leave_empty(TODAY)
    successions.stop(now)
    before = make.ways(action_id)[0]
    end_campaign()

    make.climb(now)

    assert before == "email held vacant_seat"
    assert make.ways(action_id)[0] == "email failed"
    (mail,) = make.mails(action_id, "failed")
    assert "La campaña terminó antes" in mail.text


def test_on_another_rung_it_ends_with_its_campaign_too(campaign: Campaign, now: datetime) -> None:
    set_health(db.session(), successions.office_of(1), Health.FAILING, "staff", now=now)
    db.session.commit()
    action_id = write_to_who_leaves(campaign, now)
    before = make.ways(action_id)[0]
    end_campaign()

    make.climb(now)

    assert before == "form held left_office"
    assert make.ways(action_id)[0] == "form failed"
    assert make.mails(action_id, "failed")
