"""The `campaign` command; `python -m campaign` is the same."""

import sys

from flask import Flask
from flask.cli import FlaskGroup

from campaign.app import create_app
from config import SettingError


def _create() -> Flask:
    """Build the application; a setting that is refused ends the command with its cure."""
    try:
        return create_app()
    except SettingError as error:
        sys.exit(str(error))


group = FlaskGroup(
    name="campaign",
    help="Write to your state legislators.",
    create_app=_create,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
)


def main() -> None:
    """Run one command."""
    group(prog_name="campaign")


if __name__ == "__main__":
    main()
