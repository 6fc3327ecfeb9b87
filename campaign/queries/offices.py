"""Looks at every office that letters go to, and at the edition of the roster."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, select

from campaign.db import db
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber, DistrictRef, number_order
from campaign.models.places import District
from campaign.models.roster import (
    Committee,
    CommitteeEdit,
    CommitteeMember,
    OfficeEdit,
    OfficeHealth,
    RosterEdition,
    Target,
)
from campaign.queries.targets import in_office

EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Office:
    """One person's office: whose it is, and how its e-mail address does."""

    target_id: str
    name: str
    party: str
    chamber: Chamber
    district_number: str
    email: str
    health: Health
    reason: str
    sits: bool
    ocd_id: str = ""
    district_id: str = ""


@dataclass(frozen=True, slots=True)
class SeatOnCommittee:
    """A committee, what somebody does on it, and whether staff said so."""

    committee_id: str
    name: str
    role: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """A roster in use: as of when, until when, and how many days are left."""

    jurisdiction: str
    as_of: date
    expires_on: date
    days_left: int


def offices(jurisdiction: str, *, on: date) -> list[Office]:
    """Return the office of everybody who holds or held a seat, by chamber and district."""
    rows = db.session.execute(
        select(Target, District, OfficeHealth, in_office(on))
        .join(District, District.id == Target.district_id)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(District.jurisdiction == jurisdiction)
    )
    found = [
        (
            (district.chamber, number_order(_ref(district)), person.family_name),
            Office(
                target_id=person.id,
                name=person.full_name,
                party=person.party,
                chamber=district.chamber,
                district_number=district.number,
                email=person.email,
                health=health.state if health else Health.WORKING,
                reason=health.reason if health else "",
                sits=bool(sits),
                ocd_id=district.ocd_id,
                district_id=district.id,
            ),
        )
        for person, district, health, sits in rows
    ]
    return [office for _, office in sorted(found, key=lambda pair: pair[0])]


def seats_of(target_id: str) -> list[SeatOnCommittee]:
    """Return the committees of somebody's chamber, with their role; empty where they do not sit."""
    rows = db.session.execute(
        select(Committee.id, Committee.name, CommitteeMember.role, CommitteeEdit.at)
        .join(District, District.chamber == Committee.chamber)
        .join(Target, Target.district_id == District.id)
        .outerjoin(
            CommitteeMember,
            and_(
                CommitteeMember.committee_id == Committee.id,
                CommitteeMember.target_id == Target.id,
            ),
        )
        .outerjoin(
            CommitteeEdit,
            and_(CommitteeEdit.committee_id == Committee.id, CommitteeEdit.target_id == Target.id),
        )
        .where(Target.id == target_id, Committee.jurisdiction == District.jurisdiction)
        .order_by(Committee.name)
    )
    return [SeatOnCommittee(id_, name, role or "", at is not None) for id_, name, role, at in rows]


def facts_by_hand(target_id: str) -> frozenset[str]:
    """Return the facts of an office that staff wrote down."""
    found = select(OfficeEdit.fact).where(OfficeEdit.target_id == target_id)
    return frozenset(db.session.scalars(found))


def expiring_editions(*, on: date) -> list[Edition]:
    """Return the rosters that have expired or will within thirty days."""
    rows = db.session.scalars(
        select(RosterEdition)
        .where(RosterEdition.expires_on <= on + EXPIRES_SOON)
        .order_by(RosterEdition.expires_on)
    )
    return [
        Edition(row.jurisdiction, row.as_of, row.expires_on, (row.expires_on - on).days)
        for row in rows
    ]


def _ref(district: District) -> DistrictRef:
    return DistrictRef(district.ocd_id, district.chamber, district.number)
