"""The terminal's door to our mail, beside the outbox."""

import sys
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.log import events
from campaign.services.receive import Counter, receive

LARGEST_MAIL_BYTES = 32 * 1024 * 1024
TRY_AGAIN = 75
"""What a mail server takes for "not now" (sysexits.h, EX_TEMPFAIL): it keeps the mail."""

group = AppGroup("mail", help="How our mail looks to those who receive it, and what comes back.")


@group.command("receive")
@click.option("--recipient", default="", help="The address that the envelope names.")
def take(recipient: str) -> None:
    """Read one mail from standard input, for an alias or a pipe of a mail server."""
    adapters, at = wiring.edges(), datetime.now(UTC)
    try:
        content = sys.stdin.buffer.read(LARGEST_MAIL_BYTES)
        report = adapters.mail_reader.read(content, recipient=recipient, now=at)
        counter = Counter(
            site=adapters.site,
            renderer=adapters.renderer,
            signer=adapters.signer,
            bell=adapters.bell,
            now=at,
        )
        received = receive(report, counter)
    except Exception:  # noqa: BLE001  # The mail server must keep what we could not take.
        events().exception("mail.not_received")
        sys.exit(TRY_AGAIN)
    click.echo(received.kind)
