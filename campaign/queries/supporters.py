"""Looks at people who agreed to be on a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.people import AgeBand, Purpose
from campaign.models.partners import Partner
from campaign.models.supporters import Consent, Supporter
from campaign.queries.consents import stands

READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ListedSupporter:
    """One person as a list for a purpose holds them."""

    given_name: str
    family_name: str
    email: str
    city: str
    zip: str
    locale: str
    agreed_at: datetime
    wording_version: str


def partner_id(slug: str) -> str | None:
    """Return a partner's id, None where there is no such partner."""
    return db.session.scalar(select(Partner.id).where(Partner.slug == slug))


def listed(purpose: Purpose, partner: str | None) -> Iterator[ListedSupporter]:
    """Yield the adults who agree to a purpose now, a thousand read at once.

    Nobody is on a list twice, whatever campaigns they agreed in.
    """
    newest = (
        select(
            Consent.supporter_id,
            func.max(Consent.id).label("consent_id"),
        )
        .where(*stands(purpose), Consent.partner_id.is_not_distinct_from(partner))
        .group_by(Consent.supporter_id)
        .subquery()
    )
    statement = (
        select(
            Supporter.given_name,
            Supporter.family_name,
            Supporter.email,
            Supporter.city,
            Supporter.zip,
            Supporter.locale,
            Consent.at,
            Consent.wording_version,
        )
        .join(newest, newest.c.supporter_id == Supporter.id)
        .join(Consent, Consent.id == newest.c.consent_id)
        .where(Supporter.email.is_not(None), Supporter.age_band == AgeBand.ADULT)
        .order_by(Supporter.id)
    )
    rows = db.session.execute(statement, execution_options={"yield_per": READ_AT_ONCE})
    for given_name, family_name, email, city, zip_code, locale, at, wording in rows:
        yield ListedSupporter(
            given_name, family_name, email or "", city, zip_code, locale, at, wording
        )
