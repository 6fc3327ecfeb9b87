"""The commands, each by its name."""

from flask import Flask

from campaign.cli import (
    content,
    deliveries,
    exports,
    imports,
    mail,
    packets,
    partners,
    people,
    places,
    roster,
    sources,
    staff,
    tallies,
)
from campaign.cli.deliverability import COMMANDS as DELIVERABILITY
from campaign.cli.doctor import doctor
from campaign.cli.journey import journey
from campaign.cli.mailbox import mailbox
from campaign.cli.reconcile import reconcile
from campaign.cli.restored import restored
from campaign.cli.up import up


def register(app: Flask) -> None:
    """Give the application its commands."""
    groups = (
        content,
        deliveries,
        exports,
        imports,
        mail,
        packets,
        partners,
        people,
        places,
        roster,
        sources,
        staff,
        tallies,
    )
    for group in groups:
        app.cli.add_command(group.group)
    deliveries.group.add_command(reconcile)
    for command in DELIVERABILITY:
        mail.group.add_command(command)
    for command in (up, doctor, journey, places.locate, mailbox, restored):
        app.cli.add_command(command)
