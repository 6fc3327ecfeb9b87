"""Lists of people from a terminal: tried, brought in, taken back."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.lists import csv_of

ASK = ("--source", "oak-fair", "--holder", "Olga", "--agreed-on", "2026-10-01", "--adults")

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list of one person, and a row that is wrong."""
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of("Rosa,Peña,rosa@example.org,,", "Luis,,luis,,"))
    return path


def call(app: Flask, *words: str) -> Result:
    """Call a command."""
    return app.test_cli_runner().invoke(args=["imports", *words])


def tried(app: Flask, file: Path) -> str:
    """Try a list and return its id."""
    found = re.search(r"imports run (\w{32})", call(app, "check", str(file), *ASK).output)
    assert found
    return found.group(1)


def test_a_list_is_tried_and_brings_nobody_in(app: Flask, file: Path) -> None:
    done = call(app, "check", str(file), *ASK)

    assert done.exit_code == 0
    assert "Column 3: email" in done.output
    assert "It would be: 1 new, 0 merged, 0 unchanged, 1 rejected" in done.output
    assert "Row 3 email: email_wrong" in done.output
    assert "checked list.csv" in call(app, "list").output


def test_a_list_comes_in_and_is_taken_back(app: Flask, file: Path) -> None:
    import_id = tried(app, file)

    assert "It was: 1 new" in call(app, "run", import_id).output
    assert "Somebody went on" in call(app, "run", import_id).output
    assert call(app, "undo", import_id).output == "People gone: 1; as somebody left them: 0\n"
    assert "undone before" in call(app, "undo", import_id).output
    assert "no such list" in call(app, "undo", "0" * 32).output


def test_a_list_is_thrown_away(app: Flask, file: Path) -> None:
    import_id = tried(app, file)

    assert call(app, "discard", import_id).output == "Thrown away.\n"
    assert call(app, "list").output == ""
    assert call(app, "discard", import_id).exit_code == 1


def test_the_rejects_are_written_to_a_file(app: Flask, file: Path, tmp_path: Path) -> None:
    output = tmp_path / "rejects.csv"
    call(app, "check", str(file), *ASK, "--rejects", str(output))

    assert output.read_text("utf-8-sig").splitlines() == [
        "row,column,what_is_wrong",
        "3,email,email_wrong",
    ]


def test_a_column_is_what_one_says(app: Flask, file: Path) -> None:
    done = call(app, "check", str(file), *ASK, "--column", "city=1")

    assert "Column 1: city" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--column", "phone=1"), "Write --column like email=3"),
        (("--column", "email=0"), "Write --column like email=3"),
        (("--source", "Not a code"), "small letters, digits and hyphens"),
        (("--purpose", "everything"), "Write --purpose coalition"),
        (("--agreed-on", "2020-01-01"), "longer ago"),
    ],
)
def test_what_cannot_be_is_told_with_its_cure(
    app: Flask, file: Path, words: tuple[str, ...], said: str
) -> None:
    done = call(app, "check", str(file), *ASK, *words)

    assert done.exit_code != 0
    assert said in done.output


def test_a_file_that_is_no_list_is_refused(app: Flask, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / f"{now:%Y}.csv"
    path.write_bytes(b"%PDF-1.7")

    assert "neither CSV nor" in call(app, "check", str(path), *ASK).output
