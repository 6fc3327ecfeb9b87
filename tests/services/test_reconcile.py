"""A relay's log ends doubts: what it took was sent, what it never had goes again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.deliveries import DeliveryState, HoldReason, Move
from campaign.domain.relay_log import FRESH, Sighting
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.deliveries.moves import move_all
from campaign.models.roster import OfficeHealth
from campaign.models.staff import AuditEntry
from campaign.services.reconcile import Reconciled, reconcile
from campaign.wiring import Adapters
from tests.outbox import queue_letters, queue_notice, states

NOTHING = Reconciled(sent=0, bounced=0, queued=0, held=0, left=0)


@dataclass
class KnownLog:
    """A log that names some mails, and remembers for which it was asked."""

    sightings: dict[str, Sighting] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def find(self, message_ids: Collection[str]) -> Mapping[str, Sighting]:
        """Return what it knows of these."""
        self.asked = sorted(message_ids)
        return {name: seen for name, seen in self.sightings.items() if name in message_ids}


def doubt(session: scoped_session[Session], *, now: datetime) -> list[Delivery]:
    """Bring everything into doubt, and return it."""
    ids = session.scalars(select(Delivery.id)).all()
    for step in (
        Move(DeliveryState.QUEUED, DeliveryState.CLAIMED, "worker"),
        Move(DeliveryState.CLAIMED, DeliveryState.TRANSMITTING, "worker"),
        Move(DeliveryState.TRANSMITTING, DeliveryState.IN_DOUBT, "worker"),
    ):
        move_all(session(), dict.fromkeys(ids, step), now=now)
    session.commit()
    return list(session.scalars(select(Delivery).order_by(Delivery.recipient)))


def settle(
    log: KnownLog, edges: Adapters, now: datetime, *, whole: bool = False, dry_run: bool = False
) -> Reconciled:
    """Reconcile at a terminal."""
    return reconcile(
        log, whole=whole, dry_run=dry_run, staff_member_id=None, bell=edges.bell, now=now
    )


def knows(*deliveries: Delivery, bounced: str = "") -> KnownLog:
    """Return a log that names these mails."""
    return KnownLog(
        {
            str(delivery.message_id): Sighting(reference=f"Q{number}", bounced=bounced)
            for number, delivery in enumerate(deliveries)
        }
    )


def test_what_the_relay_took_was_sent_and_the_rest_stays_in_doubt(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 3, now=now)
    first, second, _ = doubt(session, now=now)
    log = knows(first, second)

    done = settle(log, edges, now + timedelta(days=1))

    assert done == Reconciled(sent=2, bounced=0, queued=0, held=0, left=1)
    assert states(session) == ["in_doubt", "sent", "sent"]
    assert len(log.asked) == 3
    assert session.get_one(Delivery, second.id, populate_existing=True).provider_ref == "Q1"


def test_the_step_and_the_audit_say_who_proved_it(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 2, now=now)
    first, _ = doubt(session, now=now)

    settle(knows(first), edges, now + timedelta(days=1), whole=True)

    steps = session.execute(
        select(DeliveryEvent.new, DeliveryEvent.code, DeliveryEvent.reply)
        .where(DeliveryEvent.actor == "relay-log")
        .order_by(DeliveryEvent.id)
    ).all()
    entry = session.scalars(select(AuditEntry)).one()
    assert [tuple(step) for step in steps] == [
        ("sent", "in_log", "Q0"),
        ("queued", "not_in_log", ""),
    ]
    assert entry.verb == "doubts.reconciled"
    assert entry.facts == '{"bounced":0,"log_is_whole":true,"queued":1,"sent":1}'


def test_under_a_whole_log_what_it_does_not_name_goes_again_as_the_same_mail(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 2, now=now)
    before = {each.id: (each.message_id, each.mail_date) for each in doubt(session, now=now)}
    rings, later = edges.bell.rings, now + FRESH  # type: ignore[attr-defined]  # A fake.

    done = settle(KnownLog(), edges, later, whole=True)

    after = session.scalars(select(Delivery).execution_options(populate_existing=True)).all()
    assert done == Reconciled(sent=0, bounced=0, queued=2, held=0, left=0)
    assert {each.id: (each.message_id, each.mail_date) for each in after} == before
    assert {each.due_at for each in after} == {later}
    assert edges.bell.rings == rings + 1  # type: ignore[attr-defined]  # A fake.


def test_a_doubt_may_be_too_young_for_any_log(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    doubt(session, now=now)

    done = settle(KnownLog(), edges, now + FRESH - timedelta(seconds=1), whole=True)

    assert done == replace(NOTHING, left=1, young=1, ripe_at=now + FRESH)
    assert states(session) == ["in_doubt"]


def test_a_letter_whose_text_is_gone_is_not_sent_again(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 2, now=now)
    first, _ = doubt(session, now=now)
    session.execute(update(Delivery).values(scrubbed_at=now))
    session.commit()

    done = settle(knows(first), edges, now + timedelta(days=1), whole=True)

    assert done == replace(NOTHING, sent=1, left=1, words_gone=1)
    assert states(session) == ["in_doubt", "sent"]


@pytest.mark.parametrize(("status", "doubted"), [("5.1.1", 1), ("5.7.1", 0), ("5.0.0", 0)])
def test_what_bounced_at_the_relay_bounced_and_may_doubt_its_office(
    edges: Adapters, session: scoped_session[Session], now: datetime, status: str, doubted: int
) -> None:
    queue_letters(edges, 1, now=now)
    (letter,) = doubt(session, now=now)

    done = settle(knows(letter, bounced=status), edges, now + timedelta(days=1))

    assert done == Reconciled(sent=1, bounced=1, queued=0, held=0, left=0)
    assert states(session) == ["bounced"]
    assert len(session.scalars(select(OfficeHealth)).all()) == doubted


def test_a_rehearsal_changes_nothing(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 3, now=now)
    first, second, _ = doubt(session, now=now)
    log = knows(first, second, bounced="5.1.1")

    done = settle(log, edges, now + timedelta(days=1), whole=True, dry_run=True)

    assert done == Reconciled(sent=2, bounced=2, queued=1, held=0, left=0)
    assert states(session) == ["in_doubt"] * 3
    assert session.scalars(select(AuditEntry)).all() == []


def test_what_was_held_before_the_doubt_is_held_again_for_its_reason(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 2, now=now)
    first, second = doubt(session, now=now)
    session.execute(update(Delivery).values(hold_reason=HoldReason.DOUBTFUL_ADDRESS))
    session.commit()

    done = settle(knows(first), edges, now + timedelta(days=1), whole=True)

    after = session.get_one(Delivery, second.id, populate_existing=True)
    assert done == Reconciled(sent=1, bounced=0, queued=1, held=1, left=0)
    assert (after.status, after.hold_reason) == ("held", "doubtful_address")
    assert session.get_one(Delivery, first.id, populate_existing=True).hold_reason is None


def test_a_notice_is_settled_too(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_notice(session, edges, now=now)
    (notice,) = doubt(session, now=now)

    assert settle(knows(notice), edges, now).sent == 1


def test_only_doubts_are_touched(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1, now=now)
    letter = session.scalars(select(Delivery)).one()

    assert settle(knows(letter), edges, now, whole=True) == NOTHING
    assert states(session) == ["queued"]


def test_many_hundreds_are_settled_at_once(
    edges: Adapters, session: scoped_session[Session], now: datetime
) -> None:
    queue_letters(edges, 1_200, now=now)
    letters = doubt(session, now=now)

    done = settle(knows(*letters[:700]), edges, now + timedelta(days=1), whole=True)

    assert done == Reconciled(sent=700, bounced=0, queued=500, held=0, left=0)
