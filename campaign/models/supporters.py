"""People who confirmed, what they agreed to, and addresses that get no mail."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, delete, insert, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, MayGo, insert_or, keep_as_written, new_id, words
from campaign.domain.people import NAME_WORD_LIMIT, AgeBand, ConsentGiven, Purpose

AT_ONCE = 5_000


def by_bytes(length: int) -> String:
    """Return a type of text that both databases sort by its bytes, so that beginnings are found."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Supporter(Base):
    """A confirmed e-mail address and who last wrote from it."""

    __tablename__ = "supporters"
    __table_args__ = (
        Index(None, "last_contact_at", "id"),
        Index(None, "zip", "last_contact_at"),
        Index(
            None,
            "import_id",
            sqlite_where=text("import_id IS NOT NULL"),
            postgresql_where=text("import_id IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str | None] = mapped_column(by_bytes(254), unique=True)
    """Normalised; none once erased."""
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    city: Mapped[str] = mapped_column(String(80))
    zip: Mapped[str] = mapped_column(String(5))
    locale: Mapped[str] = mapped_column(String(8))
    age_band: Mapped[AgeBand] = mapped_column(words(AgeBand, "age_band"))
    created_at: Mapped[datetime]
    last_contact_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    import_id: Mapped[str | None] = mapped_column(Id)
    """The list that made them known; none for those who wrote to us first."""


NOBODY: dict[str, str | None] = {
    "email": None,
    "given_name": "",
    "family_name": "",
    "city": "",
    "zip": "",
}
"""The values of a supporter who is named no more."""


class NameWord(Base):
    """A word of the name of somebody at a supporter's address, by which staff find them."""

    __tablename__ = "name_words"
    __table_args__ = (Index(None, "supporter_id"),)

    word: Mapped[str] = mapped_column(by_bytes(NAME_WORD_LIMIT), primary_key=True)
    supporter_id: Mapped[str] = mapped_column(ForeignKey("supporters.id"), primary_key=True)


class Consent(Base):
    """One yes or no to one purpose; append-only, the newest row holds."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "supporter_id", "purpose"),
        Index(None, "source_id"),
        Index(
            None,
            "import_id",
            sqlite_where=text("import_id IS NOT NULL"),
            postgresql_where=text("import_id IS NOT NULL"),
        ),
        Index(
            "ix_consents_partner_id",
            "partner_id",
            sqlite_where=text("partner_id IS NOT NULL"),
            postgresql_where=text("partner_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    supporter_id: Mapped[str] = mapped_column(ForeignKey("supporters.id"))
    purpose: Mapped[Purpose] = mapped_column(words(Purpose, "purpose"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"))
    given: Mapped[bool]
    wording_version: Mapped[str] = mapped_column(String(20))
    locale: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    import_id: Mapped[str | None] = mapped_column(Id)
    """The list that says it, or whose undoing does; none for a person's own word."""


keep_as_written(Consent, MayGo.NEVER)


class Suppression(Base):
    """An address, known only by its keyed hash, that gets no mail from us."""

    __tablename__ = "suppressions"
    __table_args__ = (
        Index(
            "uq_suppressions_address_hash",
            "address_hash",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    address_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


def keep_supporter(
    session: Session, email: str, who: Mapping[str, object], *, takes_over: bool, now: datetime
) -> str:
    """Write a confirmed address down and return its supporter's id; the row is held from here on.

    A family may share one address: `who` replaces the one who is there only by taking over.
    """
    statement = insert_or(session, Supporter).values(
        id=new_id(), email=email, created_at=now, last_contact_at=now, **who
    )
    return session.scalars(
        statement.on_conflict_do_update(
            index_elements=[Supporter.email],
            set_={"last_contact_at": now, **(who if takes_over else {})},
        ).returning(Supporter.id)
    ).one()


def hold_supporter(session: Session, supporter_id: str) -> Supporter | None:
    """Return a supporter as they are now; until the transaction ends nobody else changes them."""
    return session.get(Supporter, supporter_id, populate_existing=True, with_for_update=True)


def forget_supporter(session: Session, supporter_id: str, *, now: datetime) -> None:
    """Empty a supporter's row of whom it names, and let nobody find it by a name any more."""
    session.execute(delete(NameWord).where(NameWord.supporter_id == supporter_id))
    session.execute(
        update(Supporter).where(Supporter.id == supporter_id).values(erased_at=now, **NOBODY)
    )


def forget_name_words(session: Session, supporter_ids: Sequence[str]) -> None:
    """Let nobody find these supporters by a name; some thousands at once, as databases allow."""
    for first in range(0, len(supporter_ids), AT_ONCE):
        some = supporter_ids[first : first + AT_ONCE]
        session.execute(delete(NameWord).where(NameWord.supporter_id.in_(some)))


def write_name_words(session: Session, words_of: Mapping[str, Collection[str]]) -> None:
    """Let each of these supporters be found by these words, and by no others."""
    forget_name_words(session, list(words_of))
    rows = [
        {"word": word, "supporter_id": supporter_id}
        for supporter_id, found in words_of.items()
        for word in found
    ]
    if rows:
        session.execute(insert(NameWord), rows)


def record_consents(
    session: Session,
    supporter_id: str,
    consents: Iterable[ConsentGiven],
    *,
    given: bool,
    now: datetime,
) -> None:
    """Append one row for each yes, or for each yes that is taken back."""
    session.add_all(
        Consent(
            supporter_id=supporter_id,
            purpose=consent.purpose,
            partner_id=consent.partner_id,
            campaign_id=consent.campaign_id,
            source_id=consent.source_id,
            given=given,
            wording_version=consent.wording_version,
            locale=consent.locale,
            at=now,
        )
        for consent in consents
    )


def suppress(session: Session, address_hash: str, reason: str, *, now: datetime) -> None:
    """Put an address on the list of those that get no mail, unless it stands there."""
    statement = insert_or(session, Suppression).values(
        id=new_id(), address_hash=address_hash, reason=reason, since=now
    )
    session.execute(
        statement.on_conflict_do_nothing(
            index_elements=[Suppression.address_hash],
            index_where=Suppression.lifted_at.is_(None),
        )
    )


def lift(session: Session, address_hash: str, *, now: datetime) -> bool:
    """Take an address off the list; return False when it does not stand there."""
    lifted = (
        update(Suppression)
        .where(Suppression.address_hash == address_hash, Suppression.lifted_at.is_(None))
        .values(lifted_at=now)
        .returning(Suppression.id)
    )
    return session.scalar(lifted) is not None
