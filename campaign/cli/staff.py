"""The terminal's door to the people of the console."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import INVITATION_VALID, Invitee, StaffRole
from campaign.i18n import LOCALES
from campaign.queries.staff import member_id_of
from campaign.services.add_staff import add_staff
from campaign.services.dismiss_staff import dismiss_staff
from campaign.services.invite_staff import invite_staff
from campaign.services.reset_second_factor import reset_second_factor

group = AppGroup("staff", help="Who may enter the console.")

REFUSALS = {
    "email_nonsense": "{email!r} is not an e-mail address.",
    "partner_missing": "Say with --partner which organization a partner_organizer organizes for.",
    "partner_unknown": "There is no partner {partner!r}.",
    "on_the_staff": "They are on the list already; `campaign staff add` gives them a role.",
    "invited_already": "They were invited already. The console sends it again or withdraws it.",
    "last_admin": "This is the last admin. Make somebody else an admin first.",
}

role_option = click.option(
    "--role", type=click.Choice([role.value for role in StaffRole]), required=True, help="As what."
)
partner_option = click.option(
    "--partner", default="", metavar="SLUG", help="Whose organizer; for a partner_organizer."
)


@group.command("add")
@click.argument("email")
@role_option
@partner_option
def add(email: str, role: str, partner: str) -> None:
    """Give EMAIL a role, and print a link that signs them in once within the hour."""
    edges = wiring.edges()
    try:
        link = add_staff(
            email,
            StaffRole(role),
            partner_slug=partner,
            signer=edges.signer,
            site=edges.site,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        raise _sorry(refused) from refused
    click.echo(link)


@group.command("invite")
@click.argument("email")
@role_option
@partner_option
@click.option(
    "--language", type=click.Choice(LOCALES), default=LOCALES[0], help="Language of the mail."
)
def invite(email: str, role: str, partner: str, language: str) -> None:
    """Mail EMAIL a link that lets them in once, with a role."""
    edges = wiring.edges()
    try:
        invite_staff(
            Invitee(email, StaffRole(role), partner, language),
            staff_member_id=None,
            renderer=edges.renderer,
            signer=edges.signer,
            site=edges.site,
            bell=edges.bell,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        raise _sorry(refused) from refused
    click.echo(f"Invited. The link works for {INVITATION_VALID.days} days.")


@group.command("dismiss")
@click.argument("email")
def dismiss(email: str) -> None:
    """Close the console to EMAIL at once, and end their sign-ins."""
    try:
        dismiss_staff(_find(email), staff_member_id=None, now=datetime.now(UTC))
    except Refused as refused:
        raise _sorry(refused) from refused
    click.echo("Dismissed.")


@group.command("reset-second-factor")
@click.argument("email")
def reset(email: str) -> None:
    """Take the second factor from EMAIL, who lost it, and end their sign-ins."""
    reset_second_factor(_find(email), staff_member_id=None, now=datetime.now(UTC))
    click.echo("The second factor is gone. They set up another under “Your account”.")


def _find(email: str) -> str:
    try:
        return member_id_of(email)
    except NotFound as missing:
        raise click.BadParameter(f"{email!r} is nobody of the staff.") from missing


def _sorry(refused: Refused) -> click.BadParameter:
    return click.BadParameter(REFUSALS[refused.key].format(**refused.values))
