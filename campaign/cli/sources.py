"""The terminal's door to source codes."""

from collections.abc import Callable
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign.domain.errors import Refused
from campaign.domain.sources import SourceMedium
from campaign.queries.sources import source_facts
from campaign.services.add_source import add_source
from campaign.wiring import edges


def at_most(longest: int) -> Callable[[click.Context, click.Parameter, str], str]:
    """Return a check that a text has at most so many characters."""

    def check(context: click.Context, parameter: click.Parameter, text: str) -> str:
        if len(text) > longest:
            raise click.BadParameter(f"Write at most {longest} characters.", context, parameter)
        return text

    return check


group = AppGroup("sources", help="The links, posters and sheets by which people come.")


@group.command("add")
@click.argument("code")
@click.option("--label", callback=at_most(200), default="", help="What it is, for the organizers.")
@click.option(
    "--medium",
    type=click.Choice([medium.value for medium in SourceMedium]),
    default=SourceMedium.LINK.value,
    show_default=True,
    help="What carries the code.",
)
@click.option(
    "--partner", callback=at_most(80), default="", help="The short name of the partner whose it is."
)
@click.option(
    "--partner-name",
    callback=at_most(200),
    default="",
    help="The partner's full name, the first time.",
)
def add(code: str, label: str, medium: str, partner: str, partner_name: str) -> None:
    """Add a source; its short link counts whoever comes by it."""
    try:
        add_source(
            code,
            label=label,
            medium=medium,
            partner_slug=partner,
            partner_name=partner_name,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        cures = {
            "code_nonsense": "Write the code in small letters, digits and hyphens.",
            "code_taken": f"The code {code} is taken. Choose another.",
            "partner_unknown": f"Partner {partner} is new. Give --partner-name too.",
        }
        raise click.ClickException(cures[refused.key]) from refused
    click.echo(f"{edges().site.base_url}/s/{code}")


@group.command("list")
def show() -> None:
    """List every code, what carries it and whose it is."""
    for source in source_facts():
        ended = "ended" if source.ended_at else "open"
        whose = source.partner_slug or "-"
        click.echo(f"{source.code}\t{source.medium}\t{whose}\t{ended}\t{source.label}")
