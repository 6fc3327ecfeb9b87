"""The tallies are what the rows say, and can be written anew from them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.deliveries import DeliveryKind
from campaign.domain.returns import Report, ReturnKind
from campaign.domain.site import UNSUBSCRIBE
from campaign.domain.tallies import EXACT, TallyKind
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.partners import Partner, Source
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.differences import differences
from campaign.services.fold import fold_tallies
from campaign.services.rebuild_tallies import rebuild_outdated, rebuild_tallies
from campaign.services.receive import Counter, receive
from campaign.services.unsubscribe import unsubscribe
from campaign.services.withdraw import withdraw
from tests import make
from tests.outbox import queue_letters
from tests.writers import found_campaign, write

Rows = scoped_session[Session]


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    del session
    return found_campaign(now)


@pytest.fixture
def source(session: Rows) -> Source:
    partner = Partner(slug="oak", name="Oak Families")
    session.add(partner)
    session.flush()
    source = Source(code="oak-fair", partner_id=partner.id)
    session.add(source)
    session.commit()
    return source


def sums(session: Rows) -> dict[TallyKind, int]:
    """Return the folded sums by kind."""
    exact = select(Tally.kind, func.sum(Tally.n)).where(Tally.grain == EXACT)
    rows = session.execute(exact.group_by(Tally.kind))
    return {kind: int(n) for kind, n in rows}


def test_nothing_differs_before_anybody_wrote(session: Rows) -> None:
    del session

    assert differences() == []


def test_what_confirmation_counts_is_what_the_rows_say(
    campaign: Campaign, source: Source, now: datetime
) -> None:
    write(campaign, now=now)
    write(campaign, now=now + timedelta(days=1), consent_coalition=True, locale="es")
    write(campaign, now=now, consent_coalition=True, consent_partner=True, source_id=source.id)

    assert differences() == []


def test_what_is_taken_back_is_taken_off(campaign: Campaign, now: datetime) -> None:
    later = now + timedelta(days=3)
    confirmed = write(campaign, now=now, consent_coalition=True)
    withdraw(confirmed.action_id, actor="writer", now=later)

    assert differences() == []


def test_a_sign_up_that_ends_is_taken_off(
    session: Rows, campaign: Campaign, source: Source, now: datetime
) -> None:
    confirmed = write(campaign, now=now, consent_coalition=True, source_id=source.id)
    supporter_id = session.get_one(Action, confirmed.action_id).supporter_id
    signer = wiring.edges().signer
    unsubscribe(
        signer.sign(UNSUBSCRIBE, supporter_id or ""), signer=signer, now=now + timedelta(days=9)
    )

    assert differences() == []


def test_a_letter_late_in_the_evening_counts_on_the_day_of_the_campaign(
    session: Rows, campaign: Campaign, now: datetime
) -> None:
    evening = now.replace(hour=5)
    write(campaign, now=evening)

    assert differences() == []
    assert set(session.scalars(select(TallyDelta.day))) == {(now - timedelta(days=1)).date()}


def test_a_lost_count_is_found_and_mended(session: Rows, campaign: Campaign, now: datetime) -> None:
    write(campaign, now=now, consent_coalition=True)
    session.execute(delete(TallyDelta).where(TallyDelta.kind == TallyKind.LETTER))
    session.commit()
    exact = [found for found in differences() if found.grain == EXACT]
    assert [(found.tallied, found.counted) for found in exact] == [(0, 1), (0, 1)]

    rebuild_tallies()

    assert differences() == []
    assert sums(session) == {
        TallyKind.LETTER: 2,
        TallyKind.ASK: 2,
        TallyKind.WRITER: 1,
        TallyKind.SIGN_UP: 1,
        TallyKind.SUBMITTED: 1,
        TallyKind.CONFIRMED: 1,
    }


def test_a_wrong_sum_is_found_and_mended(session: Rows, campaign: Campaign, now: datetime) -> None:
    write(campaign, now=now)
    rebuild_tallies()
    session.execute(update(Tally).values(n=7))
    session.commit()
    assert differences()

    rebuild_tallies()

    assert differences() == []
    assert session.scalar(select(func.count()).select_from(TallyDelta)) == 0


def test_what_left_and_came_back_is_counted_as_the_rows_say(
    session: Rows, campaign: Campaign, now: datetime
) -> None:
    write(campaign, now=now)
    make.work(now)
    assert delivered(session) == 2
    report_bounce(session, now + timedelta(days=1))

    assert delivered(session) == 1
    assert differences() == []


def test_whoever_never_confirms_has_sent_all_the_same(
    session: Rows, campaign: Campaign, now: datetime
) -> None:
    make.submit(make.submission(campaign), now)
    make.expire(now + timedelta(days=8))

    assert differences() == []
    assert set(session.scalars(select(TallyDelta.kind))) == {TallyKind.SUBMITTED}


def test_folded_sums_of_every_grain_are_what_the_rows_say(
    session: Rows, campaign: Campaign, source: Source, now: datetime
) -> None:
    write(campaign, now=now, consent_coalition=True, source_id=source.id)
    fold_tallies()
    write(campaign, now=now + timedelta(days=9), locale="es")

    assert differences() == []
    session.execute(update(Tally).where(Tally.grain == 1, Tally.n == 1).values(n=2))
    assert {found.grain for found in differences()} == {1}


def test_what_an_earlier_edition_counted_is_counted_anew_once(
    session: Rows, campaign: Campaign, now: datetime
) -> None:
    write(campaign, now=now)
    rebuild_tallies()
    session.execute(update(Tally).where(Tally.kind == TallyKind.WRITER).values(facet=""))
    session.execute(delete(Tally).where(Tally.kind == TallyKind.SUBMITTED))
    session.commit()

    assert rebuild_outdated()

    assert differences() == []
    assert rebuild_outdated() == 0


def test_a_rehearsal_counts_nothing(session: Rows, now: datetime) -> None:
    queue_letters(wiring.edges(), 3, now=now)
    make.work(now)

    assert delivered(session) == 0
    assert differences() == []


def delivered(session: Rows) -> int:
    """Return how many letters are counted as delivered."""
    found = select(func.sum(TallyDelta.n)).where(TallyDelta.kind == TallyKind.DELIVERED)
    return session.scalar(found) or 0


def report_bounce(session: Rows, now: datetime) -> None:
    """Let one letter come back."""
    letter = session.scalars(
        select(Delivery).where(Delivery.kind == DeliveryKind.LETTER).order_by(Delivery.id).limit(1)
    ).one()
    edges = wiring.edges()
    report = Report(
        provider="dsn",
        event_id="bounce:1",
        kind=ReturnKind.RETURNED,
        occurred_at=now,
        message_ids=(letter.message_id or "",),
    )
    session.rollback()
    counter = Counter(
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )
    receive(report, counter)
