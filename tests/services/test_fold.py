"""Folding facts into sums."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.tallies import EXACT, Delta, TallyKind
from campaign.models import tallies
from campaign.models.campaigns import Campaign
from campaign.models.tallies import Tally, TallyDelta
from campaign.services.fold import fold_tallies
from campaign.wiring import Adapters
from tests.outbox import queue_letters


@pytest.fixture
def letter(edges: Adapters, session: scoped_session[Session], now: datetime) -> Delta:
    """One counted letter."""
    queue_letters(edges, 1, now=now)
    campaign_id = session.scalars(select(Campaign.id)).one()
    return Delta(campaign_id=campaign_id, day=now.date(), kind=TallyKind.LETTER, locale="en")


def test_facts_become_one_sum_for_each_line(
    session: scoped_session[Session], letter: Delta
) -> None:
    tallies.append(session(), [letter, letter, replace(letter, locale="es"), replace(letter, n=-1)])
    session.commit()

    assert fold_tallies() == 4

    exact = select(Tally).where(Tally.grain == EXACT)
    sums = {row.locale: row.n for row in session.scalars(exact)}
    assert sums == {"en": 1, "es": 1}
    assert session.scalar(select(func.count()).select_from(TallyDelta)) == 0


def test_later_facts_are_added_to_the_sum(session: scoped_session[Session], letter: Delta) -> None:
    for _ in range(3):
        tallies.append(session(), [letter, letter])
        session.commit()
        fold_tallies()

    assert set(session.scalars(select(Tally.n))) == {6}


def test_nothing_to_fold_is_nothing_done(session: scoped_session[Session]) -> None:
    del session

    assert fold_tallies() == 0
