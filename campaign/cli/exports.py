"""The terminal's door to files that leave the program."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.content import LOCALES
from campaign.domain.errors import Refused
from campaign.domain.export_columns import CHOSEN_AT_FIRST
from campaign.domain.exports import (
    ExportFilters,
    ExportKind,
    ExportOrder,
    ExportPurpose,
    FileFormat,
)
from campaign.queries.exports import newest_exports
from campaign.services.export.ask import export_at_terminal

AT_A_TERMINAL = "at a terminal of the server"
"""The reason that stands where none was typed."""

REFUSALS = {
    "columns_unknown": "There are no such columns: {columns}.",
    "columns_missing": "Name at least one column.",
    "format_unknown": "Only supporters are written as OSDI.",
    "export_unknown": "Nothing here has that name: {names}.",
    "street_reason_missing": "Say why the street is needed: --street-reason.",
    "too_many_rows": "A sheet of Excel holds {most} rows at most. Write CSV, or narrow it.",
    "days_swapped": "The first day comes after the last one.",
}

group = AppGroup("exports", help="Files that leave the program; each is recorded.")

Command = Callable[..., None]


def _narrowing(command: Command) -> Command:
    """Give a command the options that every kind of file has."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    options = (
        click.option(
            "--output",
            type=click.Path(path_type=Path, dir_okay=False),
            help="A file; else the screen.",
        ),
        click.option(
            "--format",
            "file_format",
            type=click.Choice([each.value for each in FileFormat]),
            default=FileFormat.CSV.value,
            help="How it is written.",
        ),
        click.option("--columns", help="Names of columns, with commas; else the usual ones."),
        click.option("--campaign", default="", help="A slug."),
        click.option("--from", "first", type=day, help="The first day, like 2026-11-01."),
        click.option("--to", "last", type=day, help="The last day."),
        click.option("--district", default="", help="The id of a division (OCD)."),
        click.option("--source", default="", help="A source code."),
        click.option("--partner", default="", help="A slug: who came by its sources."),
        click.option("--language", default="", help="en or es."),
        click.option("--recommendation", default="", help="A slug."),
        click.option("--reason", default=AT_A_TERMINAL, help="What it is for."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@group.command("supporters")
@click.option("--purpose", required=True, help="coalition, or partner:<slug>")
@click.option("--street-reason", default="", help="Why the column of streets is needed.")
@_narrowing
def supporters(purpose: str, street_reason: str, output: Path | None, **asked: Any) -> None:  # noqa: ANN401  # Click's options.
    """Write everybody who agrees to a purpose now, and record it in the audit."""
    try:
        agreed_to = ExportPurpose.parse(purpose)
    except Refused as refused:
        raise _no_purpose(purpose) from refused
    order = _order(ExportKind.SUPPORTERS, agreed_to, street_reason=street_reason, **asked)
    _write(order, output)


@group.command("letters")
@_narrowing
def letters(output: Path | None, **asked: Any) -> None:  # noqa: ANN401  # As above.
    """Write every letter and where it stands, without any name, and record it in the audit."""
    _write(_order(ExportKind.LETTERS, None, **asked), output)


@group.command("counts")
@_narrowing
def counts(output: Path | None, **asked: Any) -> None:  # noqa: ANN401  # As above.
    """Write what was counted, exactly, along the columns asked for; recorded in the audit."""
    _write(_order(ExportKind.COUNTS, None, **asked), output)


@group.command("list")
def show_list() -> None:
    """List the newest files that were asked for, and what became of them."""
    for export in newest_exports():
        who = export.asked_by or "terminal"
        rows = export.expected if export.rows is None else export.rows
        click.echo(
            f"{export.id} {export.asked_at.isoformat(timespec='seconds')} {export.state} "
            f"{export.order.kind}.{export.order.file_format} {rows} rows, {who}: "
            f"{export.order.reason} {export.sha256}".rstrip()
        )


def _order(  # The options of every command, by their names.
    kind: ExportKind,
    purpose: ExportPurpose | None,
    *,
    file_format: str,
    columns: str | None,
    reason: str,
    street_reason: str = "",
    **narrowing: Any,  # noqa: ANN401  # Texts and days.
) -> ExportOrder:
    days = {name: narrowing.pop(name) for name in ("first", "last")}
    chosen = CHOSEN_AT_FIRST[kind] if columns is None else tuple(_words(columns))
    return ExportOrder(
        kind=kind,
        file_format=FileFormat(file_format),
        columns=chosen,
        reason=reason,
        purpose=purpose,
        filters=ExportFilters(
            **{name: day.date() for name, day in days.items() if day}, **narrowing
        ),
        street_reason=street_reason,
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _write(order: ExportOrder, output: Path | None) -> None:
    """Write a file to the screen, or whole or not at all to where it was asked for."""
    try:
        if output is None:
            _export(order, lambda content: click.echo(content, nl=False))
            return
        part = output.with_name(f"{output.name}.part")
        try:
            with part.open("wb") as file:
                _export(order, file.write)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except Refused as refused:
        if refused.values.get("names") == "purpose":
            raise _no_purpose(str(order.purpose)) from refused
        raise click.UsageError(REFUSALS[refused.key].format(**refused.values)) from refused


def _export(order: ExportOrder, sink: Callable[[bytes], object]) -> None:
    edges = wiring.edges()
    export_at_terminal(order, sink, locale=LOCALES[0], sheets=edges.sheets, now=datetime.now(UTC))


def _no_purpose(purpose: str) -> click.BadParameter:
    return click.BadParameter(
        f"{purpose!r} is no purpose. Write coalition, or partner: and a partner's slug.",
        param_hint="--purpose",
    )
