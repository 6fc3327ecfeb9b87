"""The terminal hands out the same files as the page, and each is recorded."""

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.exports import Export
from campaign.models.staff import AuditEntry
from tests.writers import found_campaign, write

SUPPORTERS = ("supporters", "--purpose", "coalition")


@pytest.fixture
def signed_up(app: Flask, now: datetime) -> Flask:
    with app.app_context():
        write(found_campaign(now), now=now, email="ana@example.org", consent_coalition=True)
    return app


def run(app: Flask, *words: str) -> Result:
    """Call `campaign exports`."""
    return app.test_cli_runner().invoke(args=["exports", *words])


def test_the_list_is_written_to_the_screen(signed_up: Flask) -> None:
    done = run(signed_up, *SUPPORTERS)

    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbfgiven_name,")
    assert "ana@example.org" in done.stdout


def test_the_list_is_written_to_a_file(signed_up: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    done = run(signed_up, *SUPPORTERS, "--output", str(file), "--reason", "The fair")

    assert done.exit_code == 0
    assert file.read_bytes().count(b"\r\n") == 2
    assert list(tmp_path.glob("*.part")) == []
    with signed_up.app_context():
        assert db.session.scalars(select(AuditEntry.staff_member_id)).all() == [None, None]
        assert db.session.scalars(select(Export.reason)).all() == ["The fair"]


@pytest.mark.parametrize(
    ("kind", "first"), [("letters", "campaign,state,"), ("counts", "campaign,day,kind,")]
)
def test_letters_and_counts_are_written_too(signed_up: Flask, kind: str, first: str) -> None:
    done = run(signed_up, kind)

    assert done.exit_code == 0
    assert done.stdout.removeprefix("\ufeff").startswith(first)


def test_columns_days_and_format_are_chosen(signed_up: Flask, tmp_path: Path) -> None:
    file = tmp_path / "counts.xlsx"
    days = ("--from", "2026-10-14", "--to", "2026-10-14")
    done = run(
        signed_up,
        "counts",
        "--columns",
        "kind, day",
        "--format",
        "xlsx",
        *days,
        "--output",
        str(file),
    )

    assert done.exit_code == 0, done.output
    rows = list(openpyxl.load_workbook(io.BytesIO(file.read_bytes()))["List"].values)
    assert rows[0] == ("day", "kind", "count")
    assert ("2026-10-14", "letter", 2) in rows


@pytest.mark.parametrize("purpose", ["everything", "partner:nobody"])
def test_no_purpose_no_list(signed_up: Flask, purpose: str) -> None:
    done = run(signed_up, "supporters", "--purpose", purpose)

    assert done.exit_code == 2
    assert "Write coalition" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--columns", "password"), "no such columns: password"),
        (("--columns", " , "), "at least one column"),
        (("--columns", "email,street"), "--street-reason"),
        (("--campaign", "nowhere"), "Nothing here has that name: campaign"),
        (("--from", "2026-10-02", "--to", "2026-10-01"), "after the last"),
    ],
)
def test_what_is_not_there_is_said_and_an_old_file_stays(
    signed_up: Flask, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("the old one", encoding="utf-8")
    done = run(signed_up, *SUPPORTERS, *words, "--output", str(file))

    assert done.exit_code == 2
    assert said in done.stderr
    assert file.read_text(encoding="utf-8") == "the old one"


def test_the_list_of_files_says_what_became_of_each(signed_up: Flask) -> None:
    run(signed_up, *SUPPORTERS)

    listed = run(signed_up, "list").stdout
    assert "fetched supporters.csv 1 rows, terminal: at a terminal of the server" in listed
