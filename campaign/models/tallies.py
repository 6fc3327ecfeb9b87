"""Counts: facts appended as they happen, and the sums they are folded into."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, words
from campaign.domain.tallies import Delta, TallyKind


class TallyDelta(Base):
    """One counted fact that waits to be folded."""

    __tablename__ = "tally_deltas"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    day: Mapped[date]
    kind: Mapped[TallyKind] = mapped_column(words(TallyKind, "kind"))
    recommendation_id: Mapped[str] = mapped_column(String(32), default="")
    target_id: Mapped[str] = mapped_column(String(32), default="")
    district_id: Mapped[str] = mapped_column(String(32), default="")
    source_id: Mapped[str] = mapped_column(String(32), default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    n: Mapped[int]


class Tally(Base):
    """The sum of the folded facts along every line; an empty text where a line does not apply."""

    __tablename__ = "tallies"
    __table_args__ = (
        Index(
            "uq_tallies_lines",
            "campaign_id",
            "day",
            "kind",
            "recommendation_id",
            "target_id",
            "district_id",
            "source_id",
            "locale",
            unique=True,
        ),
        Index(None, "target_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    day: Mapped[date]
    kind: Mapped[TallyKind] = mapped_column(words(TallyKind, "kind"))
    recommendation_id: Mapped[str] = mapped_column(String(32), default="")
    target_id: Mapped[str] = mapped_column(String(32), default="")
    district_id: Mapped[str] = mapped_column(String(32), default="")
    source_id: Mapped[str] = mapped_column(String(32), default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    n: Mapped[int]


def append(session: Session, deltas: Iterable[Delta]) -> None:
    """Append counted facts to the transaction that makes them true."""
    rows = [
        {
            "campaign_id": delta.campaign_id,
            "day": delta.day,
            "kind": delta.kind,
            "recommendation_id": delta.recommendation_id,
            "target_id": delta.target_id,
            "district_id": delta.district_id,
            "source_id": delta.source_id,
            "locale": delta.locale,
            "n": delta.n,
        }
        for delta in deltas
    ]
    if rows:
        session.execute(insert(TallyDelta), rows)
