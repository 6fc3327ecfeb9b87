"""The terminal's door to places: outlines, streets, and who lives where."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup, with_appcontext

from campaign import wiring
from campaign.cli.bars import bars
from campaign.domain.boundaries import Edition
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Ambiguous, DistrictRef, Located, Point, ZipCode
from campaign.domain.roster import RosterError
from campaign.domain.streets import AskAgain, StreetEdition
from campaign.services.build_places import build_streets
from campaign.services.fetch_places import fetch_outlines, fetch_streets, take_outlines
from campaign.services.locate import locate_point, locate_street, locate_zip

FILE = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
STATE = click.option(
    "--state", default="", help="The state's name, where there are several: california."
)

group = AppGroup("places", help="Which districts people live in, on our own server.")


@group.command("fetch")
@STATE
@click.option("--from", "files", type=FILE, multiple=True, help="A file of outlines at hand.")
@click.option("--streets", is_flag=True, help="Fetch every county's streets too.")
@click.option("--mirror", default="", help="The address of a server with the same files.")
@click.option("--partial", is_flag=True, help="Take files that lack some districts.")
def fetch(
    *, state: str, files: tuple[Path, ...], streets: bool, mirror: str, partial: bool
) -> None:
    """Bring the outlines of the districts in, checked, whole or not at all."""
    jurisdiction, now = _state(state), datetime.now(UTC)
    boundaries = wiring.edges().boundaries
    if partial and not files:
        raise click.UsageError("--partial needs --from: what is published is whole.")
    with _told(), bars() as progress:
        if files:
            edition = take_outlines(
                files, jurisdiction, boundaries=boundaries, partial=partial, now=now
            )
        else:
            edition = fetch_outlines(
                jurisdiction,
                downloads=wiring.downloads(mirror),
                boundaries=boundaries,
                progress=progress,
                now=now,
            )
        if streets:
            fetch_streets(jurisdiction, downloads=wiring.downloads(mirror), progress=progress)
    _say_edition(edition)


@group.command("build")
@STATE
@click.option("--from", "folder", type=FOLDER, help="A folder with ADDRFEAT files at hand.")
@click.option("--partial", is_flag=True, help="Build from some counties only.")
def build(*, state: str, folder: Path | None, partial: bool) -> None:
    """Build the street index from the files of streets, and put it in use at once."""
    jurisdiction = _state(state)
    with _told(), bars() as progress:
        edition = build_streets(
            wiring.street_files(jurisdiction, folder),
            jurisdiction,
            streets=wiring.edges().streets,
            partial=partial,
            progress=progress,
            now=datetime.now(UTC),
        )
    _say_streets(edition)


@click.command("locate")
@STATE
@click.option("--zip", "zip_text", default="", help="A ZIP code.")
@click.option("--street", default="", help="A street of the ZIP, with or without a number.")
@click.option("--lat", default="", help="A latitude, like 38.5766.")
@click.option("--lng", default="", help="A longitude, like -121.4934.")
@with_appcontext
def locate(*, state: str, zip_text: str, street: str, lat: str, lng: str) -> None:
    """Say in which districts a ZIP, a street or a point lies, without asking anybody outside."""
    jurisdiction = _state(state)
    try:
        found = _find(jurisdiction, zip_text=zip_text, street=street, lat=lat, lng=lng)
    except Refused as refused:
        raise click.ClickException(refused.key.replace("_", " ")) from refused
    _say_found(found, jurisdiction)


group.add_command(locate)


def _find(
    jurisdiction: Jurisdiction, *, zip_text: str, street: str, lat: str, lng: str
) -> Located | Ambiguous | AskAgain:
    edges, now = wiring.edges(), datetime.now(UTC)
    zip_code = ZipCode.parse(zip_text) if zip_text else None
    if lat or lng:
        return locate_point(
            Point.parse(lat, lng),
            zip_code=zip_code,
            jurisdiction=jurisdiction,
            boundaries=edges.boundaries,
            now=now,
        )
    if zip_code is None:
        raise click.UsageError("Give --zip, with or without --street, or --lat and --lng.")
    if not street:
        return locate_zip(zip_code, jurisdiction=jurisdiction, now=now)
    return locate_street(
        zip_code,
        street=street,
        number="",
        jurisdiction=jurisdiction,
        streets=edges.streets,
        now=now,
    )


def _say_found(found: Located | Ambiguous | AskAgain, jurisdiction: Jurisdiction) -> None:
    if isinstance(found, AskAgain):
        streets = f": {', '.join(found.streets)}" if found.streets else ""
        raise click.ClickException(f"{found.word.value.replace('_', ' ')}{streets}")
    if isinstance(found, Located):
        click.echo(f"by {found.rung.value}: {_named(found.districts, jurisdiction)}")
        return
    for group_of_one_chamber in found.candidates.values():
        names = _named(group_of_one_chamber, jurisdiction)
        one_of = ", one of" if len(group_of_one_chamber) > 1 else ""
        click.echo(f"by {found.rung.value}{one_of}: {names}")


def _named(districts: tuple[DistrictRef, ...], jurisdiction: Jurisdiction) -> str:
    names = (jurisdiction.district_name(each.chamber, each.number).en for each in districts)
    return ", ".join(names)


def _say_edition(edition: Edition) -> None:
    for file in edition.files:
        click.echo(f"{file.name}: sha256 {file.sha256}")
    whole = "" if edition.whole else ", not all: people elsewhere are told that we do not know"
    click.echo(f"{edition.jurisdiction}: outlines of {edition.districts} districts in use{whole}")


def _say_streets(edition: StreetEdition) -> None:
    click.echo(
        f"{edition.jurisdiction}: {edition.files} files, {edition.ranges} ranges of houses,"
        f" {edition.rows} rows in use"
    )


def _state(slug: str) -> Jurisdiction:
    """Return the named state, else the only one whose outlines are published."""
    known = wiring.edges().jurisdictions
    names = [slug] if slug else [name for name, state in known.items() if state.sources]
    if len(names) == 1 and names[0] in known:
        return known[names[0]]
    raise click.UsageError(f"Give --state one of: {', '.join(known)}")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except RosterError as error:
        _fail(error)


def _fail(error: RosterError) -> NoReturn:
    click.echo(error, err=True)
    raise click.exceptions.Exit(1) from error
