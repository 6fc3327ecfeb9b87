"""The terminal's door to how our mail looks to those who receive it."""

import ipaddress
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.text import Text

from campaign import wiring
from campaign.domain.dns import zone_line
from campaign.domain.findings import Finding
from campaign.domain.mail import Unsendable
from campaign.domain.relay import ChannelDown, Unknown, Verdict
from campaign.domain.warm_up import DAYS, ceiling_on
from campaign.services.examine_mail import examine_mail
from campaign.services.send_test_mail import send_test_mail

if TYPE_CHECKING:
    from config import Settings

MARKS = {
    True: Text("ok   ", style="green"),
    False: Text("NO   ", style="bold red"),
    None: Text("hint ", style="yellow"),
}


def an_address(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Check that a text is the address of a machine."""
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError as error:
        raise click.BadParameter("Write an address like 192.0.2.1.", context, parameter) from error


@click.command("doctor")
@click.option(
    "--outgoing",
    default="",
    callback=an_address,
    help="The address from which the relay reaches the world.",
)
@click.option("--send", "recipient", default="", help="Send one test mail to this address.")
@with_appcontext
def doctor(outgoing: str, recipient: str) -> None:
    """Say what the DNS and the relay say of our mail, and what to publish; exit with 1 on a NO."""
    settings: Settings = current_app.config["CAMPAIGN"]
    edges, now = wiring.edges(), datetime.now(UTC)
    domain = edges.site.mail_domain.lower()
    findings = examine_mail(
        from_domain=domain,
        return_domain=edges.site.return_domain.lower(),
        key=wiring.public_key(settings),
        outgoing=outgoing,
        resolver=edges.resolver,
        probe=edges.probe,
        now=now,
    )
    everything_holds = _say(findings)
    if recipient:
        everything_holds &= _send(recipient, edges, now)
    if not everything_holds:
        raise click.exceptions.Exit(1)


def _say(findings: Iterable[Finding]) -> bool:
    """Print each finding, and what to publish beneath it; return whether all of them hold."""
    console = Console(soft_wrap=True, highlight=False)
    everything_holds = True
    for finding in findings:
        console.print(MARKS[finding.holds] + Text(finding.sentence))
        if finding.publish:
            console.print(Text(f"     publish: {finding.publish}"))
        everything_holds &= finding.holds is not False
    return everything_holds


def _send(recipient: str, edges: wiring.Adapters, now: datetime) -> bool:
    try:
        answer = send_test_mail(recipient, mailer=edges.mailer, site=edges.site, now=now)
    except (ChannelDown, Unknown, Unsendable) as error:
        return _say([Finding(holds=False, sentence=f"Test mail: {error}")])
    if answer.verdict is not Verdict.ACCEPTED:
        refused = f"Test mail: the relay refused it: {answer.code} {answer.reply}"
        return _say([Finding(holds=False, sentence=refused)])
    taken = f"Test mail: the relay took it ({answer.reply}); the mail says what to look for"
    return _say([Finding(holds=True, sentence=taken)])


@click.command("key")
@click.option("--short", is_flag=True, help="Ed25519, which not every receiver can read; else RSA.")
@with_appcontext
def key(*, short: bool) -> None:
    """Make a key that signs our mail: print it, and the record to publish."""
    settings: Settings = current_app.config["CAMPAIGN"]
    made = wiring.make_dkim_key(ed25519_key=short)
    where = settings.dkim.domain if settings.dkim else wiring.edges().site.mail_domain.lower()
    selector = settings.dkim.selector if settings.dkim else "campaign"
    click.echo(made.pem, nl=False)
    click.echo("Keep the lines above in a file that CAMPAIGN_DKIM_KEY_FILE names.", err=True)
    click.echo(f"First publish this, with CAMPAIGN_DKIM_SELECTOR={selector}:", err=True)
    click.echo(zone_line(f"{selector}._domainkey.{where}", "TXT", made.record), err=True)


@click.command("warm-up")
@with_appcontext
def warm_up() -> None:
    """Print how many mails may leave on each day while a new domain gets known."""
    settings: Settings = current_app.config["CAMPAIGN"]
    for number in range(1, DAYS + 1):
        day = _day(settings.warm_up_from, number)
        click.echo(f"{day:>10}  {ceiling_on(number):>9,}")
    click.echo(f"{_day(settings.warm_up_from, DAYS + 1):>10}  no ceiling")


def _day(first: date | None, number: int) -> str:
    return f"{first + timedelta(days=number - 1)}" if first else f"day {number}"


COMMANDS = (doctor, key, warm_up)
"""They stand under `campaign mail`."""
