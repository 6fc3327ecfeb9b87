"""The terminal's door to the roster."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.table import Table

from campaign import wiring
from campaign.cli.bars import bars
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError, Seat
from campaign.domain.roster_changes import Change, ChangeKind, counts
from campaign.queries.roster import edition, jurisdictions_in_force
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.load_roster.proposals import approve_roster, propose_roster
from campaign.services.load_roster.statewide import load_statewide
from campaign.services.stop_letters import stop_letters

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])
SEAT = re.compile(r"(lower|upper):(.+)")

group = AppGroup("roster", help="Who is in office, and where.")


@group.command("load")
@click.argument("folder", type=FOLDER, required=False)
def load(folder: Path | None) -> None:
    """Load people and places from FOLDER, or from every folder that the program brings along."""
    now = datetime.now(UTC)
    try:
        if folder:
            _load(folder, now=now)
        for each in [] if folder else wiring.jurisdiction_folders():
            _load_unless_older(each, now=now)
    except RosterError as error:
        _refuse(error)


@group.command("refresh")
@click.argument("state", required=False)
@click.option("--from", "people", type=FILE, help="The published file; else it is fetched.")
@click.option("--offices", type=FILE, help="Every office of each person.")
@click.option("--hand-kept", type=FILE, help="Rows of our own that stand over the published ones.")
@click.option("--zips", type=FILE, help="Every ZIP code with its districts; they are loaded too.")
@click.option("--vacant", multiple=True, metavar="CHAMBER:DISTRICT", help="A seat nobody holds.")
@click.option("--as-of", type=DAY, help="The day from which it holds; else today.")
@click.option("--until", type=DAY, help="The day on which the next legislature is seated.")
@click.option("--yes", is_flag=True, help="Put it in force at once.")
def refresh(  # noqa: PLR0913  # One for each option.
    state: str | None,
    *,
    people: Path | None,
    offices: Path | None,
    hand_kept: Path | None,
    zips: Path | None,
    vacant: tuple[str, ...],
    as_of: datetime | None,
    until: datetime | None,
    yes: bool,
) -> None:
    """Compare the published roster of STATE with the one in force, and show what changes.

    Without --yes it waits until staff approve it in the console.
    """
    now = datetime.now(UTC)
    jurisdiction = _dated(_jurisdiction(state), as_of, until, now)
    kept = hand_kept or _hand_kept(jurisdiction.slug)
    try:
        path = people or _fetched(jurisdiction, now)
        published = wiring.published_roster(
            path, offices=offices, hand_kept=kept, vacant=[_seat(each) for each in vacant]
        )
        roster = published.read(jurisdiction)
        proposed = propose_roster(
            roster,
            source=path.name if people else jurisdiction.people_address,
            sha256=published.sha256(),
            staff_member_id=None,
            now=now,
            places=wiring.published_places(roster, zips) if zips else None,
        )
    except RosterError as error:
        _refuse(error)
    _show(proposed.changes)
    if not proposed.id:
        click.echo(f"{jurisdiction.slug}: nothing has changed.")
    elif yes:
        _approve(proposed.id, jurisdiction, now)
    else:
        click.echo("It waits for a person: approve it in the console, or add --yes.")


def _load(folder: Path, *, now: datetime) -> None:
    tables = wiring.place_tables(folder)
    places, roster = tables.places(), tables.roster()
    loaded_places = load_places(places)
    loaded = load_roster(roster, now=now)
    load_statewide(tables.statewide(), roster.jurisdiction, now=now)
    stop_letters(roster.jurisdiction, now=now)
    click.echo(
        f"{roster.jurisdiction.slug}: {loaded_places.districts} districts, "
        f"{loaded_places.zips} ZIPs, {loaded.sitting} members "
        f"({loaded.joined} joined, {loaded.left} left), "
        f"{loaded.doubtful} with a doubtful address"
    )


def _load_unless_older(folder: Path, *, now: datetime) -> None:
    """Load a folder, or its places alone where a newer roster is in force."""
    tables = wiring.place_tables(folder)
    jurisdiction = tables.jurisdiction
    in_force = edition(jurisdiction.slug)
    if in_force is None or in_force.as_of <= jurisdiction.roster_as_of:
        _load(folder, now=now)
        return
    loaded = load_places(tables.places())
    load_statewide(tables.statewide(), jurisdiction, now=now)
    stop_letters(jurisdiction, now=now)
    click.echo(
        f"{jurisdiction.slug}: {loaded.districts} districts, {loaded.zips} ZIPs; "
        f"the roster of {in_force.as_of} stays, the one at hand is of {jurisdiction.roster_as_of}"
    )


def _jurisdiction(state: str | None) -> Jurisdiction:
    """Return the named state, else the only one whose roster is in force."""
    known = wiring.edges().jurisdictions
    names = [state] if state else jurisdictions_in_force()
    if len(names) == 1 and names[0] in known:
        return known[names[0]]
    raise click.UsageError(f"Name one of these states: {', '.join(sorted(known))}.")


def _dated(
    jurisdiction: Jurisdiction, as_of: datetime | None, until: datetime | None, now: datetime
) -> Jurisdiction:
    """Return a state whose roster is of these days."""
    begins = as_of.date() if as_of else jurisdiction.day(now)
    ends = until.date() if until else jurisdiction.roster_expires_on
    if ends <= begins:
        raise click.UsageError(
            f"The roster in force holds until {ends}. Say with --until on which day the next "
            "legislature is seated, like 2028-12-04."
        )
    return replace(jurisdiction, roster_as_of=begins, roster_expires_on=ends)


def _fetched(jurisdiction: Jurisdiction, now: datetime) -> Path:
    if not jurisdiction.people_address:
        raise click.UsageError("This state names no address of its roster: use --from.")
    click.echo(f"Fetching {jurisdiction.people_address} ...", err=True)
    with bars() as progress:
        path = wiring.downloads().fetch_newest(
            jurisdiction.people_address,
            jurisdiction=jurisdiction.slug,
            day=jurisdiction.day(now),
            progress=progress,
        )
    click.echo(f"The file is {path}.", err=True)
    return path


def _hand_kept(slug: str) -> Path | None:
    """Return the entries that the state's own folder keeps by hand, if it does."""
    path = wiring.jurisdiction_folder(slug) / "hand_kept.csv"
    return path if path.exists() else None


