"""Fill an empty database with an invented crowd, on SQLite or PostgreSQL.

    python -m bench.fill sqlite:////tmp/big.sqlite3 --supporters 1000000

A million people are 1,250,000 sendings and 2,500,000 letters. Words stand only where the program
still keeps them: in the letters of the last thirty days, once. Ids count upward, and mails of our
own are left out. It refuses a live site, and a database that knows anybody.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import inspect, select, text

import config
from bench.crowd import DAYS, TABLES, Crowd, Stage
from bench.sendings import Row
from campaign.app import create_app
from campaign.db import db
from campaign.domain.places import Chamber
from campaign.models.actions import Action
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.partners import Partner, Source
from campaign.models.places import District
from campaign.models.roster import Target
from campaign.models.supporters import Supporter
from campaign.models.tallies import add_up
from campaign.services.index_names import index_names
from tests.conftest import make_tables
from tests.running_site import surroundings

if TYPE_CHECKING:
    import sqlite3

    import psycopg

PARTNERS, SOURCES_OF_EACH = 12, 5


def main() -> None:
    """Fill the database that the command names."""
    parser = argparse.ArgumentParser(description="Fill an empty database with an invented crowd.")
    parser.add_argument("database", help="its address, as CAMPAIGN_DATABASE_URL")
    parser.add_argument("--supporters", type=int, default=1_000_000)
    asked = parser.parse_args()
    if os.environ.get("CAMPAIGN_LIVE") == "1":
        sys.exit("This is a live site. An invented crowd belongs into a test copy.")
    with tempfile.TemporaryDirectory() as state:
        app = furnished(Path(state), asked.database)
        began = time.monotonic()
        with app.app_context():
            fill(asked.supporters)
            print(f"Filled in {time.monotonic() - began:,.0f} s")
            for line in sizes():
                print(line)
            db.engine.dispose()


def furnished(state: Path, database_url: str) -> Flask:
    """Return the program over a database with every table, the campaign and the roster."""
    app = application(state, database_url)
    with app.app_context():
        if not inspect(db.engine).has_table("actions"):
            make_tables(database_url)
        if any(db.session.scalar(select(table.id).limit(1)) for table in (Action, Supporter)):
            sys.exit("This database knows people already. Name an empty one.")
        db.session.rollback()
        runner = app.test_cli_runner()
        for words in (["content", "load"], ["roster", "load"]):
            done = runner.invoke(args=words)
            if done.exit_code:
                sys.exit(done.output)
    return app


def application(state: Path, database_url: str) -> Flask:
    """Return the program over a database, as an operator's environment would make it."""
    before = dict(os.environ)
    os.environ.update(surroundings(state, DATABASE_URL=database_url))
    try:
        return create_app(config.load())
    finally:
        os.environ.clear()
        os.environ.update(before)


def fill(supporters: int) -> None:
    """Write the crowd down day by day, and count it as it comes."""
    stage = _stage()
    sqlite = db.engine.dialect.name == "sqlite"
    now = datetime.now(UTC)
    crowd = Crowd(stage, supporters, now.astimezone(stage.zone).date(), "" if sqlite else "+00")
    write = _insert if sqlite else _copy
    if sqlite:
        _hurry()
    for rows, counts in crowd.days():
        connection = db.session.connection().connection.driver_connection
        for table, some in rows.items():
            if some:
                write(connection, table, some)
        add_up(db.session(), counts)
        db.session.commit()
    index_names()
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _stage() -> Stage:
    """Return the first campaign and its places, with invented partners and their codes."""
    campaign = db.session.scalars(select(Campaign).order_by(Campaign.position).limit(1)).one()
    campaign.starts_on = datetime.now(UTC).date() - timedelta(days=DAYS)
    asks = db.session.scalars(
        select(Recommendation.id)
        .where(Recommendation.campaign_id == campaign.id)
        .order_by(Recommendation.position)
    ).all()
    houses = [
        db.session.execute(
            select(Target.id, District.id)
            .join(District, District.id == Target.district_id)
            .where(
                District.chamber == chamber,
                District.jurisdiction == campaign.jurisdiction,
                Target.left_office_on.is_(None),
            )
            .order_by(District.ocd_id)
        ).all()
        for chamber in (Chamber.LOWER, Chamber.UPPER)
    ]
    lower, upper = [[(row[0], row[1]) for row in house] for house in houses]
    places = [(office, upper[n * len(upper) // len(lower)]) for n, office in enumerate(lower)]
    sources = [("", "")]
    for n in range(PARTNERS):
        partner = Partner(slug=f"partner-{n}", name=f"Invented Families {n}")
        db.session.add(partner)
        db.session.flush()
        for code in range(SOURCES_OF_EACH):
            source = Source(code=f"invented-{n}-{code}", partner_id=partner.id)
            db.session.add(source)
            db.session.flush()
            sources.append((source.id, partner.id))
    db.session.commit()
    return Stage(campaign.id, ZoneInfo(campaign.time_zone), asks, places, sources)


def _hurry() -> None:
    """Let SQLite wait for no disk: a database that broke off is thrown away."""
    connection = db.session.connection().connection.driver_connection
    db.session.rollback()
    for pragma in ("synchronous = OFF", "cache_size = -200000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _insert(connection: "sqlite3.Connection", table: str, rows: Sequence[Row]) -> None:
    rest = _left_alone(table, rows[0])
    columns = [*rows[0], *rest]
    names, marks = _names(columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # Names of ours.
    connection.executemany(statement, [(*row.values(), *rest.values()) for row in rows])


def _copy(connection: "psycopg.Connection", table: str, rows: Sequence[Row]) -> None:
    rest = _left_alone(table, rows[0])
    command = f"COPY {table} ({_names([*rows[0], *rest])}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row((*row.values(), *rest.values()))


def _left_alone(table: str, row: Row) -> Row:
    """Return the columns that the crowd does not fill and that must hold something all the same."""
    return {
        column.name: column.default.arg
        for column in db.metadata.tables[table].columns
        if column.name not in row and column.default is not None and column.default.is_scalar
    }


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def sizes() -> Iterator[str]:
    """Yield how many rows each table has and how many bytes one takes, indexes included."""
    for table in (*TABLES, "tallies"):
        rows = db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608  # Names of ours.
        if db.engine.dialect.name == "postgresql":
            asked = text("SELECT pg_total_relation_size(:name)")
        else:
            asked = text(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN"
                " (SELECT name FROM sqlite_schema WHERE tbl_name = :name)"
            )
        size = db.session.scalar(asked, {"name": table}) or 0
        yield f"{table:24} {rows:12,} rows {size / max(rows, 1):8,.0f} bytes each"


if __name__ == "__main__":
    main()
