"""The terminal's door to content: it says what it did, or what to mend, and exits with a code."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from campaign.domain.content_changes import facts_fingerprint
from campaign.queries.authoring import published_content, workpiece
from campaign.queries.campaigns import campaign_slugs
from campaign.services.edit_campaign import save_facts
from campaign.services.load_content.publish import publish_campaign

SHIPPED = (
    Path(__file__).resolve().parents[2] / "campaign" / "content" / "every-school-every-community"
)

SLUG = SHIPPED.name


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


@pytest.fixture
def edited(app: Flask, runner: FlaskCliRunner, now: datetime) -> None:
    """The shipped campaign, whose goal somebody has changed in the console."""
    runner.invoke(args=["content", "load"])
    with app.app_context():
        save_facts(
            SLUG,
            lambda content: replace(content, goal=40),
            seen=facts_fingerprint(workpiece(SLUG).content),
            staff_member_id=None,
            now=now,
        )
        seen = workpiece(SLUG).fingerprint
        publish_campaign(SLUG, seen=seen, note="More.", staff_member_id=None, now=now)


@pytest.mark.usefixtures("edited", "session")
def test_a_start_leaves_what_was_edited_in_the_console_and_says_what_differs(
    runner: FlaskCliRunner,
) -> None:
    result = runner.invoke(args=["content", "load"])

    assert result.exit_code == 0
    assert "it was edited in the console" in result.stdout
    assert "facts goal: '40' is published, '25' stands in the folder" in result.stdout
    assert published_content(SLUG).goal == 40


@pytest.mark.usefixtures("edited", "session")
def test_a_folder_is_loaded_over_edits_only_when_told_so(runner: FlaskCliRunner) -> None:
    refused = runner.invoke(args=["content", "load", str(SHIPPED)])
    loaded = runner.invoke(args=["content", "load", "--yes", str(SHIPPED)])

    assert (refused.exit_code, loaded.exit_code) == (1, 0)
    assert "facts goal" in refused.stderr
    assert published_content(SLUG).goal == 25


@pytest.mark.usefixtures("edited")
def test_what_is_saved_is_loaded_as_the_same(runner: FlaskCliRunner, tmp_path: Path) -> None:
    folder = tmp_path / SLUG

    saved = runner.invoke(args=["content", "save", SLUG, str(folder)])
    again = runner.invoke(args=["content", "load", str(folder)])

    assert saved.stdout == f"{SLUG}: 10 recommendations saved in {folder}\n"
    assert again.stdout == f"{SLUG}: nothing has changed\n"


def test_the_folder_has_the_campaigns_name(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert runner.invoke(args=["content", "save", SLUG, str(tmp_path / "x")]).exit_code == 2


@pytest.mark.usefixtures("session")
def test_a_campaign_that_is_not_there_is_not_saved(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["content", "save", "nowhere", str(tmp_path / "nowhere")])

    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_usage_error(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["content", "check", "no-such-folder"]).exit_code == 2
