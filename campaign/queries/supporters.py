"""Looks at people: who is found by a search."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from campaign.db import db
from campaign.domain.people import AgeBand, Purpose
from campaign.models.partners import Partner
from campaign.models.supporters import Consent, Supporter
from campaign.queries.consents import stands

COALITION = ""
"""Stands where a partner's name would, for the coalition as a whole."""

SHOWN_AT_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterSearch:
    """What is looked for; an empty text does not narrow the search."""

    name: str = ""
    email: str = ""
    zip: str = ""
    locale: str = ""
    purpose: Purpose | None = None

    @property
    def used(self) -> list[str]:
        """Return the names of the fields that narrow the search, for the audit."""
        return [field.name for field in fields(self) if getattr(self, field.name)]


@dataclass(frozen=True, slots=True)
class SupporterRow:
    """One person as a search shows them."""

    id: str
    given_name: str
    family_name: str
    email: str
    city: str
    zip: str
    locale: str
    age_band: AgeBand
    last_contact_at: datetime
    agreed_to: tuple[str, ...]
    """`COALITION`, and the names of partners."""


@dataclass(frozen=True, slots=True)
class Found:
    """The first people that a search finds, and how many there are."""

    rows: Sequence[SupporterRow]
    total: int


def search(asked: SupporterSearch) -> Found:
    """Return the people whom a search finds, those of the newest contact first."""
    conditions = _conditions(asked)
    total = db.session.scalar(select(func.count()).select_from(Supporter).where(*conditions))
    people = db.session.scalars(
        select(Supporter)
        .where(*conditions)
        .order_by(Supporter.last_contact_at.desc(), Supporter.id)
        .limit(SHOWN_AT_MOST)
    ).all()
    agreements = _agreements([person.id for person in people])
    rows = [_row(person, agreements.get(person.id, ())) for person in people]
    return Found(rows, total or 0)


def _conditions(asked: SupporterSearch) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Supporter.erased_at.is_(None)]
    if asked.name:
        whole = Supporter.given_name + " " + Supporter.family_name
        conditions.append(whole.icontains(asked.name, autoescape=True))
    if asked.email:
        conditions.append(Supporter.email.icontains(asked.email, autoescape=True))
    if asked.zip:
        conditions.append(Supporter.zip == asked.zip)
    if asked.locale:
        conditions.append(Supporter.locale == asked.locale)
    if asked.purpose is not None:
        agreeing = select(Consent.supporter_id).where(*stands(asked.purpose))
        conditions.append(Supporter.id.in_(agreeing))
    return conditions


def _agreements(supporter_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return what each of these people agrees to now, the coalition first."""
    found: dict[str, list[str]] = {}
    for purpose in Purpose:
        rows = db.session.execute(
            select(Consent.supporter_id, func.coalesce(Partner.name, COALITION))
            .distinct()
            .outerjoin(Partner, Partner.id == Consent.partner_id)
            .where(*stands(purpose), Consent.supporter_id.in_(supporter_ids))
        )
        for supporter_id, name in rows:
            found.setdefault(supporter_id, []).append(name)
    return found


def _row(person: Supporter, agreed_to: Sequence[str]) -> SupporterRow:
    return SupporterRow(
        id=person.id,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email or "",
        city=person.city,
        zip=person.zip,
        locale=person.locale,
        age_band=person.age_band,
        last_contact_at=person.last_contact_at,
        agreed_to=tuple(agreed_to),
    )
