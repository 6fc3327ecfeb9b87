"""The terminal's door after a restore from backup."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from campaign.services.restored import restored as take_in

REASON = "A backup was restored: what may have left meanwhile is looked up first"

WHAT_NEXT = """\
Nothing leaves now, and no letter of these is sent again by itself. What to do next:
1. Take the relay's log from the moment of the backup until now, and settle what it knows:
   campaign deliveries reconcile --log FILE
2. Look at what stays in doubt: campaign deliveries list --state in_doubt
   One by one: campaign deliveries settle ID sent|queued|failed
   All of them alike: campaign deliveries settle restored sent|queued|failed
3. Start the workers, and let the mail go on: campaign deliveries resume all"""


@click.command("restored")
@click.option("--reason", default=REASON, help="Why mail is paused, as staff read it.")
@with_appcontext
def restored(reason: str) -> None:
    """Say that a backup was restored: pause everything, put into doubt what may have left."""
    told = take_in(reason, now=datetime.now(UTC))
    if told.was_paused:
        click.echo("Everything was paused already; the reason given then stays.")
    else:
        click.echo("Everything is paused.")
    click.echo(f"In doubt now: letters {told.letters}, notices {told.notices}.")
    click.echo(
        f"{told.unconfirmed} letters wait for their writer. Confirmed from now on, they are held:"
        " campaign deliveries list --state held"
    )
    click.echo(WHAT_NEXT)
