"""Looks at the people in office."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber, DistrictRef, number_order
from campaign.domain.roster import Role
from campaign.models.places import District
from campaign.models.roster import Committee, CommitteeMember, OfficeHealth, Target
from campaign.queries.places import in_force


@dataclass(frozen=True, slots=True)
class CommitteeFact:
    """A person sits on a committee that decides on a subject."""

    subject: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person who holds, or held, a seat, as cards and letters show them."""

    id: str
    district: DistrictRef
    district_id: str
    given_name: str
    family_name: str
    full_name: str
    gender: str
    party: str
    email: str
    email_health: Health
    capitol_address: str
    capitol_phone: str
    office_address: str
    office_city: str
    office_phone: str
    photo_url: str
    contact_form_url: str
    sits: bool
    committees: tuple[CommitteeFact, ...]

    @property
    def initials(self) -> str:
        """Return the letters that stand in for a photo."""
        return (self.given_name[:1] + self.family_name[:1] or self.full_name[:1]).upper()


def sitting_members(ocd_ids: Collection[str], *, on: date) -> tuple[Member, ...]:
    """Return who sits for the districts on a day, the lower chamber first, then by name."""
    found = _members(District.ocd_id.in_(ocd_ids), in_force(on), in_office(on), on=on)
    return tuple(sorted(found, key=_order))


def statewide_members(jurisdiction: str, offices: Sequence[str], *, on: date) -> tuple[Member, ...]:
    """Return who holds these offices of the whole state on a day, in this order."""
    if not offices:
        return ()
    found = _members(
        District.jurisdiction == jurisdiction,
        District.chamber == Chamber.STATEWIDE,
        District.number.in_(offices),
        in_force(on),
        in_office(on),
        on=on,
    )
    return tuple(sorted(found, key=lambda member: offices.index(member.district.number)))


def target(target_id: str, *, on: date) -> Member:
    """Return one person, in office or not. Raises NotFound."""
    for member in _members(Target.id == target_id, on=on):
        return member
    raise NotFound(target_id)


def members_of_district(district_id: str, *, on: date, since: date | None) -> list[Member]:
    """Return who holds a seat of one district on a day and took it since then, by name."""
    took = Target.took_office_on >= since
    found = _members(Target.district_id == district_id, in_office(on), took, on=on)
    return sorted(found, key=_order)


def in_office(on: date, person: type[Target] = Target) -> ColumnElement[bool]:
    """Return the condition that a person holds the seat on a day."""
    return and_(
        or_(person.took_office_on.is_(None), person.took_office_on <= on),
        or_(person.left_office_on.is_(None), person.left_office_on > on),
    )


def _members(*conditions: ColumnElement[bool], on: date) -> list[Member]:
    rows = db.session.execute(
        select(Target, District, OfficeHealth.state)
        .join(District, Target.district_id == District.id)
        .outerjoin(OfficeHealth, OfficeHealth.target_id == Target.id)
        .where(*conditions)
    ).all()
    committees = _committees([person.id for person, _, _ in rows])
    return [
        _member(person, district, health or Health.WORKING, committees.get(person.id, ()), on)
        for person, district, health in rows
    ]


def _committees(target_ids: Collection[str]) -> dict[str, tuple[CommitteeFact, ...]]:
    found = db.session.execute(
        select(CommitteeMember.target_id, Committee.subject, Committee.name, CommitteeMember.role)
        .join(Committee, CommitteeMember.committee_id == Committee.id)
        .where(CommitteeMember.target_id.in_(target_ids))
        .order_by(Committee.subject, Committee.name)
    )
    facts: dict[str, tuple[CommitteeFact, ...]] = {}
    for target_id, subject, name, role in found:
        facts[target_id] = (*facts.get(target_id, ()), CommitteeFact(subject, name, Role(role)))
    return facts


def _member(
    person: Target,
    district: District,
    health: Health,
    committees: tuple[CommitteeFact, ...],
    on: date,
) -> Member:
    left, took = person.left_office_on, person.took_office_on
    return Member(
        id=person.id,
        district=DistrictRef(district.ocd_id, district.chamber, district.number),
        district_id=district.id,
        given_name=person.given_name,
        family_name=person.family_name,
        full_name=person.full_name,
        gender=person.gender,
        party=person.party,
        email=person.email,
        email_health=health,
        capitol_address=person.capitol_address,
        capitol_phone=person.capitol_phone,
        office_address=person.office_address,
        office_city=person.office_city,
        office_phone=person.office_phone,
        photo_url=person.photo_url,
        contact_form_url=person.contact_form_url,
        sits=(took is None or took <= on) and (left is None or left > on),
        committees=committees,
    )


def _order(member: Member) -> tuple[Chamber, tuple[str, int, str], str, str]:
    return (
        member.district.chamber,
        number_order(member.district),
        member.family_name,
        member.full_name,
    )
