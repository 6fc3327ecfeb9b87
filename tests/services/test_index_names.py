"""Who came in bulk is found by name after one command."""

from datetime import datetime

from campaign.db import db
from campaign.domain.people import AgeBand
from campaign.models.campaigns import Campaign
from campaign.models.supporters import NameWord, Supporter
from campaign.queries.people import SupporterSearch, search
from campaign.services.index_names import index_names
from tests import make
from tests.people import ANA


def test_everybody_is_found_and_nobody_twice(campaign: Campaign, now: datetime) -> None:
    make.write(campaign, now=now)
    for number, name in enumerate(("Zoë", "")):
        db.session.add(
            Supporter(
                email=f"{number}@example.org",
                given_name=name,
                family_name="",
                city="",
                zip="",
                locale="en",
                age_band=AgeBand.ADULT,
                created_at=now,
                last_contact_at=now,
            )
        )
    db.session.commit()
    before = make.number_of(NameWord)

    assert (index_names(), index_names()) == (1, 0)
    assert make.number_of(NameWord) == before + 1
    assert [row.given_name for row in search(SupporterSearch(name="zoe")).rows] == ["Zoë"]
    assert search(SupporterSearch(name="ana")).rows[0].email == ANA.email
