"""The terminal's door to the letters that go on paper."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.errors import NotFound
from campaign.queries.packets import packets
from campaign.services.hand_over import hand_over
from campaign.services.print_packet import fill_packet, print_packet

NOTHING = "No letter waits on paper for this office: see `campaign packets list`."

group = AppGroup("packets", help="Letters on paper, for offices that e-mail does not reach.")


@group.command("list")
def show_list() -> None:
    """List the offices for which letters wait on paper."""
    for packet in packets():
        click.echo(
            f"{packet.target_id} {packet.name}: {packet.waiting} waiting, "
            f"{packet.printed} of them printed"
        )


@group.command("print")
@click.argument("target")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def print_one(target: str, output: Path) -> None:
    """Write everything that waits for an office into a PDF."""
    edges, now = wiring.edges(), datetime.now(UTC)
    number = fill_packet(target, now=now)
    try:
        pdf = print_packet(
            target,
            jurisdictions=edges.jurisdictions,
            printer=edges.printer,
            staff_member_id=None,
            now=now,
        )
    except NotFound as missing:
        raise click.ClickException(NOTHING) from missing
    output.write_bytes(pdf)
    click.echo(f"{number} letters printed")


@group.command("handed-over")
@click.argument("target")
def handed_over(target: str) -> None:
    """Say that an office has its printed letters."""
    try:
        number = hand_over(target, staff_member_id=None, now=datetime.now(UTC))
    except NotFound as missing:
        raise click.ClickException(NOTHING) from missing
    click.echo(f"{number} letters handed over")
