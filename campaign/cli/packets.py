"""The terminal's door to the letters that go on paper."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.errors import NotFound
from campaign.domain.returns import moment_of
from campaign.queries.packets import Printing, packets
from campaign.services.hand_over import hand_over
from campaign.services.print_packet import fill_packet, print_packet

SEVERAL = (
    "It was printed more than once, and letters came in between. Say what was handed over: "
    "--printed {moments}."
)
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
        for printing in packet.printings:
            click.echo(f"  printed by {printing.at.isoformat()}: {printing.letters}")


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
@click.option("--printed", "moment", help="when it was printed, as the list shows it")
def handed_over(target: str, moment: str | None) -> None:
    """Say that an office has what was printed for it."""
    printed_at = _moment(moment) if moment else _only_printing(target).at
    try:
        number = hand_over(
            target, printed_at=printed_at, staff_member_id=None, now=datetime.now(UTC)
        )
    except NotFound as missing:
        raise click.ClickException(NOTHING) from missing
    click.echo(f"{number} letters handed over")


def _moment(text: str) -> datetime:
    try:
        return moment_of(text)
    except ValueError as unclear:
        raise click.BadParameter("write it as the list does", param_hint="--printed") from unclear


def _only_printing(target: str) -> Printing:
    """Return what was printed for an office, where it is clear what that was."""
    found = [packet.printings for packet in packets() if packet.target_id == target]
    if not found or not found[0]:
        raise click.ClickException(NOTHING)
    if len(found[0]) > 1:
        moments = " or ".join(printing.at.isoformat() for printing in found[0])
        raise click.ClickException(SEVERAL.format(moments=moments))
    return found[0][0]
