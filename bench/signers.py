"""People who agreed to something, by the hundred thousand, for the benches of lists."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from bench.workshop import Workshop
from campaign.db import db
from campaign.domain.content import CampaignStatus
from campaign.domain.people import AgeBand, Purpose
from campaign.models.campaigns import Campaign
from campaign.models.supporters import Consent, Supporter

AT_ONCE = 10_000
SEED = 2026
STRANGE = 0.001
"""The share of people whose name a spreadsheet could take for a formula, or who hide a sign."""

WITHDREW, UNDER_AGE = 0.05, 0.05
GIVEN = ("Ana", "José", "Ximena", "Bến", "Guadalupe", "Sam", "María Fernanda", "Noé")
FAMILY = ("Reyes Núñez", "Nguyễn", "Hernández Ruiz", "O'Neil", "Song", "Ortiz", "Smith-Jones")
CITIES = ("Sacramento", "Fresno", "San José", "East Palo Alto", "Los Angeles")


def fill(place: Workshop, people: int) -> int:
    """Write so many people who were asked down; return how many of them are on the list."""
    choose, now = random.Random(SEED), datetime.now(UTC)  # noqa: S311  # No secret.
    listed = 0
    with place.app.app_context():
        campaign = Campaign(
            slug="bench",
            jurisdiction="nowhere",
            status=CampaignStatus.LIVE,
            starts_on=now.date(),
            time_zone="UTC",
            goal=25,
            loaded_at=now,
        )
        db.session.add(campaign)
        db.session.commit()
        for first in range(0, people, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, people))
            persons = [_person(number, choose, now) for number in numbers]
            consents = [
                consent
                for person in persons
                for consent in _consents(person, campaign.id, choose, now)
            ]
            withdrew = {each["supporter_id"] for each in consents if not each["given"]}
            listed += sum(
                person["age_band"] is AgeBand.ADULT and person["id"] not in withdrew
                for person in persons
            )
            db.session.execute(insert(Supporter), persons)
            db.session.execute(insert(Consent), consents)
            db.session.commit()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE supporters, consents")
        db.session.remove()
    return listed


def _person(number: int, choose: random.Random, now: datetime) -> dict[str, object]:
    given = choose.choice(GIVEN)
    if choose.random() < STRANGE:
        given = choose.choice(("=1+1", "+Ana", "\u202eAna", "@Ana"))
    return {
        "id": f"{choose.getrandbits(128):032x}",
        "email": f"person{number}@example.org",
        "given_name": given,
        "family_name": choose.choice(FAMILY),
        "city": choose.choice(CITIES),
        "zip": f"{choose.randrange(90001, 96162)}",
        "locale": choose.choice(("en", "en", "es")),
        "age_band": AgeBand.TEEN if choose.random() < UNDER_AGE else AgeBand.ADULT,
        "created_at": now,
        "last_contact_at": now,
    }


def _consents(
    person: Mapping[str, object], campaign_id: str, choose: random.Random, now: datetime
) -> Iterator[dict[str, object]]:
    plain = {
        "supporter_id": person["id"],
        "purpose": Purpose.COALITION,
        "campaign_id": campaign_id,
        "wording_version": "2026-11",
        "locale": person["locale"],
    }
    at = now - timedelta(minutes=choose.randrange(500_000))
    yield {**plain, "given": True, "at": at}
    if choose.random() < WITHDREW:
        yield {**plain, "given": False, "at": at}
