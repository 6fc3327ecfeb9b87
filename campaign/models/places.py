"""Districts, and which of them each ZIP touches."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.places import Chamber


class District(Base):
    """One district of one chamber, for as long as its lines hold."""

    __tablename__ = "districts"
    __table_args__ = (UniqueConstraint("ocd_id", "valid_from"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    ocd_id: Mapped[str] = mapped_column(String(120))
    jurisdiction: Mapped[str] = mapped_column(String(80))
    chamber: Mapped[Chamber] = mapped_column(words(Chamber, "chamber"))
    number: Mapped[str] = mapped_column(String(60))
    seats: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class ZipDistrict(Base):
    """A ZIP touches a district."""

    __tablename__ = "zip_districts"
    __table_args__ = (Index(None, "district_id"),)

    zip: Mapped[str] = mapped_column(String(5), primary_key=True)
    district_id: Mapped[str] = mapped_column(ForeignKey("districts.id"), primary_key=True)
    share: Mapped[float | None]
    """Share of the ZIP's people who live in the district, 0 to 1; none where it is not known."""
