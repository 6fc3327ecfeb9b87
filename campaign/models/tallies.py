"""Counts: facts appended as they happen, and the sums they are folded into."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ForeignKey, Index, SmallInteger, String, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, insert_or, words
from campaign.domain.tallies import Delta, Place, TallyKind, roll


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
    facet: Mapped[str] = mapped_column(String(8), default="", server_default="")
    n: Mapped[int]


class Tally(Base):
    """A sum of folded facts; an empty text where a line does not apply or is not told apart.

    Grain 0 tells every line apart; the others, listed in `campaign/domain/tallies.py`, are kept
    ready for the pages.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        Index(
            "uq_tallies_lines",
            "grain",
            "campaign_id",
            "kind",
            "day",
            "recommendation_id",
            "target_id",
            "district_id",
            "source_id",
            "locale",
            "facet",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    grain: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    day: Mapped[date]
    kind: Mapped[TallyKind] = mapped_column(words(TallyKind, "kind"))
    recommendation_id: Mapped[str] = mapped_column(String(32), default="")
    target_id: Mapped[str] = mapped_column(String(32), default="")
    district_id: Mapped[str] = mapped_column(String(32), default="")
    source_id: Mapped[str] = mapped_column(String(32), default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    facet: Mapped[str] = mapped_column(String(8), default="", server_default="")
    n: Mapped[int]


_DELTAS = Base.metadata.tables[TallyDelta.__tablename__]
"""The bare table: facts are appended without the weight of objects."""

AT_ONCE = 5_000
_LINES = ("grain", *Place._fields)


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
            "facet": delta.facet,
            "n": delta.n,
        }
        for delta in deltas
    ]
    if rows:
        session.execute(insert(_DELTAS), rows)


def add_up(session: Session, sums: Mapping[Place, int]) -> None:
    """Add to the sums of every grain, always in the same order, so that two never wait in a ring.

    Each sum is changed where it stands, so that nothing is counted twice.
    """
    statement = insert_or(session, Tally)
    upsert = statement.on_conflict_do_update(
        index_elements=[getattr(Tally, line) for line in _LINES],
        set_={"n": Tally.n + statement.excluded.n},
    )
    rows = [
        {"grain": grain, **place._asdict(), "n": n}
        for (grain, place), n in sorted(roll(sums).items())
        if n
    ]
    for first in range(0, len(rows), AT_ONCE):
        session.execute(upsert, rows[first : first + AT_ONCE])


def forget_all(session: Session) -> None:
    """Forget all that was counted, to count it anew in the same transaction."""
    session.execute(delete(TallyDelta))
    session.execute(delete(Tally))
