"""The counted facts of an action fall on the campaign's own day."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.models.tallies import TallyDelta
from campaign.queries.tallies import campaign_day
from tests import make
from tests.writers import found_campaign, offices


def test_an_evening_in_sacramento_is_that_day(
    session: scoped_session[Session], now: datetime
) -> None:
    del session
    campaign = found_campaign(now)

    days = [campaign_day(campaign.id, now.replace(hour=hour)).day for hour in (6, 8, 23)]

    assert days == [13, 14, 14]


def test_each_letter_and_each_ask_names_its_legislator_and_district(
    session: scoped_session[Session], now: datetime
) -> None:
    make.write(found_campaign(now), now=now, recommendation_ids=make.all_asks())

    rows = session.execute(
        select(TallyDelta.kind, TallyDelta.target_id, TallyDelta.district_id).where(
            TallyDelta.target_id != ""
        )
    ).all()

    lower, *_, upper, _ = offices()
    expected = {(office.id, office.district_id) for office in (lower, upper)}
    assert {(target_id, district_id) for _, target_id, district_id in rows} == expected
    assert len(rows) == 2 * (1 + 3)