def _seat(text: str) -> Seat:
    found = SEAT.fullmatch(text.strip())
    if found is None:
        raise click.UsageError(f"{text!r} is no seat: write one like lower:5.")
    return Seat(Chamber(found[1]), found[2].strip())


def _seat_words(seat: Seat) -> str:
    return f"{seat.chamber} {seat.district}"


def _show(changes: Sequence[Change]) -> None:
    if not changes:
        return
    table = Table("What", "Seat", "Who", "Was", "Becomes")
    for change in changes:
        table.add_row(
            change.fact or change.kind.value,
            _seat_words(Seat(change.chamber, change.district)),
            change.name,
            _seat_words(change.seat_before) if change.seat_before else change.was,
            change.becomes,
        )
    Console().print(table)
    found = counts(changes)
    click.echo(", ".join(f"{found[kind]} {kind}" for kind in ChangeKind))


def _approve(proposal_id: str, jurisdiction: Jurisdiction, now: datetime) -> None:
    try:
        states = wiring.edges().jurisdictions
        loaded = approve_roster(proposal_id, states, staff_member_id=None, now=now)
    except Refused:
        raise click.ClickException("Somebody has decided about it in the meantime.") from None
    except RosterError as error:
        _refuse(error)
    stopped = stop_letters(jurisdiction, now=now)
    click.echo(
        f"{jurisdiction.slug}: {loaded.sitting} members ({loaded.joined} joined, "
        f"{loaded.left} left); letters held for their writers: {stopped}"
    )


def _refuse(error: RosterError) -> NoReturn:
    click.echo(error, err=True)
    raise click.exceptions.Exit(1) from error
