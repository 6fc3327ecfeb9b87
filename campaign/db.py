"""The database: its base class, its column types, and how its transactions begin."""

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DDL,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    TypeDecorator,
    cast,
    event,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.schema import ExecutableDDLElement

BUSY_TIMEOUT_MILLISECONDS = 15_000
ID_BYTES = 16

NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware time in UTC; SQLite forgets the zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table class."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={datetime: UTCDateTime},
    )


def new_id() -> str:
    """Return a fresh id that cannot be guessed: 32 hex digits."""
    return secrets.token_hex(ID_BYTES)


Id = String(32)


def fresh_id(session: Session) -> ColumnElement[str]:
    """Return a fresh id as SQL, another one for each row."""
    if session.get_bind().dialect.name == "sqlite":
        return func.lower(func.hex(func.randomblob(ID_BYTES)))
    return func.replace(cast(func.gen_random_uuid(), String), "-", "")


def words(enumeration: type[Any], name: str) -> sqlalchemy.Enum:
    """Return a column type for short words with a named CHECK, alike on both databases.

    `Any` because Enum takes any class of enum members.
    """
    return sqlalchemy.Enum(
        enumeration,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

_only_looking: ContextVar[bool] = ContextVar("only_looking", default=False)


@contextmanager
def only_looking() -> Iterator[None]:
    """Begin SQLite transactions as readers inside this block; they may not write."""
    token = _only_looking.set(True)
    try:
        yield
    finally:
        _only_looking.reset(token)


def set_only_looking(*, looking: bool) -> None:
    """Say at a door whether what follows only looks."""
    _only_looking.set(looking)


def prepare_engine(engine: Engine) -> None:
    """Make a SQLite engine safe for many writers; leave every other engine as it is.

    What is overwritten or deleted there becomes zeros in the file, as most systems build it.
    Deferred transactions that turn into writers fail under contention instead of waiting, so
    each transaction says at its begin whether it writes.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)


def _prepare_connection(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _only_looking.get() else "BEGIN IMMEDIATE")


def as_json(value: object) -> str:
    """Return a value as compact JSON for a text column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def database_time(session: Session, *, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
    """Return the database's own clock as SQL, some time later; all workers share it."""
    if session.get_bind().dialect.name == "sqlite":
        shift = f"{later.total_seconds():+.3f} seconds"
        return func.strftime("%Y-%m-%d %H:%M:%f000", "now", shift, type_=UTCDateTime)
    clock = func.clock_timestamp(type_=DateTime(timezone=True))
    return type_coerce(clock + later, UTCDateTime)


def take_turn(session: Session, name: str) -> None:
    """Wait until no other transaction has the turn of this name, and hold it until the end.

    SQLite lets one writer in at a time, so whoever writes there has every turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def empty_journal(session: Session) -> None:
    """Let SQLite move its journal into the file and cut it off: it still holds what was before.

    Who reads in it at this moment is waited for a second; what is left then goes another time.
    """
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA busy_timeout = 1000")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")


def insert_or(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can say what to do on a conflict, as both databases write it."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


class MayGo(Enum):
    """Whether rows that are only ever added may be deleted at all."""

    NEVER = "never"
    WHEN_OLD = "when old"
    FREELY = "freely"


YOUNGEST_TO_GO = 30
"""Days: nobody deletes a row that is younger, by the database's own clock and the row's `at`."""

REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$"
)
"""What the guards of PostgreSQL call."""


def guards(table: str, may_go: MayGo, *, dialect: str) -> dict[str, str]:
    """Return the triggers that keep what is written as it was written, by their names."""
    refused = {"UPDATE": ""}
    if may_go is MayGo.NEVER:
        refused["DELETE"] = ""
    if may_go is MayGo.WHEN_OLD:
        refused["DELETE"] = f" WHEN (OLD.at > {_days_ago(dialect)})"
    return {
        f"{table}_refuses_{verb.lower()}": _guard(table, verb, when, dialect=dialect)
        for verb, when in refused.items()
    }


def keep_as_written(table: type[Base], may_go: MayGo) -> None:
    """Let a table be guarded from the moment in which it is made."""
    made = table.metadata.tables[table.__tablename__]
    event.listen(made, "before_create", _for("postgresql", REFUSE))
    for dialect in ("sqlite", "postgresql"):
        for statement in guards(made.name, may_go, dialect=dialect).values():
            event.listen(made, "after_create", _for(dialect, statement))


def _for(dialect: str, statement: str) -> ExecutableDDLElement:
    """Return a statement for one of the databases; a percent sign of its own stands twice."""
    ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]  # It has no types.
    return ddl.execute_if(dialect=dialect)


def _guard(table: str, verb: str, when: str, *, dialect: str) -> str:
    head = f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW"
    if dialect == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{table} is only ever added to')"  # Of ours.
        return f"{head}{when} BEGIN {refuse}; END"
    return f"{head}{when} EXECUTE FUNCTION refuse_change()"


def _days_ago(dialect: str) -> str:
    if dialect == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{YOUNGEST_TO_GO} days')"
    return f"now() - interval '{YOUNGEST_TO_GO} days'"
