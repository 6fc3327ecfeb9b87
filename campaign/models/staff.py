"""Who may enter the console, how they sign in, and what they did there."""

from datetime import datetime

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON

from campaign.db import Base, Id, MayGo, as_json, keep_as_written, new_id, words
from campaign.domain.staff import INVITATION_VALID, LINK_VALID, AuditVerb, StaffRole

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


class Passkey(Base, WebAuthnMixin):
    """A passkey: the second factor of one person on one device.

    The columns that flask-security reads keep its names.
    """

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "staff_member_id"),)

    usage = "secondary"
    """A passkey is the second step and never the only one."""
    extensions = None

    id: Mapped[str] = mapped_column(  # type: ignore[assignment]  # The mixin guesses numbers.
        Id, primary_key=True, default=new_id
    )
    staff_member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"))
    name: Mapped[str] = mapped_column(String(64))
    """As its owner calls it."""
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    backup_state: Mapped[bool]
    """Whether the device keeps a copy elsewhere, as it says."""
    device_type: Mapped[str] = mapped_column(String(64))
    lastuse_datetime: Mapped[datetime]

    def get_user_mapping(self) -> dict[str, str]:
        """Tell flask-security whose this is."""
        return {"id": self.staff_member_id}


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
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The half minute, counted from 1970, of the last code of the app that was used."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # Its own kind of role.
        secondary=staff_roles
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # Its own kind.
        cascade="all, delete-orphan", order_by=Passkey.name
    )

    @property
    def fs_webauthn_user_handle(self) -> str:  # type: ignore[override]  # Derived here.
        """Tell a passkey whose it is: by an id that names nobody."""
        return self.id

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


class Invitation(Base):
    """Somebody was asked to come into the console, and has not come yet.

    The row goes when it is taken up or withdrawn; the audit keeps what became of it.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Normalised."""
    role: Mapped[StaffRole] = mapped_column(words(StaffRole, "role"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    locale: Mapped[str] = mapped_column(String(5))
    """The language of the mail."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    def renew(self, token_hash: str, *, now: datetime) -> None:
        """Let the holder of this token take it up from now on, and no holder of an earlier one."""
        self.token_hash = token_hash
        self.sent_at = now
        self.expires_at = now + INVITATION_VALID


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


def use_code(session: Session, member_id: str, counter: int) -> bool:
    """Use a code of somebody's app up; return False where it, or a newer one, was used before."""
    used = (
        update(StaffMember)
        .where(
            StaffMember.id == member_id,
            or_(StaffMember.tf_last_counter.is_(None), StaffMember.tf_last_counter < counter),
        )
        .values(tf_last_counter=counter)
        .returning(StaffMember.id)
    )
    return session.scalar(used, execution_options={"synchronize_session": False}) is not None


def role_row(session: Session, role: StaffRole) -> Role:
    """Return the row of a role, a fresh one where it was never given."""
    found = session.scalar(select(Role).where(Role.name == role))
    return found or Role(name=role)


def let_in(
    session: Session, email: str, role: StaffRole, *, partner_id: str | None, now: datetime
) -> StaffMember:
    """Return the person with this address, who may enter with this role from now on.

    Somebody who is there already keeps their other roles; somebody who was dismissed returns.
    An invitation that is still open is over by it.
    """
    session.execute(delete(Invitation).where(Invitation.email == email))
    member = session.scalar(select(StaffMember).where(StaffMember.email == email))
    if member is None:
        member = StaffMember(id=new_id(), email=email, created_at=now, roles=[])
        session.add(member)
    member.disabled_at = None
    if partner_id is not None:
        member.partner_id = partner_id
    row = role_row(session, role)
    if row not in member.roles:
        member.roles.append(row)
    session.flush()
    return member


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
