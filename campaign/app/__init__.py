"""The roof: builds the whole application from its parts."""

from datetime import timedelta
from wsgiref.headers import Headers

from flask import Flask, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import config
from campaign import i18n, log, wiring
from campaign.app.security import build_security
from campaign.cli import registry as commands
from campaign.db import db, prepare_engine, set_only_looking
from campaign.web import registry as pages
from campaign.web.doors import locale_of_request

__all__ = ["after_fork", "after_task", "create_app"]

LARGEST_REQUEST_BYTES = 256 * 1024
STATIC_KEPT = timedelta(days=7)
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
LOOKING = {"GET", "HEAD", "OPTIONS"}


def create_app(
    settings: config.Settings | None = None, *, adapters: wiring.Adapters | None = None
) -> Flask:
    """Build the application; tests hand in their own settings and edges."""
    settings = settings or config.load()
    app = Flask(
        "campaign",
        static_folder=str(config.ROOT / "static"),
        template_folder=str(config.ROOT / "templates"),
    )
    _configure(app, settings)
    _connect_database(app)
    app.extensions[wiring.EXTENSION] = adapters or wiring.build(settings)
    i18n.compile_catalogs()
    Babel(
        app,
        locale_selector=locale_of_request,
        default_translation_directories=str(i18n.CATALOGS),
    )
    csrf = CSRFProtect(app)
    build_security(app)
    pages.register(app, csrf, away=DATABASE_AWAY)
    commands.register(app)
    _serve(app, settings)
    return app


def after_fork(app: Flask) -> None:
    """Drop connections that a parent process opened."""
    with app.app_context():
        db.engine.dispose(close=False)


def after_task(app: Flask) -> None:
    """Give a worker's session back after each task."""
    with app.app_context():
        db.session.remove()


def _configure(app: Flask, settings: config.Settings) -> None:
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    log.set_up(as_json=settings.live)
    app.config.update(
        CAMPAIGN=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST_BYTES,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_KEPT,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def _engine_options(database_url: str) -> dict[str, object]:
    """Return options under which an error never quotes the values of a statement.

    On PostgreSQL nobody waits for a lock for ever, and a frozen process loses its locks.
    """
    quiet: dict[str, object] = {"hide_parameters": True}
    if database_url.startswith("sqlite"):
        return quiet
    waits = "-c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"
    connect = {"connect_timeout": 5, "options": waits}
    return quiet | {"pool_pre_ping": True, "pool_size": 10, "connect_args": connect}


def _connect_database(app: Flask) -> None:
    db.init_app(app)
    Migrate(
        app,
        db,
        directory=str(config.ROOT / "migrations"),
        render_as_batch=True,
        compare_type=True,
    )
    with app.app_context():
        prepare_engine(db.engine)
    app.before_request(_say_whether_it_only_looks)
    app.teardown_request(_look_no_more)


def _say_whether_it_only_looks() -> None:
    set_only_looking(looking=request.method in LOOKING)


def _look_no_more(error: BaseException | None) -> None:
    del error
    set_only_looking(looking=False)


def _serve(app: Flask, settings: config.Settings) -> None:
    """Put static files and, where there are any, the proxies' headers before the application."""
    inner = WhiteNoise(
        app.wsgi_app,
        root=str(config.ROOT / "static"),
        prefix="static/",
        max_age=int(STATIC_KEPT.total_seconds()),
        add_headers_function=_guard_file,
    )
    app.wsgi_app = inner  # type: ignore[method-assign]  # Flask documents this very line.
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # As above.
            inner, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )


def _guard_file(headers: Headers, path: str, url: str) -> None:
    """Let no browser take a static file for another kind than it is."""
    del path, url
    headers["X-Content-Type-Options"] = "nosniff"
