"""What staff, or the worker itself, has paused."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, insert_or

EVERYTHING = "all"
CAMPAIGN = "campaign:"
OFFICE = "office:"
"""What a scope is: everything, or what one of these and an id name."""

REASON_LIMIT = 300


class Pause(Base):
    """Mail of one scope does not leave; no row means that it does."""

    __tablename__ = "pauses"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    """`all`, or `campaign:` or `office:` and an id."""
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT))
    since: Mapped[datetime]
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """None where a terminal of the server or the worker paused it."""


def pause(
    session: Session, scope: str, reason: str, *, staff_member_id: str | None, now: datetime
) -> bool:
    """Pause one scope; return False when it was paused before, whose reason then stays."""
    statement = insert_or(session, Pause).values(
        scope=scope, reason=reason[:REASON_LIMIT], since=now, staff_member_id=staff_member_id
    )
    added = statement.on_conflict_do_nothing(index_elements=[Pause.scope]).returning(Pause.scope)
    return session.scalar(added) is not None


def resume(session: Session, scope: str) -> bool:
    """End the pause of one scope; return False when there was none."""
    ended = delete(Pause).where(Pause.scope == scope).returning(Pause.scope)
    return session.scalar(ended) is not None
