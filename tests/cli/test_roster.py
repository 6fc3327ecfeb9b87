"""`campaign roster load` loads people and places, or says what is wrong."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from campaign.queries.targets import sitting_members
from campaign.wiring import DATA


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """California's folder without one of its members."""
    folder = shutil.copytree(DATA / "california", tmp_path / "california")
    path = folder / "legislators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    return folder


def test_the_roster_of_the_program_is_loaded(app: Flask, session: scoped_session[Session]) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load"])

    assert result.exit_code == 0
    assert result.output == (
        "california: 120 districts, 1808 ZIPs, 120 members (120 joined, 0 left), "
        "2 with a doubtful address\n"
    )
    session.rollback()
    (member,) = sitting_members(["ocd-division/country:us/state:ca/sldl:6"], on=date(2026, 10, 14))
    assert member.full_name == "Maggy Krell"


def test_a_folder_can_be_named(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(DATA / "california")])

    assert result.exit_code == 0


def test_a_roster_that_is_not_whole_is_refused(
    app: Flask, session: scoped_session[Session], broken: Path
) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(broken)])

    assert result.exit_code == 1
    assert "the roster must hold exactly 40" in result.output
    session.rollback()
    assert sitting_members(["ocd-division/country:us/state:ca/sldl:6"], on=date(2026, 10, 14)) == ()


def test_an_absent_folder_is_refused(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(tmp_path / "nowhere")])

    assert result.exit_code == 2
