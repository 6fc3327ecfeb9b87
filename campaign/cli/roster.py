"""The terminal's door to the roster."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.roster import RosterError
from campaign.services.load_places import load_places
from campaign.services.load_roster import load_roster

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)

group = AppGroup("roster", help="Who is in office, and where.")


@group.command("load")
@click.argument("folder", type=FOLDER, required=False)
def load(folder: Path | None) -> None:
    """Load people and places from FOLDER, or from every folder that the program brings along."""
    try:
        for each in [folder] if folder else wiring.jurisdiction_folders():
            _load(each, now=datetime.now(UTC))
    except RosterError as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(1) from error


def _load(folder: Path, *, now: datetime) -> None:
    tables = wiring.place_tables(folder)
    places, roster = tables.places(), tables.roster()
    loaded_places = load_places(places)
    loaded = load_roster(roster, now=now)
    click.echo(
        f"{roster.jurisdiction.slug}: {loaded_places.districts} districts, "
        f"{loaded_places.zips} ZIPs, {loaded.sitting} members "
        f"({loaded.joined} joined, {loaded.left} left), "
        f"{loaded.doubtful} with a doubtful address"
    )
