"""What a database holds, so that two moments can be compared."""

from collections.abc import Mapping, Sequence

from flask import Flask
from sqlalchemy import select

from campaign.db import Base, db

OF_READERS = frozenset({"heartbeats", "sessions"})
"""Tables that change while somebody only looks."""


def contents(app: Flask) -> Mapping[str, Sequence[str]]:
    """Return every row of every table, but for those that change by looking."""
    with app.app_context():
        found = {
            table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in OF_READERS
        }
        db.session.rollback()
    return found
