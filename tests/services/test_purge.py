"""Every night the program forgets what the table of the privacy page says, and not a day early."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState
from campaign.domain.drafts import Draft
from campaign.domain.errors import NotFound
from campaign.domain.ladder import Health
from campaign.domain.retention import Retention
from campaign.domain.staff import AuditVerb
from campaign.domain.tallies import TallyKind
from campaign.models import drafts
from campaign.models.actions import Action, Confirmation
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt
from campaign.models.imports import ImportChange, ImportedList, ImportRow
from campaign.models.roster import OfficeHealth
from campaign.models.staff import AuditEntry, ConsoleSession, SignInLink, StaffMember, record
from campaign.models.supporters import Consent
from campaign.queries.differences import differences
from campaign.queries.imports import imported
from campaign.services.draft import keep, resume
from campaign.services.purge import purge
from campaign.services.restored import restored
from campaign.services.unsubscribe import unsubscribe
from tests import lists, make
from tests.people import ANA, ROSA, SAM
from tests.writers import offices

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WORDS = ["daughter"]
LIST = lists.csv_of(f"Ana,Reyes,{ANA.email},,")
NAME = [ANA.given_name, ANA.email]
SUPPORTER = {"supporters.email", "supporters.given_name", "name_words.word"}
"""Where a supporter's name stands whose letters are forgotten."""


def night(now: datetime, retention: Retention | None = None) -> None:
    """Let the nightly job run."""
    db.session.rollback()
    purge(retention=retention or Retention(), now=now)


def held_letter(campaign: Campaign, now: datetime) -> str:
    """Return an action one of whose letters is held."""
    db.session.add(OfficeHealth(target_id=offices()[0].id, state=Health.DOUBTFUL, since=now))
    db.session.commit()
    return make.write(campaign, now=now).action_id


def test_a_draft_is_kept_for_a_day(campaign: Campaign, now: datetime) -> None:
    edges = wiring.edges()
    keep(
        "cookie",
        Draft(campaign=campaign.slug, seed="seed"),
        signer=edges.signer,
        sealer=edges.sealer,
        now=now,
    )

    night(now + DAY - MINUTE)
    assert resume("cookie", signer=edges.signer, sealer=edges.sealer, now=now + DAY - MINUTE)
    night(now + DAY)

    assert make.number_of(drafts.Draft) == 0
    with pytest.raises(NotFound):
        resume("cookie", signer=edges.signer, sealer=edges.sealer, now=now)


def test_a_letters_words_are_kept_for_thirty_days_after_it_is_final(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now)
    sent_at = now + 5 * DAY
    make.work(sent_at)

    night(sent_at + 30 * DAY - MINUTE)
    assert set(make.places_of(WORDS)) == {"letters.body", "deliveries.text"}
    night(sent_at + 30 * DAY)

    assert make.places_of(WORDS) == {}
    assert set(make.places_of([ANA.email])) == {"actions.email", "supporters.email"}
    assert make.states(confirmed.action_id) == ["sent", "sent"]
    assert differences() == []


def test_a_letter_that_waits_keeps_its_words(campaign: Campaign, now: datetime) -> None:
    action_id = held_letter(campaign, now)
    make.work(now)

    night(now + 200 * DAY)

    held, sent = make.letters_of(action_id)
    assert make.STORY in held.text
    assert sent.text == ""
    assert make.action(action_id).given_name == ANA.given_name


