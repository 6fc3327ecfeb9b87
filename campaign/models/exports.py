"""Files that somebody asked for, what became of them, and columns that are kept for next time."""

import json
from datetime import datetime, timedelta

from sqlalchemy import (
    Boolean,
    CursorResult,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, database_time, new_id, words
from campaign.domain.exports import (
    MOST_TRIES,
    MOVES,
    PRESET_NAME_LIMIT,
    REASON_LIMIT,
    ExportFilters,
    ExportKind,
    ExportOrder,
    ExportPurpose,
    ExportState,
    FileFormat,
)

LEASE = timedelta(minutes=2)
"""How long a worker may give no sign before another one makes its file anew."""


class Export(Base):
    """One file that somebody asked for; its row stays when the file is gone."""

    __tablename__ = "exports"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """None where a terminal of the server asked."""
    kind: Mapped[ExportKind] = mapped_column(words(ExportKind, "kind"))
    file_format: Mapped[FileFormat] = mapped_column(words(FileFormat, "file_format"))
    purpose: Mapped[str] = mapped_column(String(100), default="")
    columns: Mapped[str] = mapped_column(Text)
    """A JSON list of names."""
    filters: Mapped[str] = mapped_column(Text)
    """A JSON object of what narrows, as slugs, codes and days."""
    reason: Mapped[str] = mapped_column(String(REASON_LIMIT))
    street_reason: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    locale: Mapped[str] = mapped_column(String(8))
    """The language of whoever asked."""
    state: Mapped[ExportState] = mapped_column(words(ExportState, "state"))
    expected: Mapped[int]
    """Rows when it was asked for."""
    asked_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    """Until when it may be answered, and then made."""
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(REASON_LIMIT), default="")
    """Why a second person refused."""
    lease: Mapped[str | None] = mapped_column(String(32))
    """Who makes it; the file lies under this name."""
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    """Rows written so far."""
    rows: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    link_until: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]

    @property
    def order(self) -> ExportOrder:
        """Return what was asked for."""
        return ExportOrder(
            kind=self.kind,
            file_format=self.file_format,
            columns=tuple(json.loads(self.columns)),
            reason=self.reason,
            purpose=ExportPurpose.parse(self.purpose) if self.purpose else None,
            filters=ExportFilters.parse(json.loads(self.filters)),
            street_reason=self.street_reason,
        )


class ExportPreset(Base):
    """A choice of columns with a name."""

    __tablename__ = "export_presets"
    __table_args__ = (UniqueConstraint("staff_member_id", "kind", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"))
    kind: Mapped[ExportKind] = mapped_column(words(ExportKind, "kind"))
    name: Mapped[str] = mapped_column(String(PRESET_NAME_LIMIT))
    columns: Mapped[str] = mapped_column(Text)
    """A JSON list of names."""
    shared: Mapped[bool] = mapped_column(Boolean)
    """Whether everybody who may take a file may use it."""


def move(
    session: Session, export_id: str, old: ExportState, new: ExportState, **changes: object
) -> bool:
    """Move one export one step; return False when it did not stand there any more."""
    if new not in MOVES.get(old, ()):
        raise ValueError(f"no export goes from {old} to {new}")
    step = update(Export).where(Export.id == export_id, Export.state == old)
    moved: CursorResult[object] = session.execute(step.values(state=new, **changes))  # type: ignore[assignment]  # An UPDATE's result.
    return moved.rowcount == 1


def claim(session: Session) -> Export | None:
    """Take the oldest export that waits for a worker, or that a dead one left; none where none.

    One with which workers fell too often is left to the tidying.
    """
    waits = select(Export.id).where(
        or_(
            Export.state == ExportState.QUEUED,
            (Export.state == ExportState.MAKING)
            & (Export.leased_until <= database_time(session))
            & (Export.tries < MOST_TRIES),
        )
    )
    export_id = session.scalar(
        waits.order_by(Export.asked_at, Export.id).limit(1).with_for_update(skip_locked=True)
    )
    if export_id is None:
        return None
    session.execute(
        update(Export)
        .where(Export.id == export_id)
        .values(
            state=ExportState.MAKING,
            lease=new_id(),
            leased_until=database_time(session, later=LEASE),
            tries=Export.tries + 1,
            done=0,
        )
    )
    return session.get_one(Export, export_id, populate_existing=True)


def go_on(session: Session, export_id: str, lease: str, done: int) -> bool:
    """Write down how far a file has come; return False when somebody else makes it by now."""
    step = update(Export).where(
        Export.id == export_id, Export.lease == lease, Export.state == ExportState.MAKING
    )
    later = database_time(session, later=LEASE)
    moved: CursorResult[object] = session.execute(step.values(done=done, leased_until=later))  # type: ignore[assignment]  # As above.
    return moved.rowcount == 1
