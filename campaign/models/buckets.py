"""The buckets of the pacing: whose turn comes when."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, insert_or, take_turn
from campaign.domain.pacing import Turns

BOOK = "pacing"


class Bucket(Base):
    """One rate that many deliveries share: an office's, a domain's, a campaign's, the relay's."""

    __tablename__ = "buckets"

    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    next_at: Mapped[datetime]
    """When the next turn would be due if nobody might come early (GCRA's theoretical arrival)."""
    slow_factor: Mapped[int] = mapped_column(default=1, server_default="1")
    """By how much the rate is divided, because somebody there asked for less."""
    slow_until: Mapped[datetime | None]
    day: Mapped[date | None]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many turns were taken on `day`."""


_COLUMNS = ("next_at", "slow_factor", "slow_until", "day", "taken")
_TABLE = Base.metadata.tables[Bucket.__tablename__]


def open_book(session: Session) -> None:
    """Wait until nobody else gives turns, and keep it so until the transaction ends.

    Every letter takes the relay's turn, so all would wait for that one row anyway; this way
    nobody holds a row that another one waits for.
    """
    take_turn(session, BOOK)


def turns_of(session: Session, names: Collection[str], *, now: datetime) -> dict[str, Turns]:
    """Return these buckets; one that nobody waited for is full."""
    if not names:
        return {}
    rows = session.execute(select(_TABLE).where(_TABLE.c.name.in_(names)))
    found = {row.name: Turns(*(getattr(row, column) for column in _COLUMNS)) for row in rows}
    return {name: found.get(name, Turns(now)) for name in names}


def keep_turns(session: Session, turns: Mapping[str, Turns]) -> None:
    """Write buckets down, in one go."""
    if not turns:
        return
    statement = insert_or(session, Bucket)
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=[Bucket.name],
            set_={column: statement.excluded[column] for column in _COLUMNS},
        ),
        [
            {"name": name, **{column: getattr(state, column) for column in _COLUMNS}}
            for name, state in turns.items()
        ],
    )