def test_a_street_is_kept_until_the_letters_are_final(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    night(now)
    assert make.action(action_id).street == ANA.street

    make.work(now)
    night(now)

    assert make.action(action_id).street == ""
    assert make.action(action_id).city == ANA.city


def test_a_street_stays_while_one_letter_waits(campaign: Campaign, now: datetime) -> None:
    action_id = held_letter(campaign, now)
    make.work(now)

    night(now + 30 * DAY)

    assert make.action(action_id).street == ANA.street


def test_name_and_address_are_kept_for_ninety_days_after_the_last_letter(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now)
    make.work(now + DAY)

    night(now + 91 * DAY - MINUTE)
    assert set(make.places_of(NAME)) == {
        "actions.email",
        "actions.given_name",
        "actions.name_key",
        *SUPPORTER,
    }
    night(now + 91 * DAY)

    assert make.places_of([*NAME, ANA.city]) == {}
    assert differences() == []


def test_a_letter_that_was_held_long_is_kept_as_long_as_any_other(
    campaign: Campaign, now: datetime
) -> None:
    action_id = held_letter(campaign, now)
    make.work(now)
    sent_at = now + 80 * DAY
    db.session.execute(
        update(Delivery)
        .where(Delivery.status == DeliveryState.HELD)
        .values(status=DeliveryState.SENT, final_at=sent_at)
    )
    db.session.commit()

    night(sent_at + 30 * DAY - MINUTE)
    assert make.STORY in make.letters_of(action_id)[0].text
    night(sent_at + 90 * DAY - MINUTE)
    assert make.action(action_id).email == ANA.email
    night(sent_at + 90 * DAY)

    assert make.places_of(NAME) == {}


def test_a_sign_up_is_kept_for_two_years_without_contact(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now, consent_coalition=True)
    make.work(now)

    night(now + 730 * DAY - MINUTE)
    assert set(make.places_of(NAME)) == SUPPORTER
    night(now + 730 * DAY)

    assert make.places_of([*NAME, ANA.city]) == {}
    assert make.number_of(Consent) == 2
    assert TallyKind.SIGN_UP not in make.counted()
    assert differences() == []


def test_nobody_is_found_by_the_name_of_a_relative_whose_letters_are_forgotten(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now, consent_coalition=True)
    make.write(campaign, ROSA, now=now)
    make.work(now)
    assert make.places_of([ROSA.given_name])["name_words.word"] == 1

    night(now + 90 * DAY)

    assert make.places_of([ROSA.given_name]) == {}
    assert set(make.places_of(NAME)) == SUPPORTER


def test_a_letter_renews_a_sign_up(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now, consent_coalition=True)
    make.write(campaign, ROSA, now=now + 700 * DAY)
    make.work(now + 700 * DAY)

    night(now + 1400 * DAY)

    assert set(make.places_of(NAME)) == SUPPORTER


def test_without_its_sign_up_a_name_goes_with_the_next_night(
    campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)
    make.work(now)
    night(now + 100 * DAY)
    token = make.unsubscribe_token(confirmed.action_id)
    unsubscribe(token, signer=wiring.edges().signer, now=now + 100 * DAY)

    night(now + 100 * DAY)

    assert make.places_of(NAME) == {}


def test_a_shorter_time_is_kept_too(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now)
    make.work(now)

    night(now + 10 * DAY, Retention(letter=5, writer=10))

    assert make.places_of([*NAME, *WORDS]) == {}


def test_events_and_receipts_are_kept_for_180_days(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now)
    make.work(now)
    db.session.add(Receipt(provider="relay", event_id="1", kind="bounced", occurred_at=now))
    db.session.commit()

    night(now + 180 * DAY - MINUTE)
    assert make.number_of(DeliveryEvent) > 0
    assert make.number_of(Receipt) == 1
    night(now + 180 * DAY)

    assert (make.number_of(DeliveryEvent), make.number_of(Receipt)) == (0, 0)


def test_the_audit_is_kept_for_two_years(campaign: Campaign, now: datetime) -> None:
    del campaign
    now -= 10 * 365 * DAY
    record(db.session(), AuditVerb.ADDRESS_CONFIRMED, staff_member_id=None, now=now)
    db.session.commit()

    night(now + 730 * DAY - MINUTE)
    assert make.number_of(AuditEntry) == 1
    night(now + 730 * DAY)

    assert make.number_of(AuditEntry) == 0


def test_sessions_links_and_tokens_go_when_they_are_over(campaign: Campaign, now: datetime) -> None:
    make.submit(make.submission(campaign), now)
    sam = StaffMember(email=SAM.email, created_at=now)
    db.session.add(sam)
    db.session.flush()
    db.session.add(ConsoleSession(session_id="s", data=b"", expires_at=now + DAY))
    db.session.add(
        SignInLink(token_hash="t", staff_member_id=sam.id, created_at=now, expires_at=now + DAY)
    )
    db.session.commit()

    night(now + DAY - MINUTE)
    assert (make.number_of(ConsoleSession), make.number_of(SignInLink)) == (1, 1)
    night(now + 8 * DAY - MINUTE)
    assert make.number_of(Confirmation) == 1
    night(now + 8 * DAY)

    assert (make.number_of(ConsoleSession), make.number_of(SignInLink)) == (0, 0)
    assert make.number_of(Confirmation) == 0


def test_what_a_worker_holds_is_left_to_the_next_night(campaign: Campaign, now: datetime) -> None:
    action_id = make.write(campaign, now=now).action_id
    db.session.execute(update(Action).values(scrubbed_at=now))
    db.session.execute(update(Delivery).values(status=DeliveryState.TRANSMITTING, lease="lease"))
    db.session.commit()

    night(now)

    assert make.STORY in make.letters_of(action_id)[0].text


def test_a_doubt_that_nobody_ends_stays_one_and_its_words_go(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    restored("A backup", now=now)

    night(now + 30 * DAY - MINUTE)
    assert all(make.STORY in letter.text for letter in make.letters_of(action_id))
    assert make.action(action_id).street
    night(now + 30 * DAY)

    assert make.states(action_id) == ["in_doubt", "in_doubt"]
    assert not make.places_of(WORDS)
    assert make.action(action_id).street == ""
    night(now + 90 * DAY)
    assert not make.places_of(NAME)


def test_a_list_that_nobody_brings_in_is_kept_for_three_days(
    campaign: Campaign, now: datetime
) -> None:
    import_id = lists.stage(LIST, now, name="ana.csv")
    lists.check(import_id, now)

    night(now + 3 * DAY - MINUTE)
    assert make.number_of(ImportRow) == 1
    night(now + 3 * DAY)
    assert (make.number_of(ImportedList), make.number_of(ImportRow)) == (0, 0)
    del campaign


def test_of_a_list_that_came_in_the_file_goes_and_its_numbers_stay(
    campaign: Campaign, now: datetime
) -> None:
    make.write(campaign, now=now - 60 * DAY)
    import_id = lists.bring_in(LIST, now)
    db.session.execute(update(ImportedList).values(name="ana.csv"))

    night(now + 3 * DAY)
    listed = imported(import_id)
    assert (listed.name, listed.holder, listed.has_file) == ("", "", False)
    assert (listed.did.merged, make.number_of(ImportRow)) == (1, 0)
    assert make.number_of(ImportChange) == 1
    night(now + 30 * DAY)
    assert make.number_of(ImportChange) == 0
