"""`campaign up` finds free ports and says what runs; the journeys run it for real."""

import socket
from contextlib import closing
from pathlib import Path

from campaign.cli.up import free_port, programs, surroundings_of
from tests.servers import free_port as any_free_port


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
