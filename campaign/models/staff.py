"""Who may enter the console, how they sign in, and what they did there."""

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON

from campaign.db import Base, Id, MayGo, as_json, keep_as_written, new_id, words
from campaign.domain.staff import LINK_VALID, AuditVerb, StaffRole

staff_roles = Table(
    "staff_roles",
    Base.metadata,
    Column("staff_member_id", ForeignKey("staff_members.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """One of the roles of the console; a row each, because flask-security asks for rows."""

    __tablename__ = "roles"

    id: Mapped[str] = mapped_column(  # type: ignore[assignment]  # The mixin guesses numbers.
        Id, primary_key=True, default=new_id
    )
    name: Mapped[StaffRole] = mapped_column(words(StaffRole, "name"), unique=True)


class StaffMember(Base, UserMixin):
    """A person who may enter the console.

    The columns that flask-security reads keep its names. Its ready-made column mixins are not
    used: their times are naive and they store where people signed in from.
    """

    __tablename__ = "staff_members"

    id: Mapped[str] = mapped_column(  # type: ignore[assignment]  # The mixin guesses numbers.
        Id, primary_key=True, default=new_id
    )
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Normalised."""
    password: Mapped[str | None] = mapped_column(String(255))
    """The Argon2 hash; none for somebody who signs in by mailed links only."""
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_id)
    """What a session remembers; a new value ends every session of this person."""
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # Its own kind of role.
        secondary=staff_roles
    )

    @property
    def active(self) -> bool:  # type: ignore[override]  # Derived here, a column elsewhere.
        """Tell flask-security whether this person may still enter."""
        return self.disabled_at is None


class SignInLink(Base):
    """A link that signs one person in, once."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ConsoleSession(Base):
    """What one signed-in browser is remembered by; the cookie carries only its id."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "expires_at"),)

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The SHA-256 of the cookie's value: whoever reads this table can sign in as nobody."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]


class AuditEntry(Base):
    """Somebody looked at people, took a list, or changed who may; append-only."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "staff_member_id"),
        Index(None, "verb"),
        Index(None, "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """None where it was done from a terminal of the server."""
    verb: Mapped[AuditVerb] = mapped_column(words(AuditVerb, "verb"))
    subject: Mapped[str] = mapped_column(String(80), default="")
    """The id of what it was done to; never a name or an address."""
    facts: Mapped[str] = mapped_column(Text, default="{}")
    """A JSON object of numbers and words of ours."""
    at: Mapped[datetime]


keep_as_written(AuditEntry, MayGo.WHEN_OLD)


def issue_link(session: Session, member_id: str, token_hash: str, *, now: datetime) -> None:
    """Let whoever knows the token sign in as this person, once, within the hour."""
    session.add(
        SignInLink(
            token_hash=token_hash,
            staff_member_id=member_id,
            created_at=now,
            expires_at=now + LINK_VALID,
        )
    )


def record(  # Who, what, to whom, when, and the facts of it.
    session: Session,
    verb: AuditVerb,
    *,
    staff_member_id: str | None,
    now: datetime,
    subject: str = "",
    facts: dict[str, object] | None = None,
) -> None:
    """Append an audit entry to the transaction that makes it true."""
    session.add(
        AuditEntry(
            staff_member_id=staff_member_id,
            verb=verb,
            subject=subject,
            facts=as_json(facts or {}),
            at=now,
        )
    )
