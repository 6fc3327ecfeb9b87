"""The terminal's door to lists of people."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.services.export_supporters import export_supporters

group = AppGroup("exports", help="Lists of people who agreed to be on them.")


@group.command("supporters")
@click.option("--purpose", required=True, help="coalition, or partner:<slug>")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file; else the screen."
)
def supporters(purpose: str, output: Path | None) -> None:
    """Write everybody who agrees to a purpose now as CSV, and record it in the audit."""
    try:
        lines = export_supporters(
            ExportPurpose.parse(purpose), staff_member_id=None, now=datetime.now(UTC)
        )
    except Refused as refused:
        raise click.BadParameter(
            f"{purpose!r} is no purpose. Write coalition, or partner: and a partner's slug.",
            param_hint="--purpose",
        ) from refused
    _write(lines, output)


def _write(lines: Iterator[str], output: Path | None) -> None:
    if output is None:
        for piece in lines:
            click.echo(piece.encode(), nl=False)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
