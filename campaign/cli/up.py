"""The whole site on this machine: one command, and Ctrl-C stops all of it."""

import os
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext

from campaign import wiring
from campaign.cli import content, roster
from campaign.cli.supervisor import Supervisor
from campaign.services.open_console import open_console

if TYPE_CHECKING:
    from config import Settings

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 100
MAILBOX_LEASE_SECONDS = "30"
"""Our own mailbox answers at once: what a killed worker held need not wait for long."""

MOST_CONNECTIONS = 400
"""Browsers keep up to six each. Windows waits for 512 files at once; waitress begins with 100."""

FILES_BESIDE = 100
"""Files that the site opens beside its connections; some systems give a program only 256."""

IDLE_SECONDS = 15
LOOKS_EVERY_SECONDS = 5
"""How long a browser may keep a connection on which nothing happens, and how often that is seen."""

SECONDS_TO_HEALTH = 60
CELERY_AS_ROOT = "You're running the worker with superuser privileges"
"""Where everything runs as root anyway, in a container perhaps, this warning only hides others."""


@click.command("up")
@click.pass_context
@with_appcontext
def up(context: click.Context) -> None:
    """Run the site, a worker, the clock and a local mailbox until Ctrl-C."""
    settings: Settings = current_app.config["CAMPAIGN"]
    _prepare(context)
    surroundings = surroundings_of(
        os.environ, site_port=settings.port, mailbox_port=settings.relay.port
    )
    lines = _welcome(surroundings)
    port = int(surroundings["CAMPAIGN_PORT"])
    supervisor = Supervisor(once_started=lambda: _announce(port, lines))
    for name, command in programs(surroundings, settings.state_folder).items():
        supervisor.keep(name, command, surroundings)
    supervisor.loop()
    context.exit(1 if supervisor.gave_up else 0)


def surroundings_of(
    given: Mapping[str, str], *, site_port: int, mailbox_port: int
) -> dict[str, str]:
    """Return the environment of the programs: free ports, and our own mailbox for a relay."""
    ports = {"CAMPAIGN_PORT": str(free_port(site_port))}
    if given.get("CAMPAIGN_SMTP_URL"):
        return {**given, **ports}
    relay = f"smtp://{LOOPBACK}:{free_port(mailbox_port)}"
    ours = {"CAMPAIGN_SMTP_URL": relay, "CAMPAIGN_EMBEDDED": "1"}
    return {"CAMPAIGN_LEASE_SECONDS": MAILBOX_LEASE_SECONDS, **given, **ports, **ours}


def free_port(first: int) -> int:
    """Return the first port from here on that nobody listens on."""
    for port in range(first, first + PORTS_TRIED):
        with closing(socket.socket()) as probe, suppress(OSError):
            if os.name == "posix":  # Elsewhere this option would take a port from its owner.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, port))
            return port
    raise click.ClickException(
        f"No port from {first} to {first + PORTS_TRIED - 1} is free. Set CAMPAIGN_PORT."
    )


def most_connections() -> int:
    """Return how many connections the site may keep, as far as this machine gives it files."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource  # noqa: PLC0415  # Windows has none.

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(min(MOST_CONNECTIONS, files - FILES_BESIDE), FILES_BESIDE)


def programs(surroundings: Mapping[str, str], state: Path) -> dict[str, list[str]]:
    """Return the command of each program by its name."""
    python = [sys.executable, "-W", f"ignore:{CELERY_AS_ROOT}", "-m"]
    celery = [*python, "celery", "--app", "worker.app:celery_app", "--quiet"]
    found = {
        "web": [
            *python,
            "waitress",
            f"--listen={LOOPBACK}:{surroundings['CAMPAIGN_PORT']}",
            "--threads=8",
            f"--connection-limit={most_connections()}",
            f"--channel-timeout={IDLE_SECONDS}",
            f"--cleanup-interval={LOOKS_EVERY_SECONDS}",
            "--asyncore-use-poll",
            "--call",
            "campaign.app:create_app",
        ],
        "worker": [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=WARNING"],
        "clock": [*celery, "beat", f"--schedule={state / 'clock'}", "--loglevel=WARNING"],
    }
    if surroundings.get("CAMPAIGN_EMBEDDED") == "1":
        found["mailbox"] = [*python, "campaign", "mailbox"]
    return found


def _prepare(context: click.Context) -> None:
    """Bring the schema, the content and the roster up to date."""
    flask_migrate.upgrade()
    context.invoke(content.load, folders=(), yes=False)
    context.invoke(roster.load, folder=None)


def _welcome(surroundings: Mapping[str, str]) -> list[str]:
    """Return what a person needs to know, with a fresh link that signs staff in once."""
    here = f"http://{LOOPBACK}:{surroundings['CAMPAIGN_PORT']}"
    edges = wiring.edges()
    site = replace(edges.site, base_url=surroundings.get("CAMPAIGN_BASE_URL") or here)
    link = open_console(signer=edges.signer, site=site, now=datetime.now(UTC))
    mailbox = [f"Mailbox        {here}/mailbox"] if "CAMPAIGN_EMBEDDED" in surroundings else []
    return [
        "",
        f"Site           {here}/",
        *mailbox,
        f"Staff sign-in  {link}  (once, within an hour)",
        "Ctrl-C stops everything.",
        "",
    ]


def _announce(port: int, lines: list[str]) -> None:
    """Print the lines as soon as the site answers."""
    deadline = time.monotonic() + SECONDS_TO_HEALTH
    while time.monotonic() < deadline:
        if _healthy(port):
            click.echo("\n".join(lines))
            return
        time.sleep(0.2)
    click.echo(f"The site does not answer after {SECONDS_TO_HEALTH} seconds: see the lines above.")


def _healthy(port: int) -> bool:
    with closing(HTTPConnection(LOOPBACK, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
