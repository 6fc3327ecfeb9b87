"""The terminal's door to the counts."""

import click
from flask.cli import AppGroup

from campaign.queries.differences import differences
from campaign.services.rebuild_tallies import rebuild_tallies

group = AppGroup("tallies", help="What was counted.")


@group.command("check")
def check() -> None:
    """Count everything again; exit with 1 when the tallies say something else."""
    found = differences()
    for difference in found:
        click.echo(
            f"{difference.place}: tallied {difference.tallied}, counted {difference.counted}"
        )
    if found:
        click.echo(f"{len(found)} counts differ. Mend them: campaign tallies rebuild", err=True)
        raise click.exceptions.Exit(1)
    click.echo("The tallies say what the rows say.")


@group.command("rebuild")
def rebuild() -> None:
    """Write the tallies anew from the letters and consents themselves."""
    click.echo(f"{rebuild_tallies()} tallies written")
