"""The terminal's door to the local mailbox of the embedded run."""

import click
from flask.cli import with_appcontext

from campaign import wiring


@click.command("mailbox", hidden=True)
@with_appcontext
def mailbox() -> None:
    """Take every mail on the relay's port and keep it, until told to end; `up` starts this."""
    wiring.mailbox_server().serve()
