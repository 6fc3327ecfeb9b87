"""What comes back is believed once, ends doubts, and reaches whom it is for."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.people import SUPPRESSION
from campaign.domain.return_address import coded_address
from campaign.domain.returns import Report, ReturnKind, TooEarly
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt
from campaign.models.deliveries.moves import move
from campaign.models.letters import Letter
from campaign.models.roster import OfficeHealth
from campaign.models.supporters import Suppression
from campaign.queries.differences import differences
from campaign.services.erase import erase
from campaign.services.receive import Counter, Received, catch_up, read_inbox, receive
from campaign.wiring import Adapters
from config import Settings
from tests import fakes, make
from tests import returned_mails as mails
from tests.fakes import FakeInbox, FakeMailer
from tests.faults import At, Fault
from tests.people import ANA

BASE = "returns@campaign.example"
HOUR = timedelta(hours=1)
S, K = DeliveryState, ReturnKind


@pytest.fixture
def edges(settings: Settings) -> Adapters:
    """The edges in memory, with return addresses of our own."""
    plain = fakes.edges(settings)
    return replace(plain, site=replace(plain.site, return_address=BASE))


def counter(now: datetime) -> Counter:
    """Return what reports are worked on with."""
    edges = wiring.edges()
    return Counter(
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )


def sent(campaign: Campaign, now: datetime) -> Delivery:
    """Write a letter, let it leave, and return its delivery."""
    action_id = make.write(campaign, now=now).action_id
    make.work(now)
    return make.letters_of(action_id)[0]


def relay() -> FakeMailer:
    """Return the relay in memory."""
    mailer = wiring.edges().mailer
    assert isinstance(mailer, FakeMailer)
    return mailer


def put(session: scoped_session[Session], delivery: Delivery, state: DeliveryState) -> None:
    """Put a delivery into a state, past all moves."""
    delivery.status = state
    session.commit()


def action_of(session: scoped_session[Session], letter: Delivery) -> str:
    """Return the action of a letter."""
    return session.get_one(Letter, letter.letter_id).action_id


def code_of(delivery: Delivery) -> str:
    """Return a delivery's coded return address."""
    return coded_address(BASE, delivery.id, wiring.edges().signer)


def about(delivery: Delivery, kind: ReturnKind, now: datetime, **changes: object) -> Report:
    """Return a report on a delivery by its coded address."""
    plain = Report(
        provider="ses",
        event_id="one",
        kind=kind,
        occurred_at=now,
        addresses=(code_of(delivery),),
    )
    return replace(plain, **changes)


def take(report: Report, now: datetime) -> Received:
    """Receive a report."""
    return receive(report, counter(now))


def take_mail(content: bytes, now: datetime) -> Received:
    """Receive a mail."""
    return take(wiring.edges().mail_reader.read(content, now=now), now)


def state(session: scoped_session[Session], delivery: Delivery) -> DeliveryState:
    """Return where a delivery stands now."""
    session.rollback()
    session.refresh(delivery)
    return delivery.status


