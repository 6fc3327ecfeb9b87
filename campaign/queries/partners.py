"""Looks at partner organizations, and at every code by which people come."""

from dataclasses import dataclass

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import StaffRole
from campaign.models.partners import Partner, Source
from campaign.models.staff import StaffMember


@dataclass(frozen=True, slots=True)
class PartnerName:
    """A partner organization."""

    slug: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner organization, and how many source codes are its own."""

    id: str
    slug: str
    name: str
    sources: int


@dataclass(frozen=True, slots=True)
class SourceName:
    """A source code, its label, and the organization whose it is; both may be empty."""

    id: str
    code: str
    label: str
    partner: str
    partner_id: str = ""


def partners() -> list[PartnerName]:
    """Return every partner organization by name."""
    rows = db.session.execute(select(Partner.slug, Partner.name, Partner.id).order_by(Partner.name))
    return [PartnerName(*row) for row in rows]


def partner_id(slug: str) -> str | None:
    """Return a partner's id, None where there is no such partner."""
    return db.session.scalar(select(Partner.id).where(Partner.slug == slug))


def partner_for(role: StaffRole, slug: str) -> str | None:
    """Return the id of the organization that somebody with a role belongs to, if to any.

    Raises Refused("partner_missing") or Refused("partner_unknown").
    """
    if role is not StaffRole.PARTNER_ORGANIZER:
        return None
    if not slug:
        raise Refused("partner_missing")
    found = partner_id(slug)
    if found is None:
        raise Refused("partner_unknown", partner=slug)
    return found


def partner_views(partner_id: str | None = None) -> list[PartnerView]:
    """Return every partner organization by name, or the one with an id."""
    statement = (
        select(Partner.id, Partner.slug, Partner.name, func.count(Source.id))
        .outerjoin(Source, Source.partner_id == Partner.id)
        .group_by(Partner.id, Partner.slug, Partner.name)
        .order_by(Partner.name)
    )
    if partner_id is not None:
        statement = statement.where(Partner.id == partner_id)
    return [PartnerView(*row) for row in db.session.execute(statement)]


def partner_named(slug: str) -> PartnerView:
    """Return one partner organization. Raises NotFound."""
    for partner in partner_views():
        if partner.slug == slug:
            return partner
    raise NotFound(slug)


def organizers_of(partner_id: str) -> list[str]:
    """Return the addresses of the staff who organize for a partner."""
    found = select(StaffMember.email).where(
        StaffMember.partner_id == partner_id, StaffMember.disabled_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(StaffMember.email)))


def sources() -> list[SourceName]:
    """Return every source by its code."""
    rows = db.session.execute(
        select(Source.id, Source.code, Source.label, Partner.name, Source.partner_id)
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .order_by(Source.code)
    )
    return [
        SourceName(source_id, code, label, partner or "", partner_id or "")
        for source_id, code, label, partner, partner_id in rows
    ]
