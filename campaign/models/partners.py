"""Partner organizations, and the codes of the links, posters and sheets that bring people."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, new_id


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
