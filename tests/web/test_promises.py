"""What holds for every address: looking changes nothing, and no button works from elsewhere."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, select

from campaign.db import Base
from campaign.domain.staff import StaffRole
from tests.insiders import sign_in
from tests.pages import Page
from tests.walks import walk

WRITTEN_BY_LOOKING = {"audit_entries", "sessions", "heartbeats"}
WITHOUT_TOKEN = {"one_click.unsubscribe_at_once", "hooks.report", "api.districts"}
"""What mail programs press, what mail providers call with a signature of their own, and what
programs ask, which changes nothing."""

Rows = dict[str, list[tuple[object, ...]]]
Read = Callable[[], Rows]


@pytest.fixture
def rows(database_url: str) -> Iterator[Read]:
    """A way to read every row from outside of the application."""
    engine = create_engine(database_url)

    def read() -> Rows:
        with engine.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
                if table.name not in WRITTEN_BY_LOOKING
            }

    yield read
    engine.dispose()


def addresses(site: Flask, method: str) -> list[tuple[str, str]]:
    """Return the endpoint and rule of every address that takes a method."""
    return [
        (rule.endpoint, rule.rule)
        for rule in site.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint != "static"
    ]


@pytest.mark.parametrize("locale", ["en", "es"])
def test_looking_changes_no_row(site: Flask, rows: Read, locale: str) -> None:
    walked = walk(site, locale)
    before = rows()

    for endpoint, rule in addresses(site, "GET"):
        if rule.startswith("/console"):
            continue
        for query in ("", "?recommendation=buses&pick=1&again=1&long=1&done=1&resent=1"):
            response = walked.visitor.client.get(walked.address(rule) + query)
            assert response.status_code < 500, endpoint
        assert rows() == before, endpoint


def test_looking_around_the_console_changes_no_row(site: Flask, rows: Read) -> None:
    walked = walk(site, "en")
    insider = sign_in(site, StaffRole.ADMIN)
    before = rows()

    for endpoint, rule in addresses(site, "GET"):
        if rule.startswith("/console"):
            response = insider.get(walked.address(rule))
            assert response.status_code < 500, endpoint
            assert rows() == before, endpoint


def test_no_button_works_from_elsewhere(site: Flask, rows: Read) -> None:
    walked = walk(site, "en")
    client = walked.visitor.client
    fields = {
        "recommendation": "buses",
        "zip": "90001",
        "age_band": "under-13",
        "story-1": "Forged.",
        "given_name": "Forged",
        "email": "forged@example.org",
        "code": "123456",
        "submission_key": walked.visitor.page.value("submission_key"),
    }
    before = rows()

    for endpoint, rule in addresses(site, "POST"):
        if endpoint in WITHOUT_TOKEN:
            continue
        for token in ({}, {"csrf_token": "forged"}):
            response = client.post(walked.address(rule), data={**fields, **token})
            assert response.status_code == 422, endpoint
            assert rows() == before, endpoint


def test_no_button_works_without_a_draft_either(site: Flask, rows: Read) -> None:
    stranger = site.test_client()
    before = rows()

    for endpoint, rule in addresses(site, "POST"):
        if endpoint.startswith("journey."):
            path = rule.replace("<any(en, es):locale>", "es")
            response = stranger.post(path, data={"story-1": "Forged.", "zip": "90001"})
            Page(response).check()
            assert response.status_code == 422, endpoint
    assert rows() == before
