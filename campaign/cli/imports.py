"""The terminal's door to lists of people that come in."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import (
    LARGEST_FILE,
    Agreement,
    Forecast,
    ImportColumn,
    Matching,
)
from campaign.domain.people import CONSENT_WORDING_VERSION
from campaign.domain.sources import is_code
from campaign.i18n import LOCALES
from campaign.queries.campaigns import campaign_slugs
from campaign.queries.import_people import forecast_of
from campaign.queries.imports import imported, imports, rejects
from campaign.services.check_import import check_import
from campaign.services.match_columns import match_columns, preview
from campaign.services.run_import import order_run, run_import
from campaign.services.stage_import import discard_import, stage_import
from campaign.services.undo_import import undo_import

CURES = {
    "file_empty": "The file is empty.",
    "file_without_rows": "The file holds no rows.",
    "file_too_large": "The file is larger than {limit} MB. Save it in several parts.",
    "file_wrong_type": "This is neither CSV nor an .xlsx workbook without a password.",
    "file_encoding": "The letters of this file cannot be told for certain. Save it as UTF-8.",
    "file_broken": "The file cannot be read to its end. Save it again.",
    "file_unpacks": "The workbook unpacks to more than {limit} MB. Save it as CSV.",
    "file_too_wide": "The file has rows of more than {limit} columns.",
    "file_too_many_rows": "The file has more than {limit} rows. Save it as CSV in several parts.",
    "email_unmatched": "Say which column holds the address: --column email=3",
    "age_unmatched": "Say --adults if everyone is 18 or older, or --column age=N.",
    "date_unmatched": "Say --agreed-on, or --column agreed_at=N.",
    "date_ahead": "--agreed-on lies ahead.",
    "date_too_old": "--agreed-on is longer ago than {months} months.",
    "purpose_unknown": "Write --purpose coalition, or partner: and a partner's slug; --campaign "
    "names a campaign that there is.",
    "import_moved_on": "Somebody went on with this list. See `campaign imports list`.",
    "import_not_undoable": "This list was undone before, or its time for that is over.",
}

group = AppGroup("imports", help="Lists of people who agreed on paper or in another tool.")


@group.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", required=True, help="The source code; a new one is made.")
@click.option("--holder", required=True, help="Who holds the sheet or the list.")
@click.option("--purpose", default="coalition", show_default=True, help="or partner:<slug>")
@click.option("--campaign", help="The campaign's slug; else the one at the root.")
@click.option("--wording", default=CONSENT_WORDING_VERSION, show_default=True)
@click.option("--agreed-on", type=click.DateTime(["%Y-%m-%d"]), help="One day for all.")
@click.option("--language", type=click.Choice(LOCALES), default=LOCALES[0], show_default=True)
@click.option("--adults", is_flag=True, help="Everyone on it is 18 or older.")
@click.option("--column", "columns", multiple=True, help="What a column holds, like email=3.")
@click.option("--day-first", is_flag=True, help="Days are written 31/12/2026.")
@click.option("--rejects", "output", type=click.Path(path_type=Path, dir_okay=False))
def check(  # noqa: PLR0913  # One for each option.
    file: Path,
    *,
    source: str,
    holder: str,
    purpose: str,
    campaign: str | None,
    wording: str,
    agreed_on: datetime | None,
    language: str,
    adults: bool,
    columns: tuple[str, ...],
    day_first: bool,
    output: Path | None,
) -> None:
    """Try FILE and say what it would do. Nobody is brought in."""
    if not is_code(source):
        raise click.UsageError("Write --source in small letters, digits and hyphens.")
    try:
        agreement = Agreement(
            campaign=campaign or next(iter(campaign_slugs()), ""),
            purpose=ExportPurpose.parse(purpose),
            wording_version=wording[:20],
            locale=language,
            agreed_on=agreed_on.date() if agreed_on else None,
            source=source,
            holder=holder[:200],
            everyone_is_adult=adults,
        )
        import_id = _stage(file)
        _try(import_id, columns, agreement, day_first=day_first)
    except Refused as refused:
        _refuse(refused)
    _say(forecast_of(import_id), "It would be")
    _write_rejects(import_id, output)
    click.echo(f"Bring it in: campaign imports run {import_id}")


@group.command("run")
@click.argument("import_id")
def run(import_id: str) -> None:
    """Bring a list in that was tried."""
    try:
        order_run(import_id, staff_member_id=None)
    except Refused as refused:
        _refuse(refused)
    run_import(import_id, signer=wiring.edges().signer, now=datetime.now(UTC))
    _say(imported(import_id).did, "It was")


@group.command("undo")
@click.argument("import_id")
def undo(import_id: str) -> None:
    """Take a whole list back."""
    try:
        undone = undo_import(import_id, staff_member_id=None, now=datetime.now(UTC))
    except Refused as refused:
        _refuse(refused)
    except NotFound as missing:
        raise click.ClickException("There is no such list.") from missing
    click.echo(f"People gone: {undone.gone}; as somebody left them: {undone.kept}")


@group.command("discard")
@click.argument("import_id")
def discard(import_id: str) -> None:
    """Throw a list away that was not brought in."""
    try:
        discard_import(import_id, staff_member_id=None, now=datetime.now(UTC))
    except Refused as refused:
        _refuse(refused)
    click.echo("Thrown away.")


@group.command("list")
def show_list() -> None:
    """List the newest lists and how far each has come."""
    for listed in imports():
        click.echo(
            f"{listed.id} {listed.created_at:%Y-%m-%d} {listed.kind} {listed.rows} rows"
            f" {listed.state} {listed.name}".rstrip()
        )


def _stage(file: Path) -> str:
    edges = wiring.edges()
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    return stage_import(
        content,
        name=file.name,
        tables=edges.tables,
        sealer=edges.sealer,
        staff_member_id=None,
        now=datetime.now(UTC),
    )


def _try(import_id: str, columns: Sequence[str], agreement: Agreement, *, day_first: bool) -> None:
    """Match by the headers, and by what was said over them; then try the list."""
    edges, now = wiring.edges(), datetime.now(UTC)
    retention = current_app.config["CAMPAIGN"].retention
    guessed = preview(import_id, tables=edges.tables, sealer=edges.sealer).guessed.places
    matching = Matching({**guessed, **dict(map(_column, columns))}, day_first=day_first)
    for column, place in sorted(matching.places.items(), key=lambda each: each[1]):
        click.echo(f"Column {place + 1}: {column}")
    match_columns(import_id, matching, agreement, retention=retention, now=now)
    check_import(
        import_id,
        tables=edges.tables,
        sealer=edges.sealer,
        signer=edges.signer,
        retention=retention,
        now=now,
    )


def _column(text: str) -> tuple[ImportColumn, int]:
    name, _, number = text.partition("=")
    if name not in list(ImportColumn) or not number.isdecimal() or int(number) < 1:
        names = ", ".join(ImportColumn)
        raise click.UsageError(f"Write --column like email=3, with one of {names}.")
    return ImportColumn(name), int(number) - 1


def _say(did: Forecast, heading: str) -> None:
    click.echo(
        f"{heading}: {did.made} new, {did.merged} merged, {did.unchanged} unchanged, "
        f"{did.rejected} rejected"
    )


def _write_rejects(import_id: str, output: Path | None) -> None:
    """Write what is wrong with which row into a file, or the first ones on the screen."""
    lines = [
        (str(each.number), each.column or "", each.fault.value)
        for each in rejects(import_id, limit=None if output else 20)
    ]
    if output is None:
        for number, column, fault in lines:
            click.echo(f"Row {number} {column}: {fault}")
        return
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("row", "column", "what_is_wrong"), *lines])


def _refuse(refused: Refused) -> NoReturn:
    raise click.ClickException(CURES[refused.key].format(**refused.values)) from refused
