"""The fixtures that every room of the tests shares."""

from __future__ import annotations

import os
import random
import secrets
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import hypothesis
import pytest
import time_machine
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine

from campaign.domain.pacing import Paces
from campaign.domain.retention import KEEP_AT_MOST, Retention
from config import ROOT, Relay, Settings
from tests import servers
from tests.browser import PHONE, open_browser
from tests.databases import Database, Kind, PostgresDatabase, SqliteDatabase
from tests.pages import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page
    from sqlalchemy import MetaData
    from sqlalchemy.orm import Session, scoped_session

    from campaign.wiring import Adapters
    from tests.postbox import Postbox

BROKERS = Path(__file__).with_name("brokers")
SAMPLES = Path(__file__).with_name("samples")
SHARED = pytest.StashKey[Path]()
WORKER = pytest.StashKey[str]()

hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer a choice of the seed, of the database, of the brokers and of samples."""
    parser.addoption("--seed", type=int, help="the seed of every random choice")
    parser.addoption("--database", choices=list(Kind), help="use this database alone")
    parser.addoption("--brokers", action="store_true", help="try every broker that is here")
    parser.addoption("--samples", metavar="DIR", help="a folder of real places to be answered for")
    parser.addoption("--letters", type=int, default=240, help="letters of the roster's day")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the brokers to those who ask for them: they start servers of their own.

    The samples need a folder that is not part of the project.
    """
    left = {BROKERS: not config.option.brokers, SAMPLES: not config.option.samples}
    return True if left.get(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle the seed and the folder of the servers, once for all the workers of a run."""
    first = not hasattr(config, "workerinput")
    if first:
        seed = config.option.seed
        config.option.seed = secrets.randbelow(2**32) if seed is None else seed
        config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="campaign-"))
        config.stash[WORKER] = "alone"
    else:
        config.option.seed = config.workerinput["seed"]
        config.stash[SHARED] = Path(config.workerinput["shared"])
        config.stash[WORKER] = config.workerinput["workerid"]
    config.option.hypothesis_seed = str(config.option.seed)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the seed and the folder to a worker; `Any`, for the class belongs to pytest-xdist."""
    node.workerinput["seed"] = node.config.option.seed
    node.workerinput["shared"] = str(node.config.stash[SHARED])


def pytest_report_header(config: pytest.Config) -> str:
    """Name the seed, so that a failing run can be repeated."""
    return f"seed: {config.option.seed} (repeat with --seed={config.option.seed})"


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers of this run, in its first process alone."""
    if config.stash.get(WORKER, "") == "alone":
        servers.stop_all(config.stash[SHARED])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches a database on both of them, or on those that it is about."""
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.option.database
        only = metafunc.definition.get_closest_marker("only_on")
        kinds = [kind for kind in (only.args if only else Kind) if chosen in {None, kind}]
        metafunc.parametrize("database_kind", kinds, ids=str, scope="session")


def missing(reason: object) -> NoReturn:
    """Skip the test for want of something; where skips are forbidden, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true forbids this skip. {reason}")
    pytest.skip(str(reason))


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in Sacramento."""
    return datetime(2026, 10, 14, 17, 30, tzinfo=UTC)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that `--seed` repeats, other ones in every test."""
    return random.Random(f"{request.config.option.seed} {request.node.nodeid}")  # noqa: S311  # No secret.


@pytest.fixture(scope="session")
def shared_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of this run's servers."""
    return request.config.stash[SHARED]


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """The name of this process among the workers of a run."""
    return request.config.stash[WORKER]


@pytest.fixture(scope="session")
def postgres_url(shared_folder: Path) -> str:
    """The address of the run's PostgreSQL."""
    try:
        return servers.shared(shared_folder, "postgres", servers.start_postgres)["url"]
    except servers.Missing as reason:
        missing(reason)


@pytest.fixture(scope="session")
def redis_server_url(shared_folder: Path) -> str:
    """The address of the run's Redis."""
    try:
        return servers.shared(shared_folder, "redis", servers.start_redis)["url"]
    except servers.Missing as reason:
        missing(reason)


@pytest.fixture
def redis_url(redis_server_url: str, worker_name: str) -> Iterator[str]:
    """The address of a Redis database of this worker's own, emptied afterwards."""
    number = int(worker_name.removeprefix("gw") or 0) + 1 if worker_name != "alone" else 0
    url = f"{redis_server_url}/{number}"
    yield url
    servers.empty_redis(url)


@pytest.fixture(scope="session")
def database(
    database_kind: Kind,
    worker_name: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    """A maker of empty databases of one kind, with every table."""
    if database_kind is Kind.SQLITE:
        return SqliteDatabase(tmp_path_factory.mktemp("sqlite"), make_tables)
    server_url = request.getfixturevalue("postgres_url")
    return PostgresDatabase(server_url, f"campaign_{worker_name}", make_tables)


def make_tables(url: str) -> MetaData:
    """Create every table at an address, as the newest migration leaves them."""
    import campaign.models  # noqa: F401, PLC0415  # As below; makes the tables known.
    from campaign.db import Base  # noqa: PLC0415  # Only tests that need it pay for it.

    engine = create_engine(url)
    Base.metadata.create_all(engine)
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    with engine.begin() as connection:
        MigrationContext.configure(connection).stamp(scripts, "head")
    engine.dispose()
    return Base.metadata


@pytest.fixture
def database_url(database: Database) -> Iterator[str]:
    """The address of an empty database with every table, until the end of the test."""
    yield from database.fresh()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of an embedded run in a folder of its own, without limits and waiting."""
    return Settings(
        state_folder=tmp_path,
        secret_key="a key for tests alone, long enough for all",
        secret_key_is_kept=True,
        base_url="http://localhost",
        port=8000,
        database_url=database_url,
        broker_url="memory://",
        limits_url="memory://",
        relay=Relay(host="127.0.0.1", port=8025),
        embedded=True,
        live=False,
        mail_from="letters@campaign.example",
        mail_from_name="Every School. Every Community.",
        geocoder="off",
        lease_seconds=300,
        backoff_scale=1.0,
        rate_limits=False,
        pacing=False,
        paces=Paces(),
        proxies=0,
        retention=Retention(**KEEP_AT_MOST),
    )


@pytest.fixture
def broker_url(database_kind: Kind, settings: Settings, request: pytest.FixtureRequest) -> str:
    """The address of a real broker: the embedded one over SQLite, Redis over PostgreSQL."""
    if database_kind is Kind.SQLITE:
        return f"sqla+sqlite:///{settings.state_folder / 'broker.sqlite3'}"
    return str(request.getfixturevalue("redis_url"))


@pytest.fixture
def edges(settings: Settings) -> Adapters:
    """The edges in memory."""
    from tests import fakes  # noqa: PLC0415  # Only tests that need it pay for it.

    return fakes.edges(settings)


@pytest.fixture(scope="session")
def apps() -> dict[Settings, Flask]:
    """The applications of this worker by their settings; building one takes longer than a test."""
    return {}


@pytest.fixture
def app(settings: Settings, edges: Adapters, apps: dict[Settings, Flask]) -> Iterator[Flask]:
    """The whole application over an empty database, with its edges in memory."""
    from campaign.app import create_app  # noqa: PLC0415  # Only tests that need it pay for it.
    from campaign.db import db  # noqa: PLC0415  # Only tests that need it pay for it.
    from campaign.wiring import EXTENSION  # noqa: PLC0415  # Only tests that need it pay for it.

    kind = replace(settings, state_folder=Path())
    if kind not in apps:
        apps[kind] = create_app(settings, adapters=edges)
    app = apps[kind]
    app.config["CAMPAIGN"] = settings
    app.extensions[EXTENSION] = edges
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def limited_app(settings: Settings, edges: Adapters) -> Iterator[Flask]:
    """The application with its limits; the limiter is one for all, so they end with the test."""
    from campaign.app import create_app  # noqa: PLC0415  # Only tests that need it pay for it.
    from campaign.web.limits import limiter  # noqa: PLC0415  # Only tests that need it pay for it.

    yield create_app(replace(settings, rate_limits=True), adapters=edges)
    limiter.reset()
    limiter.enabled = settings.rate_limits


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a window: it keeps cookies and follows nothing by itself."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """The database session of the application."""
    from campaign.db import db  # noqa: PLC0415  # Only tests that need it pay for it.

    with app.app_context():
        yield db.session


@pytest.fixture
def clock(now: datetime) -> Iterator[time_machine.Traveller]:
    """The clock of the doors: it stands at `now` and is moved by hand."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The compiled templates, kept from one application to the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def site(
    app: Flask,
    clock: time_machine.Traveller,  # noqa: ARG001  # Its time stands.
    compiled: FileSystemBytecodeCache,
    now: datetime,
) -> Flask:
    """The application with the small campaign and the invented state."""
    from tests.writers import found_campaign  # noqa: PLC0415  # Only tests that need it pay for it.

    app.jinja_env.bytecode_cache = compiled
    with app.app_context():
        found_campaign(now)
    return app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """Somebody who reads English."""
    return Visitor(site)


@pytest.fixture
def visitante(site: Flask) -> Visitor:
    """Somebody who reads Spanish."""
    return Visitor(site, "es")


@pytest.fixture
def postbox(site: Flask) -> Postbox:
    """What the site has written to people."""
    from tests.postbox import Postbox  # noqa: PLC0415  # Only tests that need it pay for it.

    return Postbox(site)


@pytest.fixture(scope="session")
def browser(shared_folder: Path) -> Iterator[Browser]:
    """A real browser; the first worker that needs one brings it if it must."""
    try:
        path = servers.shared(shared_folder, "browser", servers.bring_browser)["path"]
    except servers.Missing as reason:
        missing(reason)
    with open_browser(path) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page on a phone, in a browser that knows nothing."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()