def test_every_mail_leaves_under_its_coded_address(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    sent(campaign, now)

    senders = {kept.sender for kept in relay().kept}

    left = session.scalars(select(Delivery).where(Delivery.status == S.SENT)).all()
    assert senders == {code_of(delivery) for delivery in left}
    assert not any(b"returns+" in kept.content for kept in relay().kept)


def told(session: scoped_session[Session], letter: str, now: datetime) -> int:
    """Let the ladder tell, and return how often the writer heard of a letter."""
    make.climb(now)
    action_id = action_of(session, letter)
    return sum(len(make.mails(action_id, kind)) for kind in ("failed", "office_form"))


@pytest.mark.parametrize("old", [S.SENT, S.DELIVERED, S.IN_DOUBT])
def test_a_bounce_tells_the_writer_and_doubts_the_office(
    campaign: Campaign, session: scoped_session[Session], now: datetime, old: DeliveryState
) -> None:
    letter = sent(campaign, now)
    put(session, letter, old)

    take_mail(mails.report(to=code_of(letter), sent_id="unknown@elsewhere.example"), now)

    assert state(session, letter) is S.BOUNCED
    assert session.scalars(select(OfficeHealth.reason)).all() == ["5.1.1"]
    step = session.scalars(select(DeliveryEvent).order_by(DeliveryEvent.id.desc())).first()
    assert step is not None
    assert (step.old, step.new, step.actor, step.code) == (old, S.BOUNCED, "report:mail", "5.1.1")
    assert told(session, letter, now) == 1


def test_a_mail_given_up_for_another_reason_blames_no_address(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    take_mail(mails.report(to=code_of(letter), status="5.2.2"), now)

    assert state(session, letter) is S.BOUNCED
    assert told(session, letter, now) == 1
    assert make.number_of(OfficeHealth) == 0


def test_a_delay_is_written_down_and_no_more(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    take_mail(mails.gmail_delay(to=code_of(letter)), now)

    assert state(session, letter) is S.SENT
    assert session.scalars(select(Receipt.kind)).one() == "deferred"


@pytest.mark.parametrize(
    ("kind", "new"),
    [
        (K.DELIVERED, S.DELIVERED),
        (K.AUTOMATIC, S.DELIVERED),
        (K.DEFERRED, S.SENT),
        (K.RELAYED, S.SENT),
        (K.REJECTED, S.BOUNCED),
    ],
)
def test_a_doubt_ends_with_the_evidence(
    campaign: Campaign,
    session: scoped_session[Session],
    now: datetime,
    kind: ReturnKind,
    new: DeliveryState,
) -> None:
    letter = sent(campaign, now)
    put(session, letter, S.IN_DOUBT)

    take(about(letter, kind, now), now)

    assert state(session, letter) is new


def test_a_report_counts_once(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    first = take(about(letter, K.BOUNCED, now), now)
    again = take(about(letter, K.BOUNCED, now), now)

    assert (first.is_new, again.is_new) == (True, False)
    assert make.number_of(Receipt) == 1
    assert told(session, letter, now) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "250 2.0.0 Ok 883953f4-6105-42a2-a16a-77a8eac79483",
        "2.0.0 Ok: queued as <883953f4-6105-42a2-a16a-77a8eac79483>.",
        "883953f4-6105-42a2-a16a-77a8eac79483",
    ],
)
def test_a_providers_own_name_is_the_last_word_of_its_answer(
    campaign: Campaign, session: scoped_session[Session], now: datetime, answer: str
) -> None:
    letter = sent(campaign, now)
    letter.provider_ref = answer
    session.commit()
    ours = "883953f4-6105-42a2-a16a-77a8eac79483"

    take(about(letter, K.DELIVERED, now, addresses=(), reference=ours), now)

    assert state(session, letter) is S.DELIVERED


def test_a_part_of_a_name_is_somebody_elses(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    letter.provider_ref = "250 2.0.0 Ok 883953f4-6105-42a2-a16a-77a8eac79483"
    session.commit()
    later = now + timedelta(minutes=11)

    take(about(letter, K.BOUNCED, now, addresses=(), reference="883953f4-6105"), later)

    assert state(session, letter) is S.SENT


@pytest.mark.parametrize("found_by", ["message_ids", "reference"])
def test_a_mail_is_known_by_its_message_id_and_by_the_providers_name(
    campaign: Campaign, session: scoped_session[Session], now: datetime, found_by: str
) -> None:
    letter = sent(campaign, now)
    letter.provider_ref = "2.0.0 Ok 0102018f-0000-own-name_%"
    session.commit()
    ways = {"message_ids": (letter.message_id,), "reference": "0102018f-0000-own-name_%"}

    take(about(letter, K.DELIVERED, now, addresses=(), **{found_by: ways[found_by]}), now)

    assert state(session, letter) is S.DELIVERED


@pytest.mark.parametrize(
    "content",
    [
        mails.report(to=f"returns+{'0' * 32}-{'0' * 20}@campaign.example"),
        mails.report(to=BASE),
        mails.complaint(),
        mails.absence(),
        mails.person(),
        b"nonsense",
    ],
)
def test_what_names_no_mail_of_ours_changes_nothing(
    campaign: Campaign, session: scoped_session[Session], now: datetime, content: bytes
) -> None:
    sent(campaign, now)
    before = sorted(session.execute(select(Delivery.id, Delivery.status)).all())

    received = take_mail(content, now)

    assert received.wants_a_person
    assert sorted(session.execute(select(Delivery.id, Delivery.status)).all()) == before
    assert session.execute(select(Receipt.kind, Receipt.delivery_id)).all() == [("unknown", None)]
    assert make.number_of(Suppression) == 0


def test_a_provider_that_is_quicker_than_our_commit_asks_again(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    early = about(letter, K.DELIVERED, now, addresses=(), reference="the-relays-own-name")

    with pytest.raises(TooEarly):
        take(early, now)
    assert make.number_of(Receipt) == 0

    letter.provider_ref = "250 2.0.0 Ok the-relays-own-name"
    session.commit()
    take(early, now)

    assert state(session, letter) is S.DELIVERED


def test_what_a_provider_says_of_somebody_elses_mail_is_heard_in_the_end(
    campaign: Campaign, now: datetime
) -> None:
    letter = sent(campaign, now)
    foreign = about(letter, K.DELIVERED, now, addresses=(), reference="somebody-elses-mail")

    assert take(foreign, now + timedelta(minutes=11)).kind is K.UNKNOWN


@pytest.mark.parametrize("kind", [K.BOUNCED, K.DELIVERED])
def test_a_report_that_comes_while_the_worker_holds_the_letter_is_believed_later(
    campaign: Campaign, session: scoped_session[Session], now: datetime, kind: ReturnKind
) -> None:
    letter = sent(campaign, now)
    put(session, letter, S.TRANSMITTING)

    take(about(letter, kind, now), now)
    assert state(session, letter) is S.TRANSMITTING
    assert catch_up(counter(now)) == 0

    put(session, letter, S.IN_DOUBT)
    assert catch_up(counter(now)) == 1

    assert state(session, letter) is (S.BOUNCED if kind is K.BOUNCED else S.DELIVERED)
    assert told(session, letter, now) == int(kind is K.BOUNCED)
    assert catch_up(counter(now)) == 0


def sent_again(campaign: Campaign, now: datetime) -> Delivery:
    """Write a letter whose first copy ends in doubt, and have a person send it again."""
    action_id = make.write(campaign, now=now).action_id
    for letter in make.letters_of(action_id):
        letter.due_at = now + HOUR
    db.session.commit()
    make.work(now)
    relay().faults.append(Fault(At.DOT, keeps=True))
    make.work(now + HOUR)
    (letter,) = (each for each in make.letters_of(action_id) if each.status is S.IN_DOUBT)
    make.settle(letter.id, S.QUEUED, now=now + 2 * HOUR)
    return letter


@pytest.mark.parametrize(
    ("kind", "ends", "copies", "hears"),
    [
        (K.DELIVERED, S.DELIVERED, 1, 0),
        (K.PERSON, S.DELIVERED, 1, 0),
        (K.DEFERRED, S.SENT, 1, 0),
        (K.BOUNCED, S.BOUNCED, 1, 1),
        (K.RETURNED, S.SENT, 2, 0),
    ],
)
def test_a_report_on_the_first_copy_says_whether_a_second_one_leaves(
    campaign: Campaign,
    session: scoped_session[Session],
    now: datetime,
    kind: ReturnKind,
    ends: DeliveryState,
    copies: int,
    hears: int,
) -> None:
    letter = sent_again(campaign, now)
    later = now + 3 * HOUR

    take(about(letter, kind, later), later)
    make.work(later + HOUR)
    catch_up(counter(later + HOUR))

    assert state(session, letter) is ends
    assert sum(letter.id.encode() in kept.content for kept in relay().kept) == copies
    assert told(session, letter, later) == hears


def test_a_report_on_a_copy_that_was_given_up_is_believed_of_the_one_that_left_last(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent_again(campaign, now)
    make.work(now + 3 * HOUR)

    take(about(letter, K.RETURNED, now + 2 * HOUR), now + 4 * HOUR)
    assert state(session, letter) is S.SENT

    take(about(letter, K.RETURNED, now + 4 * HOUR, event_id="two"), now + 4 * HOUR)
    assert state(session, letter) is S.BOUNCED


def test_a_letter_that_waits_in_a_pause_and_arrived_before_is_not_sent_again(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent_again(campaign, now)
    hold = Move(S.QUEUED, S.HELD, "test")
    move(session(), letter.id, hold, now=now, changes={"hold_reason": "office_paused"})
    session.commit()

    take(about(letter, K.AUTOMATIC, now + 3 * HOUR), now + 3 * HOUR)

    assert state(session, letter) is S.DELIVERED
    assert letter.hold_reason is None
    assert differences() == []


@pytest.mark.parametrize(("kind", "reason"), [(K.BOUNCED, "bounced"), (K.COMPLAINED, "complained")])
def test_a_writers_address_that_bounces_or_complains_gets_no_mail_any_more(
    campaign: Campaign,
    session: scoped_session[Session],
    now: datetime,
    kind: ReturnKind,
    reason: str,
) -> None:
    letter = sent(campaign, now)
    notice = make.mails(action_of(session, letter), "confirmed")[0]

    take(about(notice, kind, now), now)

    assert session.execute(select(Suppression.address_hash, Suppression.reason)).all() == [
        (wiring.edges().signer.digest(SUPPRESSION, ANA.email), reason)
    ]


@pytest.mark.parametrize("kind", [K.RETURNED, K.REJECTED, K.DEFERRED])
def test_a_full_mailbox_suppresses_nobody(
    campaign: Campaign, session: scoped_session[Session], now: datetime, kind: ReturnKind
) -> None:
    letter = sent(campaign, now)
    notice = make.mails(action_of(session, letter), "confirmed")[0]

    take(about(notice, kind, now), now)

    assert make.number_of(Suppression) == 0


def test_an_office_that_complains_is_on_no_list(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    take_mail(mails.complaint(to=code_of(letter)), now)

    assert state(session, letter) is S.DELIVERED
    assert make.number_of(Suppression) == 0


def test_a_complaint_after_erasure_keeps_the_address_off_and_names_nobody(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    action_id = action_of(session, letter)
    notice, token = make.mails(action_id, "confirmed")[0], make.erase_token(action_id)
    erase(token, signer=wiring.edges().signer, now=now)

    take(about(notice, K.COMPLAINED, now), now)
    take(about(notice, K.BOUNCED, now, event_id="two"), now)
    take_mail(mails.report(to=code_of(letter)), now)
    take_mail(mails.person(sent_id=letter.message_id or ""), now)

    assert session.scalars(select(Suppression.reason)).all() == ["erased"]
    assert make.places_of([ANA.email, ANA.family_name]) == {}
    assert make.places_of(["pat@capitol.example", "vote for it"]) == {}
    assert make.mails(action_id, "failed") == []


def test_a_persons_answer_goes_to_the_writer(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    received = take_mail(mails.person(sent_id=letter.message_id or "", attachment=b"%PDF"), now)

    (mail,) = make.mails(action_of(session, letter), "office_reply")
    assert not received.wants_a_person
    assert state(session, letter) is S.DELIVERED
    assert (mail.recipient, mail.subject) == (ANA.email, "Re: About the buses")
    assert (mail.reply_to_address, mail.reply_to_name) == ("pat@capitol.example", "Pat Lee")
    assert "The Senator will vote for it." in mail.text
    assert "attachments" in mail.text


def test_an_answer_is_never_sent_round_in_a_circle(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    take_mail(mails.person(sent_id=letter.message_id or ""), now)
    make.work(now)
    mailer = wiring.edges().mailer
    assert isinstance(mailer, FakeMailer)
    ours = mailer.kept[-1]
    assert ours.recipient == ANA.email

    received = take_mail(ours.content, now)

    assert received.kind is K.UNKNOWN
    assert len(make.mails(action_of(session, letter), "office_reply")) == 1


def test_some_answers_a_day_are_handed_on_and_the_rest_stays_in_the_inbox(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    def answer(number: int, at: datetime) -> bool:
        other = {"Message-ID": f"<{number}@capitol.example>"}
        content = mails.person(sent_id=letter.message_id or "", headers=other)
        return take_mail(content, at).wants_a_person

    assert [answer(number, now) for number in range(5)] == [False] * 3 + [True] * 2
    assert not answer(9, now + timedelta(days=2))
    assert len(make.mails(action_of(session, letter), "office_reply")) == 4


def test_a_writer_who_gets_no_mail_is_told_nothing_and_nothing_is_kept(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    notice = make.mails(action_of(session, letter), "confirmed")[0]
    take(about(notice, K.COMPLAINED, now), now)

    take_mail(mails.person(sent_id=letter.message_id or ""), now)

    assert make.mails(action_of(session, letter), "office_reply") == []
    assert make.places_of(["pat@capitol.example", "vote for it"]) == {}


def test_a_writers_own_answer_to_our_notice_waits_for_a_person(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    notice = make.mails(action_of(session, letter), "confirmed")[0]

    assert take_mail(mails.person(sent_id=notice.message_id or ""), now).wants_a_person


def test_what_came_back_stays_back(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)

    take(about(letter, K.BOUNCED, now), now)
    take(about(letter, K.DELIVERED, now, event_id="two"), now)

    assert state(session, letter) is S.BOUNCED


def test_a_whole_inbox_is_read_and_a_broken_mail_stops_no_other(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    inbox = FakeInbox(
        {
            "1": b"nonsense",
            "2": mails.report(to=code_of(letter)),
            "3": mails.absence(to=code_of(letter)),
        }
    )
    reader = Stumbling(wiring.edges(), over=b"nonsense")

    assert read_inbox(inbox, reader, counter(now)) == 3
    assert read_inbox(inbox, reader, counter(now)) == 0

    assert state(session, letter) is S.BOUNCED
    assert inbox.stars == {"1"}


def test_an_inbox_that_is_away_is_read_the_next_time(
    session: scoped_session[Session], now: datetime
) -> None:
    del session
    inbox = FakeInbox({"1": b"nonsense"}, away=True)

    assert read_inbox(inbox, wiring.edges().mail_reader, counter(now)) == 0
    inbox.away = False
    assert read_inbox(inbox, wiring.edges().mail_reader, counter(now)) == 1


def test_a_star_is_not_lost_with_the_connection(
    session: scoped_session[Session], now: datetime
) -> None:
    del session
    inbox = FakeInbox({"1": mails.person(to=BASE)}, lost_marks=1)
    read_inbox(inbox, wiring.edges().mail_reader, counter(now))
    assert inbox.stars == set()

    assert read_inbox(inbox, wiring.edges().mail_reader, counter(now)) == 1

    assert inbox.stars == {"1"}


def test_an_answer_that_was_handed_on_gets_no_star_the_second_time(
    campaign: Campaign, session: scoped_session[Session], now: datetime
) -> None:
    letter = sent(campaign, now)
    inbox = FakeInbox({"1": mails.person(to=code_of(letter))}, lost_marks=1)

    for _ in range(2):
        read_inbox(inbox, wiring.edges().mail_reader, counter(now))

    assert (inbox.mails, inbox.stars) == ({}, set())
    assert number_of_answers(session) == 1


def number_of_answers(session: scoped_session[Session]) -> int:
    """Return how many answers are on their way to writers."""
    kinds = session.scalars(select(Delivery.notice_kind)).all()
    return kinds.count("office_reply")


@pytest.mark.parametrize("bad", [b"\x00", b"\x1b", b"\xff"])
def test_control_characters_in_an_id_hurt_no_database(
    session: scoped_session[Session], now: datetime, bad: bytes
) -> None:
    del session
    content = mails.person(sent_id="a~b@campaign.example").replace(b"~", bad)

    assert take_mail(content, now) == Received(K.UNKNOWN, wants_a_person=True)


class Stumbling:
    """A reader that breaks over one mail."""

    def __init__(self, edges: Adapters, *, over: bytes) -> None:
        self._reader = edges.mail_reader
        self._over = over

    def read(self, content: bytes, *, recipient: str = "", now: datetime) -> Report:
        """Break, or read."""
        if content == self._over:
            raise RuntimeError("broken")
        return self._reader.read(content, recipient=recipient, now=now)
