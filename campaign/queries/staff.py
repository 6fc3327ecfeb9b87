"""Looks at the people of the console, and at those who were invited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from campaign.db import db, take_turn
from campaign.domain.errors import NotFound
from campaign.domain.people import normalise_email
from campaign.domain.staff import StaffRole
from campaign.models.partners import Partner
from campaign.models.staff import Invitation, Role, StaffMember


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may enter the console, or might once; `partner` is a name, perhaps empty."""

    id: str
    email: str
    roles: tuple[StaffRole, ...]
    partner: str
    partner_slug: str
    has_second_factor: bool
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was asked to come in and has not come; `partner` is a name, perhaps empty."""

    id: str
    email: str
    role: StaffRole
    partner: str
    sent_at: datetime
    expires_at: datetime


def members() -> list[Member]:
    """Return everybody: first those who may enter, in the order of their addresses."""
    order = (StaffMember.disabled_at.is_not(None), StaffMember.email)
    rows = db.session.execute(_members().order_by(*order))
    return [_member(row, partner, slug) for row, partner, slug in rows]


def member(member_id: str) -> Member:
    """Return one person. Raises NotFound."""
    found = db.session.execute(_members().where(StaffMember.id == member_id)).one_or_none()
    if found is None:
        raise NotFound("staff_member")
    row, partner, slug = found
    return _member(row, partner, slug)


def member_id_of(email: str) -> str:
    """Return the id of the person with an address. Raises NotFound."""
    address = normalise_email(email)
    found = db.session.scalar(select(StaffMember.id).where(StaffMember.email == address))
    if found is None:
        raise NotFound("staff_member")
    return found


def invitations() -> list[Invited]:
    """Return who was invited and has not come, the newest first."""
    rows = db.session.execute(
        select(Invitation, Partner.name)
        .outerjoin(Partner, Partner.id == Invitation.partner_id)
        .order_by(Invitation.sent_at.desc(), Invitation.email)
    )
    return [
        Invited(
            id=row.id,
            email=row.email,
            role=row.role,
            partner=partner or "",
            sent_at=row.sent_at,
            expires_at=row.expires_at,
        )
        for row, partner in rows
    ]


def invited_role(token_hash: str, *, now: datetime) -> StaffRole | None:
    """Return as what the holder of a token may come in now; None where the invitation is over."""
    return db.session.scalar(
        select(Invitation.role).where(
            Invitation.token_hash == token_hash, Invitation.expires_at > now
        )
    )


def is_last_admin(member_id: str) -> bool:
    """Tell whether nobody else is an admin, and let nobody change that until the transaction ends.

    Two admins who dismiss each other at the same moment come one after the other.
    """
    take_turn(db.session(), "admins")
    admins = select(StaffMember.id).where(
        StaffMember.roles.any(Role.name == StaffRole.ADMIN), StaffMember.disabled_at.is_(None)
    )
    return set(db.session.scalars(admins)) == {member_id}


def _members() -> "Select[*tuple[Any, ...]]":  # A row each: the person, and their partner's.
    return select(StaffMember, Partner.name, Partner.slug).outerjoin(
        Partner, Partner.id == StaffMember.partner_id
    )


def _member(row: StaffMember, partner: str | None, slug: str | None) -> Member:
    return Member(
        id=row.id,
        email=row.email,
        roles=tuple(role.name for role in row.roles),
        partner=partner or "",
        partner_slug=slug or "",
        has_second_factor=bool(row.tf_primary_method or row.webauthn),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
