"""The migrations: one line of them, both ways, the same schema as the models."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from psycopg import sql
from sqlalchemy import Date, DateTime, bindparam, inspect, text

from campaign.app import create_app
from campaign.db import UTCDateTime, db
from campaign.domain.people import name_words
from config import ROOT, Settings
from tests import fakes
from tests.databases import Kind, in_server

MIGRATIONS = ROOT / "migrations"
BEFORE_GRAINS = "0010"


@pytest.fixture
def empty(
    settings: Settings, database_kind: Kind, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application over a database of its own without any table."""
    if database_kind is Kind.SQLITE:
        yield _application(settings, f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        return
    server = request.getfixturevalue("postgres_url")
    name = f"empty_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        app = _application(settings, in_server(server, name))
        yield app
        with app.app_context():
            db.engine.dispose()
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _application(settings: Settings, database_url: str) -> Flask:
    settings = replace(settings, database_url=database_url)
    return create_app(settings, adapters=fakes.edges(settings))


def test_there_is_one_head_and_the_files_are_numbered() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))

    names = sorted(Path(script.path).name for script in scripts.walk_revisions())

    assert len(scripts.get_heads()) == 1
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def test_the_migrations_lead_to_the_schema_of_the_models(empty: Flask) -> None:
    with empty.app_context():
        upgrade(str(MIGRATIONS))

        with db.engine.connect() as connection:
            found = MigrationContext.configure(
                connection,
                opts={"compare_type": _compare_type, "render_as_batch": True},
            )
            difference = compare_metadata(found, db.metadata)

        assert difference == []


def test_down_and_up_again_leaves_the_same_tables(empty: Flask) -> None:
    with empty.app_context():
        upgrade(str(MIGRATIONS))
        before = set(inspect(db.engine).get_table_names())

        downgrade(str(MIGRATIONS), revision="base")
        between = set(inspect(db.engine).get_table_names())
        upgrade(str(MIGRATIONS))

        assert between == {"alembic_version"}
        assert set(inspect(db.engine).get_table_names()) == before


def test_what_was_counted_before_is_summed_up_and_comes_back(empty: Flask) -> None:
    lines = [
        ("2026-10-12", "letter", "t1", "fair", "en", 7),
        ("2026-10-13", "letter", "t1", "", "es", 5),
        ("2026-10-13", "writer", "", "", "es", 4),
    ]
    with empty.app_context():
        upgrade(str(MIGRATIONS), revision=BEFORE_GRAINS)
        campaign_id = _count(lines)
        upgrade(str(MIGRATIONS))
        by_day = _sums("SELECT day, n FROM tallies WHERE grain = 1 AND kind = 'letter'")
        by_office = _sums("SELECT target_id, n FROM tallies WHERE grain = 4")
        by_facet = _sums("SELECT campaign_id, n FROM tallies WHERE grain = 2")
        downgrade(str(MIGRATIONS), revision=BEFORE_GRAINS)
        again = _sums("SELECT kind, sum(n) FROM tallies GROUP BY kind")
        waiting = _sums("SELECT kind, sum(n) FROM tally_deltas GROUP BY kind")

    assert by_day == {"2026-10-12": 7, "2026-10-13": 5}
    assert by_office == {"t1": 12}
    assert by_facet == {campaign_id: 4}
    assert (again, waiting) == ({"letter": 12}, {"writer": 4})


def _count(lines: Sequence[tuple[str, str, str, str, str, int]]) -> str:
    """Write lines of a campaign as they were before there were grains; return its id."""
    named = (
        "INSERT INTO tallies (campaign_id, day, kind, recommendation_id, target_id, district_id,"
        " source_id, locale, n) VALUES (:campaign, :day, :kind, '', :target, '', :source,"
        " :locale, :n)"
    )
    names = ("day", "kind", "target", "source", "locale", "n")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO campaigns (id, slug, jurisdiction, status, starts_on, statewide, goal,"
                " time_zone, position, contact, platform_date, loaded_at) VALUES ('c1', 'c1', 'zz',"
                " 'live', '2026-10-01', '', 25, 'UTC', 0, '', '', '2026-10-01 00:00:00')"
            )
        )
        for line in lines:
            values = {**dict(zip(names, line, strict=True)), "campaign": "c1"}
            values["day"] = date.fromisoformat(line[0])
            connection.execute(text(named).bindparams(bindparam("day", type_=Date)), values)
    return "c1"


def _sums(question: str) -> dict[str, int]:
    with db.engine.connect() as connection:
        return {str(key): int(n) for key, n in connection.execute(text(question))}


def _compare_type(*arguments: object) -> bool | None:
    *_, inspected, declared = arguments
    if isinstance(declared, UTCDateTime) and isinstance(inspected, DateTime):
        return False
    return None


def test_who_is_here_already_can_be_found_by_name_afterwards(empty: Flask) -> None:
    with empty.app_context():
        upgrade(str(MIGRATIONS), revision="0010")
        db.session.execute(
            text(
                "INSERT INTO supporters (id, email, given_name, family_name, city, zip, locale,"
                " age_band, created_at, last_contact_at) VALUES ('a', 'ana@example.org', 'Ána',"
                " 'O''Brien-Núñez', '', '', 'en', '18-plus', '2026-01-01', '2026-01-01')"
            )
        )
        db.session.commit()

        upgrade(str(MIGRATIONS))

        words = set(db.session.scalars(text("SELECT word FROM name_words")))
        assert words == set(name_words("Ána O'Brien-Núñez"))
        db.session.rollback()
        downgrade(str(MIGRATIONS), revision="0010")
