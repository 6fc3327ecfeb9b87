"""Partner organizations, and the codes of the links, posters and sheets that bring people."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, insert_or, new_id


class Partner(Base):
    """An organization of the coalition."""

    __tablename__ = "partners"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    logo: Mapped[str] = mapped_column(String(200), default="")


class Source(Base):
    """A QR code, link or sheet; its code stands in the address by which people come."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    label: Mapped[str] = mapped_column(String(200), default="")
    medium: Mapped[str] = mapped_column(String(40), default="link")
    ended_at: Mapped[datetime | None]
    """From when on its link counts nobody any more; it still leads to the first page."""


def keep_source(session: Session, code: str, *, medium: str) -> str:
    """Return the id of the source with a code; where there is none it is made."""
    session.execute(
        insert_or(session, Source)
        .values(id=new_id(), code=code, label="", medium=medium)
        .on_conflict_do_nothing(index_elements=[Source.code])
    )
    return session.scalars(select(Source.id).where(Source.code == code)).one()
