"""The migrations: one line of them, both ways, the same schema as the models."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from psycopg import sql
from sqlalchemy import DateTime, inspect, text

from campaign.app import create_app
from campaign.db import UTCDateTime, db
from campaign.domain.people import name_words
from config import ROOT, Settings
from tests import fakes
from tests.databases import Kind, in_server

MIGRATIONS = ROOT / "migrations"


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
