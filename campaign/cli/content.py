"""The terminal's door to campaigns' content."""

from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.content import LOCALES, BrokenContent, CampaignContent
from campaign.domain.errors import Refused
from campaign.services.load_content import load_content

FOLDERS = click.argument(
    "folders",
    metavar="[FOLDER]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)

group = AppGroup("content", help="What campaigns ask for, and the words of their letters.")


@group.command("load")
@FOLDERS
def load(folders: tuple[Path, ...]) -> None:
    """Load each FOLDER, or every campaign that the program brings along."""
    for content in _read(folders):
        _load(content, now=datetime.now(UTC))


@group.command("check")
@FOLDERS
def check(folders: tuple[Path, ...]) -> None:
    """Read each FOLDER, or every campaign that the program brings along, and load nothing."""
    for content in _read(folders):
        click.echo(
            f"{content.slug}: {len(content.recommendations)} recommendations, "
            f"complete in {', '.join(LOCALES)}"
        )


def _read(folders: tuple[Path, ...]) -> tuple[CampaignContent, ...]:
    try:
        return wiring.campaign_contents(folders)
    except BrokenContent as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(1) from error


def _load(content: CampaignContent, *, now: datetime) -> None:
    try:
        report = load_content(content, now=now)
    except Refused as error:
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
