"""The commands, each by its name."""

from flask import Flask

from campaign.cli import content, deliveries, exports, places, roster, sources, staff, tallies
from campaign.cli.doctor import doctor
from campaign.cli.journey import journey
from campaign.cli.mailbox import mailbox
from campaign.cli.up import up


def register(app: Flask) -> None:
    """Give the application its commands."""
    for group in (content, deliveries, exports, places, roster, sources, staff, tallies):
        app.cli.add_command(group.group)
    for command in (up, doctor, journey, places.locate, mailbox):
        app.cli.add_command(command)
