"""Builds the stage of one trial: a folder, a fresh database, an empty broker, and a relay."""

import os
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
import psycopg
from psycopg import sql

import config
from campaign.app import create_app
from tests.chaos.stage import Stage
from tests.databases import Kind, in_server
from tests.faults import Manners
from tests.faulty_smtp import faulty_smtp
from tests.servers import empty_redis
from tests.workers import LEASE_SECONDS


@dataclass(frozen=True, slots=True)
class Place:
    """Where one trial takes place: its folder, and the servers that it may use."""

    kind: Kind
    folder: Path
    postgres_url: str = ""
    redis_url: str = ""


@contextmanager
def stage_at(place: Place, *, seed: int, manners: Manners, paced: bool) -> Iterator[Stage]:
    """Build a stage, be inside its application, and leave nothing running.

    The settings come from the environment, as a worker's do.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    with faulty_smtp(manners=manners, ledger=place.folder / "ledger") as relay:
        database_url, broker_url = _fresh(place)
        os.environ |= {
            "CAMPAIGN_STATE": str(place.folder),
            "CAMPAIGN_SECRET_KEY": secrets.token_hex(32),
            "CAMPAIGN_DATABASE_URL": database_url,
            "CAMPAIGN_BROKER_URL": broker_url,
            "CAMPAIGN_SMTP_URL": f"smtp://127.0.0.1:{relay.port}",
            "CAMPAIGN_LEASE_SECONDS": str(LEASE_SECONDS),
            "CAMPAIGN_BACKOFF_SCALE": "0.01",
            "CAMPAIGN_RATE_LIMITS": "off",
            "CAMPAIGN_GEOCODER": "off",
            "CAMPAIGN_PACING": "on" if paced else "off",
        }
        settings = config.load()
        app = create_app(settings)
        with app.app_context():
            flask_migrate.upgrade()
            chance = random.Random(seed)  # noqa: S311  # A seed repeats it.
            yield Stage(place.kind, settings, broker_url, chance, relay)


def _fresh(place: Place) -> tuple[str, str]:
    """Return the addresses of an empty database and of an empty broker."""
    if place.kind is Kind.SQLITE:
        database = f"sqlite:///{place.folder / 'campaign.sqlite3'}"
        return database, f"sqla+sqlite:///{place.folder / 'broker.sqlite3'}"
    empty_redis(place.redis_url)
    name = sql.Identifier("chaos")
    with psycopg.connect(place.postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    return in_server(place.postgres_url, "chaos"), place.redis_url
