"""Every command is documented with its options, and nothing is documented that is no command."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from campaign.cli.registry import register
from campaign.domain.deliveries import DeliveryState
from campaign.domain.staff import StaffRole

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
SECTION = re.compile(r"^### `campaign (.*?)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(TEXT))


class Terminal:
    """Stands for an application that is given its commands."""

    def __init__(self) -> None:
        self.cli = click.Group()


def commands() -> dict[str, click.Command]:
    """Collect our own commands that people call, by their names."""
    terminal = Terminal()
    register(terminal)
    return dict(_leaves(terminal.cli))


def _leaves(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        whole = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from _leaves(command, whole)
        elif not command.hidden:
            yield whole, command


COMMANDS = commands()


def test_the_document_has_a_section_for_every_command_and_no_other() -> None:
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_section_names_every_option_and_no_other(name: str) -> None:
    options = {
        option
        for parameter in COMMANDS[name].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }

    documented = set(re.findall(r"`(--[a-z-]+)`", SECTIONS[name]))

    assert documented == options


def test_the_section_of_staff_names_every_role() -> None:
    assert set(re.findall(r"`([a-z_]+)`", SECTIONS["staff add"])) == set(StaffRole)


def test_the_section_of_settling_names_every_answer() -> None:
    answers = {DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.FAILED}

    assert set(re.findall(r"`([a-z_]+)`", SECTIONS["deliveries settle"])) == answers


def test_the_groups_that_libraries_add_are_told_apart() -> None:
    rows = TEXT.partition("## Groups that libraries add")[2]

    assert {"db", "limiter"} <= set(re.findall(r"`(\w+)`", rows))
