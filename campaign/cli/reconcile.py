"""The terminal's door to a relay's log: it settles what is in doubt."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from campaign import wiring
from campaign.services import reconcile as service


@click.command("reconcile")
@click.option(
    "--log",
    "files",
    required=True,
    multiple=True,
    help="A log of the relay, or - for standard input; several, the oldest first.",
)
@click.option("--whole", is_flag=True, help="Vouch that the log covers the whole time.")
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@with_appcontext
def reconcile(files: tuple[str, ...], *, whole: bool, dry_run: bool) -> None:
    """Settle what is in doubt by the log of the relay: Postfix, Exim, or a list of Message-IDs."""
    try:
        done = service.reconcile(
            wiring.relay_log(files),
            whole=whole,
            dry_run=dry_run,
            staff_member_id=None,
            bell=wiring.edges().bell,
            now=datetime.now(UTC),
        )
    except OSError as error:
        raise click.ClickException(f"The log cannot be read: {error}") from error
    if dry_run:
        click.echo("Nothing was changed. This would be so:")
    click.echo(f"{done.sent} the relay has: sent, {done.bounced} of them bounced since")
    click.echo(f"{done.queued} it never had: queued, {done.held} of them held as before")
    click.echo(f"{done.left} stay in doubt")
    if done.unlogged:
        click.echo(
            f"{done.unlogged} more are in doubt on a form or on paper, which no log knows:"
            " 'campaign deliveries list --state in_doubt', and settle each"
        )
    if done.words_gone:
        click.echo(f"Of {done.words_gone} the text is not kept any more: they never go again.")
    if whole and done.ripe_at is not None:
        click.echo(
            f"{done.young} are too young for any log. Say this again after"
            f" {done.ripe_at:%Y-%m-%d %H:%M:%S} UTC."
        )
    if done.left and not whole:
        click.echo("If the log covers the whole time, say so with --whole: then those go again.")
