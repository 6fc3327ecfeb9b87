"""What is left alone for a while because it failed: one row for each way out."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, insert_or

RELAY = "relay"
REASON_LIMIT = 300


class Breaker(Base):
    """A way out that failed; no row means that it works."""

    __tablename__ = "breakers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    failures: Mapped[int]
    """How often it failed in a row."""
    since: Mapped[datetime]
    paused_until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT))


def trip(
    session: Session,
    name: str,
    reason: str,
    *,
    pause: Callable[[int], timedelta],
    now: datetime,
) -> None:
    """Count a failure and leave the way out alone; `pause` tells how long after so many."""
    statement = insert_or(session, Breaker).values(
        name=name, failures=1, since=now, paused_until=now, reason=reason[:REASON_LIMIT]
    )
    failures = session.execute(
        statement.on_conflict_do_update(
            index_elements=[Breaker.name],
            set_={"failures": Breaker.failures + 1, "reason": statement.excluded.reason},
        ).returning(Breaker.failures)
    ).scalar_one()
    session.execute(
        update(Breaker).where(Breaker.name == name).values(paused_until=now + pause(failures))
    )


def take_probe(session: Session, name: str, *, until: datetime, now: datetime) -> bool:
    """Try a way out again whose pause is over; return False when somebody else does already.

    The others leave it alone until the one who tries has said what came of it, at most `until`.
    """
    taken = (
        update(Breaker)
        .where(Breaker.name == name, Breaker.paused_until <= now)
        .values(paused_until=until)
        .returning(Breaker.name)
    )
    return session.scalar(taken) is not None


def give_probe_back(session: Session, name: str, *, now: datetime) -> None:
    """Leave the next try to anybody: this one came to nothing, good or bad."""
    session.execute(update(Breaker).where(Breaker.name == name).values(paused_until=now))


def mend(session: Session, name: str) -> None:
    """Forget the failures of a way out that works again."""
    session.execute(delete(Breaker).where(Breaker.name == name))
