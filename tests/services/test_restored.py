"""A backup was restored: nothing leaves by itself, and no letter twice."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import Base, db
from campaign.domain.deliveries import DeliveryKind, DeliveryState, HoldReason
from campaign.domain.ladder import Health
from campaign.domain.retention import Retention
from campaign.models.breakers import RELAY, trip
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.pauses import EVERYTHING, Pause
from campaign.models.roster import set_health
from campaign.models.staff import AuditEntry
from campaign.queries.deliveries import letters_for_export
from campaign.queries.health import relay_trouble
from campaign.queries.packets import packets
from campaign.services.print_packet import fill_packet
from campaign.services.purge import purge
from campaign.services.report_form import report_form
from campaign.services.restored import Restored, restored
from campaign.services.resume import resume
from campaign.services.retry import retry
from campaign.services.sweep import Swept, sweep
from campaign.wiring import Adapters
from tests import make
from tests.databases import lift_guards
from tests.fakes import FakeMailer
from tests.outbox import put_into, queue_letters, queue_notice, states
from tests.people import BEN
from tests.writers import offices

HOUR = timedelta(hours=1)
Backup = dict[str, list[dict[str, object]]]
REASON = "Yesterday's backup was restored"


def kept(edges: Adapters) -> Counter[str]:
    """Return how often each Message-ID reached the relay."""
    mailer = edges.mailer
    assert isinstance(mailer, FakeMailer)
    lines = (line for mail in mailer.kept for line in mail.content.split(b"\r\n"))
    return Counter(
        line.decode().partition("<")[2].rstrip(">")
        for line in lines
        if line.startswith(b"Message-ID:")
    )


def back_up() -> Backup:
    """Return every row of every table."""
    tables = Base.metadata.sorted_tables
    rows = {table.name: db.session.execute(select(table)).mappings().all() for table in tables}
    db.session.rollback()
    return {name: [dict(row) for row in found] for name, found in rows.items()}


def bring_back(backup: Backup) -> None:
    """Put every row of a backup in the place of those that are there."""
    db.session.remove()
    lift_guards(db.session.connection())
    for table in reversed(Base.metadata.sorted_tables):
        db.session.execute(delete(table))
    for table in Base.metadata.sorted_tables:
        if backup[table.name]:
            db.session.execute(insert(table), backup[table.name])
    db.session.commit()


def go_on(now: datetime) -> None:
    """Let mail go on, and let the worker work."""
    resume(EVERYTHING, staff_member_id=None, bell=wiring.edges().bell, now=now)
    make.work(now)


@pytest.mark.parametrize("state", ["queued", "claimed", "transmitting"])
def test_what_was_on_its_way_is_in_doubt(
    edges: Adapters, session: scoped_session[Session], now: datetime, state: str
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState(state), lease="gone", leased_until=now)

    told = restored(REASON, now=now)

    event = session.scalars(select(DeliveryEvent)).one()
    row = session.scalars(select(Delivery).execution_options(populate_existing=True)).one()
    assert told == Restored(letters=1, notices=0, unconfirmed=0, was_paused=False)
    assert (event.old, event.new, event.actor, event.code) == (
        state,
        "in_doubt",
        "restored",
        "restored",
    )
    assert row.lease is None


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        (HoldReason.DOUBTFUL_ADDRESS, "in_doubt"),
        (HoldReason.UNCERTAIN_ANSWER, "in_doubt"),
        (HoldReason.MODERATION, "in_doubt"),
        (HoldReason.TRANSLATION, "in_doubt"),
        (HoldReason.VACANT_SEAT, "held"),
        (HoldReason.NO_ADDRESS, "held"),
    ],
)
def test_what_was_held_is_in_doubt_where_somebody_may_have_let_it_go(
    edges: Adapters,
    session: scoped_session[Session],
    now: datetime,
    reason: HoldReason,
    found: str,
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState.HELD, hold_reason=reason)

    restored(REASON, now=now)

    assert states(session) == [found]


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled", "in_doubt"])
def test_what_had_come_to_an_end_or_into_doubt_stays(
    edges: Adapters, session: scoped_session[Session], now: datetime, state: str
) -> None:
    queue_letters(edges, 1, now=now)
    put_into(session, DeliveryState(state))

    assert restored(REASON, now=now).letters == 0
    assert states(session) == [state]


def test_everything_is_paused_with_the_reason_and_it_is_written_down(
    session: scoped_session[Session], now: datetime
) -> None:
    restored(REASON, now=now)

    pause = session.scalars(select(Pause)).one()
    entry = session.scalars(select(AuditEntry)).one()
    assert (pause.scope, pause.reason) == ("all", REASON)
    assert (entry.verb, entry.facts) == ("deliveries.restored", '{"letters":0,"notices":0}')


def test_saying_it_twice_changes_nothing_more(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    restored(REASON, now=now)

    again = restored("Once more", now=now)

    assert again == Restored(letters=0, notices=0, unconfirmed=0, was_paused=True)
    assert session.scalars(select(Pause.reason)).one() == REASON


def test_what_the_backup_says_of_the_relay_is_forgotten(
    session: scoped_session[Session], now: datetime
) -> None:
    trip(session(), RELAY, "451 later", pause=lambda _times: HOUR, now=now)
    session.commit()

    restored(REASON, now=now)

    assert relay_trouble() is None


def test_nothing_leaves_while_everything_is_paused(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    restored(REASON, now=now)
    queue_letters(edges, 2, now=now)

    make.work(now + HOUR)

    assert states(session) == ["queued", "queued"]
    go_on(now + HOUR)
    assert states(session) == ["sent", "sent"]


def test_a_notice_in_doubt_is_repeated_once_mail_goes_on_and_not_before(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_notice(session, edges, now=now)
    restored(REASON, now=now)

    assert sweep(bell=edges.bell, now=now) == Swept(0, 0, 0)
    resume(EVERYTHING, staff_member_id=None, bell=edges.bell, now=now)
    assert sweep(bell=edges.bell, now=now) == Swept(0, 0, 1)
    assert states(session, DeliveryKind.NOTICE) == ["queued"]


def test_who_confirms_after_the_restore_what_was_submitted_before_it_is_held(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    assert restored(REASON, now=now + HOUR).unconfirmed == 2
    go_on(now + HOUR)

    confirmed = make.confirm_by_link(
        make.link_in(make.mails(submitted.action_id)[0]), now + 2 * HOUR
    )

    letters = make.letters_of(confirmed.action_id)
    assert [letter.hold_reason for letter in letters] == ["restored", "restored"]


def test_who_submits_after_the_restore_is_not_held(campaign: Campaign, now: datetime) -> None:
    restored(REASON, now=now)

    confirmed = make.write(campaign, BEN, now=now + HOUR)

    assert make.states(confirmed.action_id) == ["queued", "queued"]


def test_a_person_lets_a_letter_go_that_was_held_for_a_restore(
    campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    restored(REASON, now=now + HOUR)
    make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[0]), now + 2 * HOUR)

    for letter in make.letters_of(submitted.action_id):
        retry(letter.id, staff_member_id=None, bell=wiring.edges().bell, now=now + 3 * HOUR)
    go_on(now + 3 * HOUR)

    assert make.states(submitted.action_id) == ["sent", "sent"]


def test_a_letter_held_for_a_restore_that_the_log_knows_leaves_no_second_time(
    edges: Adapters, campaign: Campaign, now: datetime
) -> None:
    submitted = make.submit(make.submission(campaign), now)
    restored(REASON, now=now + HOUR)
    make.confirm_by_link(make.link_in(make.mails(submitted.action_id)[0]), now + 2 * HOUR)

    letters = make.letters_of(submitted.action_id)
    for letter in letters:
        make.settle(letter.id, DeliveryState.SENT, now=now + 3 * HOUR)
    go_on(now + 3 * HOUR)

    assert make.states(submitted.action_id) == ["sent", "sent"]
    assert not kept(edges).keys() & {letter.message_id for letter in letters}


def test_a_restore_is_remembered_while_an_old_letter_may_be_confirmed(
    session: scoped_session[Session], now: datetime
) -> None:
    shortest = Retention(audit=1)
    restored(REASON, now=now)

    purge(retention=shortest, now=now + timedelta(days=6))
    assert session.scalars(select(AuditEntry.verb)).all() == ["deliveries.restored"]
    purge(retention=shortest, now=now + timedelta(days=8))
    assert session.scalars(select(AuditEntry.verb)).all() == []


def test_what_was_held_and_did_not_leave_is_held_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = put_into(session, DeliveryState.HELD, hold_reason=HoldReason.DOUBTFUL_ADDRESS)
    restored(REASON, now=now)

    make.settle(letter, DeliveryState.QUEUED, now=now)

    row = session.get_one(Delivery, letter, populate_existing=True)
    assert (row.status, row.hold_reason) == ("held", "doubtful_address")


def test_one_answer_for_all_leaves_other_doubts_alone(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    old = put_into(session, DeliveryState.IN_DOUBT)
    queue_letters(edges, 3, now=now)
    restored(REASON, now=now)

    n = make.settle_restored(DeliveryState.SENT, now=now)

    assert n == 3
    assert states(session) == ["in_doubt", "sent", "sent", "sent"]
    assert session.get_one(Delivery, old, populate_existing=True).status == "in_doubt"


def test_who_wrote_what_is_given_up_after_a_restore_is_told(
    campaign: Campaign, now: datetime
) -> None:
    action_id = make.write(campaign, now=now).action_id
    restored(REASON, now=now + HOUR)

    make.settle_restored(DeliveryState.FAILED, now=now + HOUR)

    assert make.states(action_id) == ["failed", "failed"]
    assert len(make.mails(action_id, "failed")) == 2


def test_letters_that_left_after_the_backup_leave_no_second_time(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 5, now=now)
    backup = back_up()
    make.work(now)
    left = kept(edges)
    assert sorted(left.values()) == [1] * 5
    queue_letters(edges, 1, now=now)
    bring_back(backup)
    assert states(session) == ["queued"] * 5

    restored(REASON, now=now + HOUR)
    make.work(now + HOUR)
    sweep(bell=edges.bell, now=now + HOUR)
    assert kept(edges) == left
    for letter in list(letters_for_export()):
        found = DeliveryState.SENT if letter.message_id in left else DeliveryState.QUEUED
        delivery_id = letter.message_id.partition("@")[0]
        make.settle(delivery_id, found, now=now + HOUR)
    queue_letters(edges, 2, now=now + HOUR)
    go_on(now + HOUR)

    assert states(session) == ["sent"] * 7
    assert sorted(kept(edges).values()) == [1] * 7


def not_by_mail(campaign: Campaign, now: datetime, form: str) -> tuple[str, str]:
    """Return an action whose first letter e-mail does not reach, and the letter's office."""
    office = offices()[0]
    office.contact_form_url = form
    set_health(db.session(), office.id, Health.FAILING, "staff", now=now)
    db.session.commit()
    return make.write(campaign, now=now).action_id, office.id


