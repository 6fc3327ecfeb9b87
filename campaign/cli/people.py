"""The terminal's door to people: what they ask for, and how they are found."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.people import normalise_email
from campaign.domain.wishes import Asker, Wish, WishWay
from campaign.queries.tokens import owner_of
from campaign.services.erase import erase_for
from campaign.services.index_names import index_names
from campaign.services.suppress import lift, suppress
from campaign.wiring import edges

CURES = {
    "suppressed_already": "This address is on the list already.",
    "not_suppressed": "This address is not on the list.",
}

group = AppGroup("people", help="What people ask for, and how they are found.")

address = click.option("--email", prompt=True, help="The address; asked for where it is left out.")
asker = click.option(
    "--asker",
    type=click.Choice([each.value for each in Asker]),
    required=True,
    help="Who asked for it.",
)
way = click.option(
    "--way", type=click.Choice([each.value for each in WishWay]), required=True, help="How."
)


@group.command("erase")
@address
@asker
@way
@click.confirmation_option(prompt="It cannot be undone. Erase everything about this address?")
def erase(email: str, asker: str, way: str) -> None:
    """Erase everybody at an address; what stays is a code that says: no mail."""
    supporter_id = owner_of(normalise_email(email))
    if supporter_id is None:
        raise click.ClickException("Nobody confirmed this address.")
    try:
        erase_for(supporter_id, _wish(asker, way), signer=edges().signer, now=_now())
    except (NotFound, Expired) as gone:
        raise click.ClickException("Somebody erased it in the meantime.") from gone
    click.echo("erased")


@group.command("suppress")
@address
@asker
@way
def stop(email: str, asker: str, way: str) -> None:
    """Let no mail of ours go to an address."""
    try:
        suppress(email, _wish(asker, way), signer=edges().signer, now=_now())
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo("no mail goes there")


@group.command("lift")
@address
@asker
@way
def go_on(email: str, asker: str, way: str) -> None:
    """Let mail go to an address again."""
    try:
        lift(email, _wish(asker, way), signer=edges().signer, now=_now())
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo("mail goes there again")


@group.command("index")
def index() -> None:
    """Let staff find everybody by name who came in bulk."""
    click.echo(f"{index_names()} people can be found now")


def _wish(asker: str, way: str) -> Wish:
    return Wish(Asker(asker), WishWay(way), None)


def _now() -> datetime:
    return datetime.now(UTC)
