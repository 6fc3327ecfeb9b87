"""The people in office, their committees, and how their e-mail addresses do."""

from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    literal,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, insert_or, new_id, words
from campaign.domain.ladder import BLAMES_COUNT_FOR, Health
from campaign.domain.places import Chamber

IS_OPEN = "decided_at IS NULL"
"""Written out, because a partial index serves only who asks in its own words."""

ACCEPTED_AGAIN = "accepted_again"
"""The reason of an address that works because a letter was taken and did not come back."""


class RosterEdition(Base):
    """One loaded edition of a jurisdiction's roster: as of when, and until when it holds."""

    __tablename__ = "roster_editions"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    jurisdiction: Mapped[str] = mapped_column(String(80), unique=True)
    as_of: Mapped[date]
    expires_on: Mapped[date]
    loaded_at: Mapped[datetime]


class RosterProposal(Base):
    """A roster that waits for a person's word, or what was said of one."""

    __tablename__ = "roster_proposals"
    __table_args__ = (
        Index(
            "uq_roster_proposals_open",
            "jurisdiction",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    jurisdiction: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    expires_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    """Where it was published, or the name of its file."""
    sha256: Mapped[str] = mapped_column(String(64))
    roster: Mapped[str] = mapped_column(Text)
    """Who sits where, as JSON; what it changes is derived when somebody looks."""
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]


class Target(Base):
    """A person who holds or held a seat; never deleted."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("person_id", "district_id"),
        Index(None, "district_id", "left_office_on"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(String(60))
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    full_name: Mapped[str] = mapped_column(String(160))
    gender: Mapped[str] = mapped_column(String(20), default="")
    party: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254), default="")
    capitol_address: Mapped[str] = mapped_column(String(200), default="")
    capitol_phone: Mapped[str] = mapped_column(String(40), default="")
    office_address: Mapped[str] = mapped_column(String(200), default="")
    office_city: Mapped[str] = mapped_column(String(80), default="")
    office_phone: Mapped[str] = mapped_column(String(40), default="")
    photo_url: Mapped[str] = mapped_column(Text, default="")
    contact_form_url: Mapped[str] = mapped_column(Text, default="")
    took_office_on: Mapped[date | None]
    left_office_on: Mapped[date | None]


class Committee(Base):
    """A committee that matters to a campaign."""

    __tablename__ = "committees"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organization_id: Mapped[str] = mapped_column(String(80), unique=True)
    jurisdiction: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(40))
    """What it decides on: education, budget or appropriations."""
    chamber: Mapped[Chamber] = mapped_column(words(Chamber, "chamber"))


class CommitteeMember(Base):
    """A person in office sits on a committee."""

    __tablename__ = "committee_members"

    committee_id: Mapped[str] = mapped_column(ForeignKey("committees.id"), primary_key=True)
    target_id: Mapped[str] = mapped_column(ForeignKey("targets.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(60))


class OfficeEdit(Base):
    """What staff wrote down of an office; it stands whatever a later roster says."""

    __tablename__ = "office_edits"

    target_id: Mapped[str] = mapped_column(ForeignKey("targets.id"), primary_key=True)
    fact: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class CommitteeEdit(Base):
    """What staff know of somebody's seat on a committee; an empty role means none."""

    __tablename__ = "committee_edits"

    committee_id: Mapped[str] = mapped_column(ForeignKey("committees.id"), primary_key=True)
    target_id: Mapped[str] = mapped_column(ForeignKey("targets.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


class OfficeHealth(Base):
    """How one office's e-mail address does, and why; no row means working."""

    __tablename__ = "office_health"

    target_id: Mapped[str] = mapped_column(ForeignKey("targets.id"), primary_key=True)
    state: Mapped[Health] = mapped_column(words(Health, "state"))
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")
    blamed_at: Mapped[datetime | None]
    """When a letter last failed for the address; none where only a person or a list doubts it."""


def blame_office(session: Session, target_id: str, code: str, *, now: datetime) -> None:
    """Note that a letter did not arrive because of its office's address; worse news stays.

    One letter makes the address doubtful, a second one within two weeks failing. Call it once a
    letter, for an unknown mailbox or for a bounce.
    """
    statement = insert_or(session, OfficeHealth).values(
        target_id=target_id, state=Health.DOUBTFUL, since=now, reason=code, blamed_at=now
    )
    again = and_(
        OfficeHealth.state == Health.DOUBTFUL, OfficeHealth.blamed_at >= now - BLAMES_COUNT_FOR
    )
    fails = OfficeHealth.state == Health.FAILING
    state = OfficeHealth.state.type
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[OfficeHealth.target_id],
            set_={
                "state": case(
                    (fails, literal(Health.FAILING, state)),
                    (again, literal(Health.FAILING, state)),
                    else_=literal(Health.DOUBTFUL, state),
                ),
                "since": case((fails, OfficeHealth.since), else_=statement.excluded.since),
                "reason": code,
                "blamed_at": now,
            },
        )
    )


def mend_office(session: Session, target_id: str, *, blamed_at: datetime, now: datetime) -> bool:
    """Let an office's address work again; return False when a letter failed for it meanwhile."""
    mended = (
        update(OfficeHealth)
        .where(OfficeHealth.target_id == target_id, OfficeHealth.blamed_at == blamed_at)
        .values(state=Health.WORKING, since=now, reason=ACCEPTED_AGAIN, blamed_at=None)
        .returning(OfficeHealth.target_id)
    )
    return session.scalar(mended, execution_options={"synchronize_session": False}) is not None


def set_health(
    session: Session, target_id: str, state: Health, reason: str, *, now: datetime
) -> None:
    """Write down how an office's address does; what letters said before is forgotten."""
    session.merge(
        OfficeHealth(target_id=target_id, state=state, since=now, reason=reason, blamed_at=None)
    )
