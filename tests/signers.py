"""People who agreed to something, written straight into their rows, for tests of lists."""

from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import new_id
from campaign.domain.exports import ExportPurpose
from campaign.domain.people import AgeBand, Purpose
from campaign.models.campaigns import Campaign
from campaign.models.partners import Partner
from campaign.models.supporters import Consent, Supporter

COALITION = ExportPurpose(Purpose.COALITION)
OAK = ExportPurpose(Purpose.PARTNER, "oak")


class Signers:
    """Adds supporters and what they agreed to."""

    def __init__(
        self, session: scoped_session[Session] | Session, campaign: Campaign, now: datetime
    ) -> None:
        self.session, self.campaign, self.now = session, campaign, now
        self.numbers = count()

    def add(self, given: str, family: str = "Reyes", **facts: object) -> Supporter:
        """Add one person."""
        person = self._person(given, family_name=family, **facts)
        self.session.add(person)
        self.session.flush()
        return person

    def says(
        self,
        person: Supporter,
        *,
        yes: bool = True,
        to: ExportPurpose = COALITION,
        later: int = 0,
        source_id: str | None = None,
    ) -> Supporter:
        """Let somebody agree or withdraw, so many days later."""
        theirs = select(Partner.id).where(Partner.slug == to.partner_slug)
        partner = self.session.scalar(theirs) if to.partner_slug else None
        consent = self._consent(person, purpose=to.purpose, partner_id=partner, given=yes)
        consent.at, consent.source_id = self.now + timedelta(days=later), source_id
        self.session.add(consent)
        self.session.flush()
        return person

    def many(self, number: int) -> None:
        """Add so many people who agree to the coalition's purpose."""
        persons = [self._person(f"P{place}") for place in range(number)]
        self.session.add_all(persons)
        self.session.flush()
        self.session.add_all(map(self._consent, persons))
        self.session.flush()

    def _person(self, given: str, **facts: object) -> Supporter:
        plain = {
            "id": new_id(),
            "family_name": "Reyes",
            "email": f"{next(self.numbers)}@example.org",
            "city": "Town",
            "zip": "90001",
            "locale": "es",
            "age_band": AgeBand.ADULT,
            "created_at": self.now,
            "last_contact_at": self.now,
        }
        return Supporter(given_name=given, **(plain | facts))

    def _consent(self, person: Supporter, **facts: object) -> Consent:
        plain = {
            "supporter_id": person.id,
            "purpose": Purpose.COALITION,
            "campaign_id": self.campaign.id,
            "given": True,
            "wording_version": "2026-11",
            "locale": "es",
            "at": self.now,
        }
        return Consent(**(plain | facts))
