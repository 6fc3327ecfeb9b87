"""The terminal's door to content: it says what it did, or what to mend, and exits with a code."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from campaign.queries.campaigns import campaign_slugs

SHIPPED = (
    Path(__file__).resolve().parents[2] / "campaign" / "content" / "every-school-every-community"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign's folder that a test may break."""
    return shutil.copytree(SHIPPED, tmp_path / SHIPPED.name)


def break_goal(folder: Path) -> None:
    """Write nonsense where the goal belongs."""
    page = folder / "campaign.yaml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("goal: 25", "goal: many"), encoding="utf-8")


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """A terminal."""
    return app.test_cli_runner()


@pytest.mark.usefixtures("session")
def test_load_brings_every_campaign_of_the_program(runner: FlaskCliRunner) -> None:
    first = runner.invoke(args=["content", "load"])
    second = runner.invoke(args=["content", "load"])

    assert first.exit_code == second.exit_code == 0
    assert first.stdout.startswith("every-school-every-community: 33 rows and 164 letter parts")
    assert second.stdout == "every-school-every-community: nothing has changed\n"
    assert campaign_slugs() == ("every-school-every-community",)


def test_load_takes_the_folders_it_is_given(runner: FlaskCliRunner, folder: Path) -> None:
    result = runner.invoke(args=["content", "load", str(folder)])

    assert result.exit_code == 0


@pytest.mark.parametrize("verb", ["load", "check"])
def test_a_broken_folder_ends_the_command_with_file_line_and_cure(
    runner: FlaskCliRunner, folder: Path, verb: str
) -> None:
    break_goal(folder)

    result = runner.invoke(args=["content", verb, str(folder)])

    assert result.exit_code == 1
    assert result.stderr == (
        f"{folder}/campaign.yaml:9: goal: this is not what belongs here. "
        "Write a whole number from 1 up.\n"
    )


@pytest.mark.usefixtures("session")
def test_check_loads_nothing(runner: FlaskCliRunner, folder: Path) -> None:
    result = runner.invoke(args=["content", "check", str(folder)])

    assert result.exit_code == 0
    assert result.stdout == (
        "every-school-every-community: 10 recommendations, complete in en, es\n"
    )
    assert campaign_slugs() == ()


def test_a_recommendation_that_disappeared_ends_the_command(
    runner: FlaskCliRunner, folder: Path
) -> None:
    runner.invoke(args=["content", "load", str(folder)])
    (folder / "recommendations" / "10-fund-our-schools.yaml").unlink()

    result = runner.invoke(args=["content", "load", str(folder)])

    assert result.exit_code == 1
    assert "the recommendation fund-our-schools was loaded before" in result.stderr


def test_a_folder_that_is_not_there_is_a_usage_error(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["content", "check", "no-such-folder"]).exit_code == 2
