"""The terminal's door to campaigns' content."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.content import LOCALES, CampaignContent
from campaign.domain.content_changes import changes
from campaign.domain.content_faults import BrokenContent
from campaign.domain.errors import NotFound, Refused
from campaign.queries.authoring import published_content
from campaign.services.load_content import load_content

FOLDERS = click.argument(
    "folders",
    metavar="[FOLDER]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
SHOWN = 60
"""So many characters of a text are shown where it differs."""

group = AppGroup("content", help="What campaigns ask for, and the words of their letters.")


@group.command("load")
@FOLDERS
@click.option("--yes", is_flag=True, help="Load over what was edited in the console.")
def load(folders: tuple[Path, ...], *, yes: bool = False) -> None:
    """Load each FOLDER, or every campaign that the program brings along.

    What was edited in the console stays unless told otherwise.
    """
    for content in _read(folders):
        _load(content, now=datetime.now(UTC), over_edits=yes, asked_for=bool(folders))


@group.command("check")
@FOLDERS
def check(folders: tuple[Path, ...]) -> None:
    """Read each FOLDER, or every campaign that the program brings along, and load nothing."""
    for content in _read(folders):
        click.echo(
            f"{content.slug}: {len(content.recommendations)} recommendations, "
            f"complete in {', '.join(LOCALES)}"
        )


@group.command("save")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def save(slug: str, folder: Path) -> None:
    """Write the campaign SLUG, as it is published, into FOLDER, whose name must be the slug."""
    if folder.resolve().name != slug:
        raise click.UsageError(f"Name the folder {slug}: `content load` wants the two the same.")
    try:
        content = published_content(slug)
    except NotFound as error:
        click.echo(f"{slug}: there is no such campaign. `campaign doctor` names them.", err=True)
        raise click.exceptions.Exit(1) from error
    wiring.save_content(content, folder)
    click.echo(f"{slug}: {len(content.recommendations)} recommendations saved in {folder}")


def _read(folders: tuple[Path, ...]) -> tuple[CampaignContent, ...]:
    try:
        return wiring.campaign_contents(folders)
    except BrokenContent as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(1) from error


def _load(content: CampaignContent, *, now: datetime, over_edits: bool, asked_for: bool) -> None:
    try:
        report = load_content(content, now=now, over_edits=over_edits)
    except Refused as error:
        if error.key == "edited_in_console":
            _leave_alone(content, asked_for=asked_for)
            return
        click.echo(
            f"{content.slug}: the recommendation {error.values['recommendation']} was loaded "
            "before and is missing now. Put its file back, or start a campaign of another name.",
            err=True,
        )
        raise click.exceptions.Exit(1) from error
    if report.unchanged:
        click.echo(f"{report.slug}: nothing has changed")
        return
    click.echo(
        f"{report.slug}: {report.rows} rows and {report.parts} letter parts written, "
        f"{report.retired} letter parts retired"
    )


def _leave_alone(content: CampaignContent, *, asked_for: bool) -> None:
    """Say what differs from what was edited in the console; who named the folder is refused."""
    found = changes(published_content(content.slug), content)
    click.echo(
        f"{content.slug}: it was edited in the console, so it stays as it is published. "
        f"The folder differs in {len(found)} places:",
        err=asked_for,
    )
    for change in found:
        place = " ".join(part for part in (change.page, change.name, change.locale) if part)
        click.echo(
            f"  {place}: {change.was[:SHOWN]!r} is published, {change.becomes[:SHOWN]!r} stands "
            "in the folder",
            err=asked_for,
        )
    click.echo(
        f"`campaign content save {content.slug} FOLDER` brings the edits into the folder; "
        "`campaign content load --yes` puts the folder in their place.",
        err=asked_for,
    )
    if asked_for:
        raise click.exceptions.Exit(1)
