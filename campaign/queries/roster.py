"""Looks at the roster as a whole: who sits, what stands empty, and what staff wrote by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.places import Chamber
from campaign.domain.roster import Committee, CommitteeSeat, Legislator, Role, Seat
from campaign.models import roster as rows
from campaign.models.places import District
from campaign.models.roster import (
    CommitteeMember,
    OfficeEdit,
    RosterEdition,
    RosterProposal,
    Target,
)
from campaign.queries.places import in_force, of_a_chamber
from campaign.queries.targets import in_office

COLUMNS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "person_id",
            "given_name",
            "family_name",
            "full_name",
            "gender",
            "party",
            "email",
            "capitol_address",
            "capitol_phone",
            "office_address",
            "office_city",
            "office_phone",
            "photo_url",
        )
    },
    "contact_url": "contact_form_url",
}
"""In which column of the people in office each fact of a legislator stands."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The roster in force."""

    as_of: date
    expires_on: date
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A roster that waits for a person's word; `roster` is its text."""

    id: str
    jurisdiction: str
    as_of: date
    expires_on: date
    source: str
    sha256: str
    roster: str
    proposed_at: datetime


def edition(jurisdiction: str) -> Edition | None:
    """Return the roster in force; none where none was loaded."""
    row = db.session.scalar(select(RosterEdition).where(RosterEdition.jurisdiction == jurisdiction))
    return None if row is None else Edition(row.as_of, row.expires_on, row.loaded_at)


def jurisdictions_in_force() -> list[str]:
    """Return the states whose roster was loaded."""
    return list(
        db.session.scalars(select(RosterEdition.jurisdiction).order_by(RosterEdition.jurisdiction))
    )


def proposals() -> list[Proposal]:
    """Return the rosters that wait for a person's word, the oldest first."""
    found = db.session.scalars(
        select(RosterProposal)
        .where(RosterProposal.decided_at.is_(None))
        .order_by(RosterProposal.proposed_at)
        .execution_options(populate_existing=True)
    )
    return [
        Proposal(
            row.id,
            row.jurisdiction,
            row.as_of,
            row.expires_on,
            row.source,
            row.sha256,
            row.roster,
            row.proposed_at,
        )
        for row in found
    ]


def legislators(jurisdiction: str, *, on: date) -> tuple[Legislator, ...]:
    """Return who sits on a day, as a roster names them."""
    found = db.session.execute(
        select(Target, District)
        .join(District, District.id == Target.district_id)
        .where(District.jurisdiction == jurisdiction, of_a_chamber(), in_force(on), in_office(on))
        .order_by(District.chamber, District.number, Target.person_id)
    )
    return tuple(
        Legislator(
            chamber=district.chamber,
            district=district.number,
            **{fact: getattr(person, column) for fact, column in COLUMNS.items()},
        )
        for person, district in found
    )


def empty_seats(jurisdiction: str, *, on: date) -> Counter[Seat]:
    """Return how many seats of each district nobody holds on a day."""
    held = (
        select(func.count())
        .where(Target.district_id == District.id, in_office(on))
        .scalar_subquery()
    )
    found = db.session.execute(
        select(District.chamber, District.number, District.seats - held).where(
            District.jurisdiction == jurisdiction, of_a_chamber(), in_force(on)
        )
    )
    return +Counter({Seat(Chamber(chamber), number): empty for chamber, number, empty in found})


def committees(jurisdiction: str, *, on: date) -> tuple[Committee, ...]:
    """Return the committees as the roster in force has them, with those who sit on a day."""
    seats: dict[str, list[CommitteeSeat]] = {}
    members = db.session.execute(
        select(CommitteeMember.committee_id, Target.person_id, CommitteeMember.role)
        .join(Target, Target.id == CommitteeMember.target_id)
        .where(in_office(on))
        .order_by(Target.person_id)
    )
    for committee_id, person_id, role in members:
        seats.setdefault(committee_id, []).append(CommitteeSeat(person_id, Role(role)))
    found = db.session.scalars(
        select(rows.Committee)
        .where(rows.Committee.jurisdiction == jurisdiction)
        .order_by(rows.Committee.organization_id)
    )
    return tuple(
        Committee(
            row.organization_id,
            row.chamber,
            row.subject,
            row.name,
            homepage="",
            seats=tuple(seats.get(row.id, ())),
        )
        for row in found
    )


def with_edits(people: Iterable[Legislator], jurisdiction: str) -> tuple[Legislator, ...]:
    """Return these people with what staff wrote down by hand of the seats that they hold."""
    # `Any`, for a fact's name is a value here; the form that writes edits takes known texts only.
    edits: dict[tuple[str, Seat], dict[str, Any]] = {}
    found = db.session.execute(
        select(
            Target.person_id,
            District.chamber,
            District.number,
            OfficeEdit.fact,
            OfficeEdit.value,
        )
        .join(Target, Target.id == OfficeEdit.target_id)
        .join(District, District.id == Target.district_id)
        .where(District.jurisdiction == jurisdiction)
    )
    for person_id, chamber, number, fact, value in found:
        edits.setdefault((person_id, Seat(chamber, number)), {})[fact] = value
    return tuple(replace(each, **edits.get((each.person_id, each.seat), {})) for each in people)
