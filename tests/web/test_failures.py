"""What people see when something is broken, away or too much."""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, make_url
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from campaign import db as database
from campaign.app import create_app
from campaign.db import db
from campaign.wiring import EXTENSION, Adapters
from config import Settings
from tests.databases import Kind, plain
from tests.pages import Page, Visitor
from tests.postbox import Postbox

ANA = "ana"
STORY = "An afternoon's work about our library."


@pytest.fixture
def limited(settings: Settings, site: Flask) -> Flask:
    """The same site with its limits on."""
    return create_app(replace(settings, rate_limits=True), adapters=site.extensions[EXTENSION])


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the lock that every writer needs, as a long backup or a migration would."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(plain(url)) as other:
        other.execute("LOCK TABLE drafts IN EXCLUSIVE MODE")
        yield
        other.rollback()


@pytest.fixture
def impatient(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The same site, whose database gives up waiting for a lock at once."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MILLISECONDS", 50)
    forget_connections(site)
    with site.app_context():
        engine = db.engine

    def wait_shortly(connection: Any, record: object) -> None:
        del record
        connection.execute("SET lock_timeout = 50")
        connection.commit()

    on_postgresql = engine.dialect.name == "postgresql"
    if on_postgresql:
        event.listen(engine, "connect", wait_shortly)
    yield site
    if on_postgresql:
        event.remove(engine, "connect", wait_shortly)


def come_to_letter(app: Flask, locale: str = "en") -> Visitor:
    """Walk to the screen on which one types most."""
    visitor = Visitor(app, locale)
    visitor.choose()
    visitor.find()
    visitor.step("letter")
    return visitor


def forget_connections(app: Flask) -> None:
    """Let the next request connect anew."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def lose_database(visitor: Visitor, settings: Settings) -> None:
    """Delete SQLite's file; let PostgreSQL be where nobody listens."""
    app = visitor.client.application
    forget_connections(app)
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").unlink()
        return
    elsewhere = url.set(port=1).render_as_string(hide_password=False)
    visitor.client.application = create_app(
        replace(settings, database_url=elsewhere), adapters=app.extensions[EXTENSION]
    )


def is_away(page: Page) -> None:
    """Check that a page says that nothing was sent, and still shows what was typed."""
    assert page.status == 503
    assert "Nothing was sent" in page.text
    assert STORY in page.text
    assert "Your own words" in page.text
    assert int(page.response.headers["Retry-After"]) > 0


def test_typed_words_stand_on_the_page_when_the_database_is_locked(
    impatient: Flask, database_url: str
) -> None:
    visitor = come_to_letter(impatient)

    with locked(database_url):
        is_away(visitor.send({"story-1": STORY}))

    assert visitor.step("letter").status == 200


def test_looking_goes_on_while_another_writes(impatient: Flask, database_url: str) -> None:
    visitor = come_to_letter(impatient)

    with locked(database_url):
        assert visitor.step("letter").status == 200


@pytest.mark.parametrize("locale", ["en", "es"])
def test_typed_words_stand_on_the_page_when_the_database_is_gone(
    site: Flask, settings: Settings, locale: str
) -> None:
    visitor = come_to_letter(site, locale)
    lose_database(visitor, settings)

    page = visitor.send({"story-1": STORY})

    assert page.status == 503
    assert STORY in page.text
    assert ("Your own words" if locale == "en" else "Sus propias palabras") in page.text


@pytest.mark.only_on(Kind.SQLITE)
def test_typed_words_stand_on_the_page_when_the_disk_is_full(site: Flask) -> None:
    visitor = come_to_letter(site)
    with site.app_context():
        connection = db.session.connection().connection.driver_connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        db.session.remove()

    is_away(visitor.send({"story-1": STORY, "body-1": "x" * 1500, "body-2": "y" * 1500}))


def test_choices_and_secrets_do_not_stand_among_what_was_typed(
    visitor: Visitor, settings: Settings
) -> None:
    page = visitor.come_to_check()
    key = page.value("submission_key")
    lose_database(visitor, settings)

    page = visitor.send()

    assert page.status == 503
    assert key not in page.html


def test_too_many_tries_are_told_how_long_to_wait(limited: Flask) -> None:
    visitor = Visitor(limited)
    visitor.open("/en/erase")
    for _ in range(10):
        visitor.press({"email": "nobody@example.org"})

    page = visitor.send({"email": "nobody@example.org"})

    assert page.status == 429
    seconds = int(page.response.headers["Retry-After"])
    assert 0 < seconds <= 3601
    assert f"in {-(-seconds // 60)} minutes" in page.text


def test_looking_is_never_too_much(limited: Flask) -> None:
    visitor = Visitor(limited)

    assert {visitor.open("/en/erase").status for _ in range(15)} == {200}


def test_a_request_that_is_too_large_is_refused(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("9" * 300_000)

    assert page.status == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/en/nowhere", 404),
        ("GET", "/fr/", 404),
        ("GET", "/en/c/nowhere/", 404),
        ("GET", "/en/c/%00/", 404),
        ("GET", "/es/recommendations/%00", 404),
        ("DELETE", "/en/", 405),
        ("GET", "/en/draft/discard", 405),
        ("PUT", "/en/letter", 405),
    ],
)
def test_every_refusal_is_a_page_of_ours(site: Flask, method: str, path: str, status: int) -> None:
    response = site.test_client().open(path, method=method)
    page = Page(response)
    page.check()

    assert page.status == status
    assert page.all("a", href="/es/" if path.startswith("/es") else "/en/")
    assert ("Allow" in response.headers) == (status == 405)


def test_what_breaks_is_logged_without_anybodys_words(settings: Settings, edges: Adapters) -> None:
    app = create_app(settings, adapters=edges)
    words = f"{ANA}@example.org"

    def break_down() -> str:
        raise ValueError(words)

    app.add_url_rule("/break", "break_down", break_down)

    with capture_logs() as logged:
        response = app.test_client().get("/break")

    assert response.status_code == 500
    assert [line["event"] for line in logged] == ["request.broken"]
    assert "break_down" in logged[0]["trace"]
    assert words not in str(logged)


def test_nothing_personal_stands_in_an_address_or_in_the_log(
    visitor: Visitor, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    places: list[str] = []
    opened = visitor.client.open

    def watch(*arguments: Any, **options: Any) -> TestResponse:
        response = opened(*arguments, **options)
        places.extend([response.request.url, response.headers.get("Location", "")])
        return response

    visitor.client.open = watch  # type: ignore[method-assign]  # It looks over the shoulder.
    with capture_logs() as logged:
        visitor.come_to_code(given_name="Guadalupe", email="lupe@example.org", street="77 Elm St.")
        visitor.send({"code": "000000"})
        page = visitor.send({"code": postbox.code()})
        visitor.send(path=f"{page.path}/withdraw")

    seen = " ".join([*places, caplog.text, str(logged)])
    assert len(places) > 20
    assert not re.search(r"Guadalupe|lupe|Elm|90001|library", seen)
