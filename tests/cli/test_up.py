"""`campaign up` finds free ports and says what runs; the journeys run it for real."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from campaign.cli.up import (
    FILES_BESIDE,
    MOST_CONNECTIONS,
    free_port,
    most_connections,
    programs,
    surroundings_of,
)
from tests.servers import free_port as any_free_port
from tests.workers import wait_until

PHONES = 130
"""More than waitress keeps by itself, fewer than we let it keep where files are few."""


def test_a_port_that_somebody_listens_on_is_passed_over() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

        assert free_port(port) > port


def test_without_a_relay_the_mailbox_is_the_relay() -> None:
    surroundings = surroundings_of({}, site_port=any_free_port(), mailbox_port=any_free_port())

    assert surroundings["CAMPAIGN_SMTP_URL"].startswith("smtp://127.0.0.1:")
    assert surroundings["CAMPAIGN_EMBEDDED"] == "1"
    assert surroundings["CAMPAIGN_LEASE_SECONDS"] == "30"
    assert set(programs(surroundings, Path("var"))) == {"web", "worker", "clock", "mailbox"}


def test_a_relay_that_is_named_stays() -> None:
    named = {"CAMPAIGN_SMTP_URL": "smtp://mail.example"}
    surroundings = surroundings_of(named, site_port=any_free_port(), mailbox_port=8025)

    assert surroundings["CAMPAIGN_SMTP_URL"] == "smtp://mail.example"
    assert set(programs(surroundings, Path("var"))) == {"web", "worker", "clock"}


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a web server with the settings of `campaign up`, before a small page."""
    free = any_free_port()
    web = programs({"CAMPAIGN_PORT": str(free)}, Path("var"))["web"]
    given = [part for part in web[:-1] if part != "--call"]
    with subprocess.Popen([*given, "wsgiref.simple_server:demo_app"]) as server:
        try:
            yield free
        finally:
            server.terminate()


def test_a_hall_of_phones_that_keep_their_connections_shuts_nobody_out(port: int) -> None:
    wait_until(lambda: is_open(port), 30)
    with ExitStack() as hall:
        for _ in range(PHONES):
            phone = hall.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=5)))
            phone.request("GET", "/")
            assert phone.getresponse().read()

        late = hall.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=5)))
        late.request("GET", "/")

        assert late.getresponse().status == HTTPStatus.OK


def is_open(port: int) -> bool:
    """Tell whether somebody listens there."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_no_more_connections_are_kept_than_there_are_files() -> None:
    assert FILES_BESIDE <= most_connections() <= MOST_CONNECTIONS
