"""The terminal's door to source codes."""

from collections.abc import Callable

import click
from flask.cli import AppGroup

from campaign.domain.errors import Refused
from campaign.domain.sources import is_code
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
    callback=at_most(40),
    default="link",
    show_default=True,
    help="link, poster, sheet, ...",
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
    if not is_code(code):
        raise click.ClickException("Write the code in small letters, digits and hyphens.")
    try:
        add_source(
            code, label=label, medium=medium, partner_slug=partner, partner_name=partner_name
        )
    except Refused as refused:
        cures = {
            "code_taken": f"The code {code} is taken. Choose another.",
            "partner_unknown": f"Partner {partner} is new. Give --partner-name too.",
        }
        raise click.ClickException(cures[refused.key]) from refused
    click.echo(f"{edges().site.base_url}/s/{code}")
