"""Lists of people that come in: the list, its rows while they wait, and what it changed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.import_rows import CleanRow
from campaign.domain.imports import (
    STAGED,
    STAGED_FOR,
    UNDO_FOR,
    ImportColumn,
    ImportKind,
    ImportState,
    RowFault,
)
from campaign.domain.people import Purpose

ROWS_AT_ONCE = 2_000


class ImportedList(Base):
    """A list that somebody brought, what its people agreed to, and how far it has come."""

    __tablename__ = "imports"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who brought it; none where that was a terminal of the server."""
    ran_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who had it brought in."""
    kind: Mapped[ImportKind] = mapped_column(words(ImportKind, "kind"))
    name: Mapped[str] = mapped_column(String(200), default="")
    """The file's; it may be a person's, and goes when the rows go."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file, packed and encrypted; none once it is forgotten."""
    rows: Mapped[int] = mapped_column(default=0)
    matching: Mapped[str] = mapped_column(Text, default="")
    """A JSON object; empty until somebody said which column holds what."""
    state: Mapped[ImportState] = mapped_column(words(ImportState, "state"))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    purpose: Mapped[Purpose | None] = mapped_column(words(Purpose, "purpose"))
    partner_id: Mapped[str | None] = mapped_column(ForeignKey("partners.id"))
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"))
    wording_version: Mapped[str] = mapped_column(String(20), default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    agreed_on: Mapped[date | None]
    holder: Mapped[str] = mapped_column(String(200), default="")
    everyone_is_adult: Mapped[bool] = mapped_column(default=False)
    made: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    gone: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    """What undoing it did."""
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    ran_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    """When its rows, its name and its holder were forgotten."""


FORGOTTEN: dict[str, str | None] = {"name": "", "holder": "", "content": None}
"""The values of a list whose time is over."""


class ImportRow(Base):
    """One row of a list, clean; of a refused one only what is wrong with it."""

    __tablename__ = "import_rows"

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """As a spreadsheet program counts, from 1 with the headers."""
    email: Mapped[str] = mapped_column(String(254), default="")
    given_name: Mapped[str] = mapped_column(String(80), default="")
    family_name: Mapped[str] = mapped_column(String(80), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    zip: Mapped[str] = mapped_column(String(5), default="")
    locale: Mapped[str] = mapped_column(String(8), default="")
    agreed_at: Mapped[datetime | None]
    fault: Mapped[RowFault | None] = mapped_column(words(RowFault, "fault"))
    fault_column: Mapped[ImportColumn | None] = mapped_column(words(ImportColumn, "fault_column"))
    repeats: Mapped[bool] = mapped_column(default=False)


NOBODY: dict[str, str | None] = {
    "email": "",
    "given_name": "",
    "family_name": "",
    "city": "",
    "zip": "",
}
"""The values of a row that is refused."""


class ImportChange(Base):
    """What a list changed of somebody who was known, so that it can be taken back."""

    __tablename__ = "import_changes"

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    supporter_id: Mapped[str] = mapped_column(ForeignKey("supporters.id"), primary_key=True)
    given_name: Mapped[str] = mapped_column(String(80), default="")
    family_name: Mapped[str] = mapped_column(String(80), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    zip: Mapped[str] = mapped_column(String(5), default="")
    """What it filled in; empty where it did not."""
    contact_at: Mapped[datetime | None]
    contact_before: Mapped[datetime | None]
    """The last contact as the list set it, and as it was; none where it left it."""
    consented: Mapped[bool] = mapped_column(default=False)
    """The list brought a consent of theirs, too."""


_COLUMNS = ("import_id", *CleanRow._fields)
_AT = CleanRow._fields.index("agreed_at")
_NOTHING = r"\N"


def hold_import(
    session: Session, import_id: str, *, unless_held: bool = False
) -> ImportedList | None:
    """Return a list as it is now; until the transaction ends nobody else changes it.

    Workers ask for one unless it is held: whoever holds it does what they came for.
    """
    lock = {"skip_locked": unless_held}
    return session.get(ImportedList, import_id, populate_existing=True, with_for_update=lock)


def move_import(
    session: Session,
    import_id: str,
    before: Collection[ImportState],
    after: ImportState,
    **values: object,
) -> bool:
    """Take a list from one of these states to another; return False when it was in none."""
    moved = session.scalar(
        update(ImportedList)
        .where(ImportedList.id == import_id, ImportedList.state.in_(before))
        .values(state=after, **values)
        .returning(ImportedList.id),
        execution_options={"synchronize_session": False},
    )
    return moved is not None


def clear_rows(session: Session, import_id: str, *, came_in: bool = False) -> None:
    """Throw the rows of a list away, all of them or those alone that came in."""
    rows = delete(ImportRow).where(ImportRow.import_id == import_id)
    session.execute(
        rows.where(ImportRow.fault.is_(None)) if came_in else rows,
        execution_options={"synchronize_session": False},
    )


def discard_list(session: Session, import_id: str) -> None:
    """Throw a list away that was never brought in."""
    clear_rows(session, import_id)
    session.execute(
        delete(ImportedList).where(ImportedList.id == import_id),
        execution_options={"synchronize_session": False},
    )


def keep_rows(session: Session, import_id: str, rows: Iterable[CleanRow]) -> None:
    """Stage the rows of a list, never holding them all.

    Both databases take them by the way that is fastest there: a row of a model costs ten times as
    much.
    """
    raw = session.connection().connection.driver_connection
    if raw is None:
        raise RuntimeError("the session has no connection")
    if session.get_bind().dialect.name == "sqlite":
        marks = ", ".join("?" * len(_COLUMNS))
        statement = f"INSERT INTO import_rows ({', '.join(_COLUMNS)}) VALUES ({marks})"  # noqa: S608  # Names of ours.
        raw.executemany(statement, (_values(import_id, row) for row in rows))
        return
    with raw.cursor() as cursor:
        with cursor.copy(f"COPY import_rows ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for lines in _batches(_line(import_id, row) for row in rows):
                copy.write("".join(lines))
        cursor.execute("ANALYZE import_rows")


def refuse_rows(
    session: Session, import_id: str, fault: RowFault, condition: ColumnElement[bool]
) -> None:
    """Refuse the rows of a list that meet a condition; of the person nothing is kept."""
    session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.fault.is_(None), condition)
        .values(fault=fault, **NOBODY),
        execution_options={"synchronize_session": False},
    )


def forget_person(session: Session, email: str, supporter_id: str) -> None:
    """Forget what waiting lists say of a person, and the files of lists in which they stand."""
    named = select(ImportRow.import_id).where(ImportRow.email == email)
    session.execute(
        update(ImportedList)
        .where(ImportedList.id.in_(named), ImportedList.state.in_(STAGED))
        .values(content=None),
        execution_options={"synchronize_session": False},
    )
    session.execute(delete(ImportRow).where(ImportRow.email == email))
    session.execute(delete(ImportChange).where(ImportChange.supporter_id == supporter_id))


def forget_lists(session: Session, *, now: datetime) -> None:
    """Forget lists that nobody brought in, the rows of those that were, and later their changes."""
    unseen = {"synchronize_session": False}
    staged_before = now - STAGED_FOR
    over = select(ImportedList.id).where(
        ImportedList.created_at <= staged_before, ImportedList.state.in_(STAGED)
    )
    done = select(ImportedList.id).where(ImportedList.ran_at <= staged_before)
    old = select(ImportedList.id).where(ImportedList.ran_at <= now - UNDO_FOR)
    for statement in (
        delete(ImportRow).where(ImportRow.import_id.in_(over)),
        delete(ImportRow).where(ImportRow.import_id.in_(done)),
        delete(ImportedList).where(ImportedList.id.in_(over)),
        update(ImportedList)
        .where(ImportedList.ran_at <= staged_before, ImportedList.forgotten_at.is_(None))
        .values(forgotten_at=now, **FORGOTTEN),
        delete(ImportChange).where(ImportChange.import_id.in_(old)),
    ):
        session.execute(statement, execution_options=unseen)


def _values(import_id: str, row: CleanRow) -> tuple[object, ...]:
    """Return a row as the columns of SQLite take it."""
    at = None if row.agreed_at is None else _stored(row.agreed_at)
    return (import_id, *row[:_AT], at, row.fault, row.fault_column, row.repeats)


def _line(import_id: str, row: CleanRow) -> str:
    """Return a row as PostgreSQL reads it; a clean cell holds neither tab nor line break."""
    person = (row.email, row.given_name, row.family_name, row.city, row.zip, row.locale)
    cells = "\t".join(person).replace("\\", "\\\\")
    at = _NOTHING if row.agreed_at is None else f"{_stored(row.agreed_at)}+00"
    fault, column = row.fault or _NOTHING, row.fault_column or _NOTHING
    return f"{import_id}\t{row.number}\t{cells}\t{at}\t{fault}\t{column}\t{row.repeats:d}\n"


@lru_cache(maxsize=4_096)
def _stored(at: datetime) -> str:
    """Return a moment of UTC as SQLite keeps it; a list names few moments, and often."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, ROWS_AT_ONCE)):
        yield batch
