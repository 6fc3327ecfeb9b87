"""Reads the rows of a file, a thousand at a time, so that a long one takes no more memory."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from campaign.db import db, only_looking
from campaign.domain.exports import ExportOrder
from campaign.queries.export_rows import Statement, how_many

ROWS_AT_ONCE = 1_000


def csv_lines(statement: Statement) -> Iterator[tuple[bytes, int]]:
    """Yield lines of CSV, each ended by a newline, and how many rows they are.

    PostgreSQL writes them itself (COPY), which takes a fraction of the time. What a cell holds is
    as it was stored: it is not yet safe for a spreadsheet.
    """
    with _reading() as connection:
        if connection.dialect.name == "postgresql":
            yield from _copied(connection, statement)
        else:
            yield from _written(connection, statement)


def rows(statement: Statement) -> Iterator[Sequence[Any]]:
    """Yield each row; `Any`, for a value is a text or a whole number."""
    with _reading() as connection:
        for part in _parts(connection, statement):
            yield from part


def count(order: ExportOrder) -> int:
    """Return how many rows a file has now."""
    number = how_many(order)
    with _reading() as connection:
        return connection.scalar(number) or 0


@contextmanager
def _reading() -> Iterator[Connection]:
    """Yield a connection that only looks, beside the one that writes down how far we are."""
    with db.engine.connect() as connection:
        with only_looking():
            connection.begin()
        yield connection


def _copied(connection: Connection, statement: Statement) -> Iterator[tuple[bytes, int]]:
    """Yield what COPY writes; `Any`, for SQLAlchemy does not name its driver's connection."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    driver: Any = connection.connection.driver_connection
    # The empty parameters make the driver read "%%" as one sign, as it is written here.
    copying = driver.cursor().copy(f"COPY ({compiled}) TO STDOUT (FORMAT csv)", {})
    with copying as copy:
        lines = iter(copy)
        while part := list(islice(lines, ROWS_AT_ONCE)):
            yield b"".join(part), len(part)


def _written(connection: Connection, statement: Statement) -> Iterator[tuple[bytes, int]]:
    for part in _parts(connection, statement):
        text = io.StringIO()
        # Only a writer that ends its lines so puts a cell with one of both signs in quotes.
        csv.writer(text, lineterminator="\r\n").writerows(part)
        yield text.getvalue().replace("\r\n", "\n").encode(), len(part)


def _parts(connection: Connection, statement: Statement) -> Iterator[Sequence[Sequence[Any]]]:
    result = connection.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE})
    yield from result.partitions()