def test_a_packet_that_was_handed_over_after_the_backup_is_not_printed_again(
    campaign: Campaign, now: datetime
) -> None:
    action_id, office = not_by_mail(campaign, now, "")
    fill_packet(office, now=now)

    restored(REASON, now=now + HOUR)

    assert make.ways(action_id)[0] == "print in_doubt in_packet"
    assert packets() == []
    make.settle_restored(DeliveryState.QUEUED, now=now)
    assert make.ways(action_id)[0] == "print held in_packet"
    (packet,) = packets()
    assert [printing.at for printing in packet.printings] == [now]


def test_a_form_that_was_sent_after_the_backup_does_not_go_on_paper(
    campaign: Campaign, now: datetime
) -> None:
    action_id, _ = not_by_mail(campaign, now, "https://legislature.example/contact")

    restored(REASON, now=now + HOUR)
    make.climb(now + timedelta(days=15))

    assert make.ways(action_id)[0] == "form in_doubt writer_sends"


@pytest.mark.parametrize(("sent", "found"), [(True, "form sent"), (False, "form failed")])
def test_the_writer_of_such_a_form_ends_its_doubt(
    campaign: Campaign, now: datetime, *, sent: bool, found: str
) -> None:
    action_id, _ = not_by_mail(campaign, now, "https://legislature.example/contact")
    restored(REASON, now=now + HOUR)

    report_form(action_id, 1, sent=sent, now=now + HOUR)

    assert make.ways(action_id)[0] == found
    assert ("print held in_packet" in make.ways(action_id)) is not sent


def test_a_form_that_was_not_sent_has_its_two_weeks_again(
    campaign: Campaign, now: datetime
) -> None:
    action_id, _ = not_by_mail(campaign, now, "https://legislature.example/contact")
    later = now + timedelta(days=20)
    restored(REASON, now=later)

    make.settle_restored(DeliveryState.QUEUED, now=later)
    make.climb(later + timedelta(days=13))

    assert make.ways(action_id)[0] == "form held writer_sends"
