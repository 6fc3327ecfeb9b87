"""The tallies are what the rows say, and can be written anew from them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, scoped_session

from campaign import wiring
from campaign.domain.site import UNSUBSCRIBE
from campaign.domain.tallies import TallyKind
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign
from campaign.models.partners import Partner, Source
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.recount import differences
from campaign.services.rebuild_tallies import rebuild_tallies
from campaign.services.unsubscribe import unsubscribe
from campaign.services.withdraw import withdraw
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
    rows = session.execute(select(Tally.kind, func.sum(Tally.n)).group_by(Tally.kind))
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
    assert [(found.tallied, found.counted) for found in differences()] == [(0, 1), (0, 1)]

    rebuild_tallies()

    assert differences() == []
    assert sums(session) == {
        TallyKind.LETTER: 2,
        TallyKind.ASK: 2,
        TallyKind.WRITER: 1,
        TallyKind.SIGN_UP: 1,
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
