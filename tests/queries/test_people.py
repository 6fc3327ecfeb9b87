"""People are found by what staff know of them, however it is typed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import db
from campaign.domain.people import Purpose
from campaign.models.campaigns import Recommendation
from campaign.models.roster import Target
from campaign.queries.people import A_PAGE, SupporterSearch, search
from tests import make
from tests.people import ANA, BEN, ROSA
from tests.writers import found_campaign, write

A_DAY = timedelta(days=1)


@pytest.fixture
def people(session: scoped_session[Session], now: datetime) -> None:
    """Ana, who signed up by a partner's link, her mother at the same address, and Ben."""
    del session
    campaign = found_campaign(now)
    source = make.source()
    make.write(campaign, ANA, now=now, consent_coalition=True, source_id=source.id)
    make.write(campaign, ROSA, now=now)
    last = db.session.scalars(select(Recommendation.id).order_by(Recommendation.position)).all()[-1]
    make.write(campaign, BEN, now=now + A_DAY, recommendation_ids=(last,))


def found(**asked: object) -> set[str]:
    """Return the addresses of those who are found."""
    return {row.email for row in search(SupporterSearch(**asked)).rows}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "name",
    ["ana", "ÁNA", "reyes", "nunez", "Núñez Ana", "an nun", "núñez", "rosa", "Rosa  Reyes"],
)
def test_a_name_is_found_by_the_beginnings_of_its_words(name: str) -> None:
    assert found(name=name) == {ANA.email}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", ["na", "ana ben", "%", "_", "...", "ana%"])
def test_what_begins_no_word_finds_nobody(name: str) -> None:
    assert found(name=name) <= ({ANA.email} if name == "ana%" else set())


@pytest.mark.usefixtures("people")
def test_each_fact_narrows_the_search(now: datetime) -> None:
    first, *_, last = db.session.scalars(
        select(Recommendation.id).order_by(Recommendation.position)
    ).all()
    source_id = db.session.scalars(select(make.Source.id)).one()
    districts = db.session.scalars(select(Target.district_id)).all()

    assert found(email="ana@") == {ANA.email}
    assert found(email="na@") == set()
    assert found(zip=BEN.zip) == {BEN.email}
    assert found(recommendation_id=first) == {ANA.email}
    assert found(recommendation_id=last) == {BEN.email}
    assert found(source_id=source_id) == {ANA.email}
    assert found(purpose=Purpose.COALITION) == {ANA.email}
    assert found(purpose=Purpose.COALITION, agrees=False) == {BEN.email}
    assert found(since=now + A_DAY) == {BEN.email}
    assert found(before=now + A_DAY) == {ANA.email}
    assert {ANA.email, BEN.email} in [found(district_id=one) for one in districts]


@pytest.mark.usefixtures("session")
def test_pages_hold_everybody_once_the_newest_first(now: datetime) -> None:
    campaign = found_campaign(now)
    for number in range(A_PAGE + 1):
        write(campaign, now=now + number * A_DAY, given_name="Ana", email=f"{number}@example.org")

    first, second = search(SupporterSearch(name="ana")), search(SupporterSearch(name="ana"), page=2)

    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (51, 2, 50, 1)
    assert [row.email for row in second.rows] == ["0@example.org"]
    assert search(SupporterSearch(name="ana"), page=99).page == 2
