"""The terminal's door to partner organizations."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign.domain.errors import Refused
from campaign.queries.partners import partner_views
from campaign.services.add_partner import add_partner

group = AppGroup("partners", help="The organizations of the coalition.")


@group.command("add")
@click.argument("slug")
@click.argument("name")
def add(slug: str, name: str) -> None:
    """Add the organization NAME under the short name SLUG."""
    try:
        add_partner(slug, name.strip(), staff_member_id=None, now=datetime.now(UTC))
    except Refused as refused:
        cures = {
            "slug_nonsense": "Write the short name in small letters, digits and hyphens.",
            "slug_taken": f"The short name {slug} is taken. Choose another.",
            "name_missing": "Give the name of the organization too.",
        }
        raise click.ClickException(cures[refused.key]) from refused
    click.echo(f"Added {slug}.")


@group.command("list")
def show() -> None:
    """List every organization by its short name, with its number of codes and its name."""
    for partner in partner_views():
        click.echo(f"{partner.slug}\t{partner.sources}\t{partner.name}")
