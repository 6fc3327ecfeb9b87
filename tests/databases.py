"""A fresh database for each test, alike on SQLite and PostgreSQL.

The schema is made once per worker; a SQLite test gets a copy of the file, a PostgreSQL test the
worker's own database, emptied after it.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Connection, MetaData, create_engine, make_url


class Kind(StrEnum):
    """A database that the program runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Database(Protocol):
    """Hands out the address of an empty database with every table, one test at a time."""

    def fresh(self) -> Iterator[str]:
        """Yield the address for one test and clean up after it."""


WITHOUT_CHECKS = sql.SQL(
    "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = 9000"
)
"""Deleting takes a tenth of the time of TRUNCATE, which writes every empty table anew."""

MakeTables = Callable[[str], MetaData]


class SqliteDatabase:
    """Copies a template over the file of the test before."""

    def __init__(self, folder: Path, make_tables: MakeTables) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        make_tables(f"sqlite:///{self._template}")
        with _engine(f"sqlite:///{self._template}") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def fresh(self) -> Iterator[str]:
        """Yield the address of a new copy; whoever still holds the old one keeps it."""
        for file in self._folder.glob("campaign.sqlite3*"):
            file.unlink()
        copy = self._folder / "campaign.sqlite3"
        shutil.copyfile(self._template, copy)
        yield f"sqlite:///{copy}"


class PostgresDatabase:
    """Empties one database of the shared server after each test."""

    def __init__(self, server_url: str, name: str, make_tables: MakeTables) -> None:
        with psycopg.connect(server_url, autocommit=True) as connection:
            for command in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
                connection.execute(sql.SQL(command).format(sql.Identifier(name)))
        self._url = in_server(server_url, name)
        tables = [sql.Identifier(table.name) for table in make_tables(self._url).sorted_tables]
        self._empty = sql.SQL("; ").join(
            [WITHOUT_CHECKS, *map(sql.SQL("DELETE FROM {}").format, tables)]
        )

    def fresh(self) -> Iterator[str]:
        """Yield the address of the database and empty it afterwards."""
        yield self._url
        with psycopg.connect(plain(self._url)) as connection:
            connection.execute(self._empty)


def in_server(server_url: str, name: str) -> str:
    """Return the address of a database in a server, as the settings want it."""
    url = make_url(server_url).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def plain(url: str) -> str:
    """Return an address without SQLAlchemy's driver name, as psycopg wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def lift_guards(connection: Connection) -> None:
    """Let this transaction delete what is only ever added to; in a copy on SQLite, for good."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        return
    found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in found.all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


@contextmanager
def _engine(url: str) -> Iterator[object]:
    engine = create_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
