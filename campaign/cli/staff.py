"""The terminal's door to the people of the console."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import StaffRole
from campaign.services.add_staff import add_staff
from campaign.services.dismiss_staff import dismiss_staff

group = AppGroup("staff", help="Who may enter the console.")


@group.command("add")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([role.value for role in StaffRole]), required=True, help="As what."
)
def add(email: str, role: str) -> None:
    """Give EMAIL a role, and print a link that signs them in once within the hour."""
    edges = wiring.edges()
    try:
        link = add_staff(
            email, StaffRole(role), signer=edges.signer, site=edges.site, now=datetime.now(UTC)
        )
    except Refused as refused:
        raise click.BadParameter(f"{email!r} is not an e-mail address.") from refused
    click.echo(link)


@group.command("dismiss")
@click.argument("email")
def dismiss(email: str) -> None:
    """Close the console to EMAIL at once, and end their sign-ins."""
    try:
        dismiss_staff(email, now=datetime.now(UTC))
    except NotFound as missing:
        raise click.BadParameter(f"{email!r} is nobody of the staff.") from missing
    click.echo("Dismissed.")
