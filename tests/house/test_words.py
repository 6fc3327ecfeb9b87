"""What the project holds at its top, and what no file of it may hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve()
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base_classes"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.org|deb\.debian\.org", re.IGNORECASE
)
TEXT = {".py", ".toml", ".md", ".txt", ".html", ".css", ".js", ".yaml", ".yml", ".sh", ".cfg", ""}


def names() -> list[str]:
    """List the project's own files: those in git and those about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


def tracked() -> list[Path]:
    """List the project's own text files."""
    files = (ROOT / name for name in names())
    return [file for file in files if file.is_file() and file.suffix in TEXT and file != HERE]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """List every line of the project that holds the pattern."""
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in tracked()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_folders_at_the_top_are_those_that_the_paper_names() -> None:
    paper = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^The folders at the top: (.*)$", paper, re.MULTILINE)
    folders = {name.partition("/")[0] for name in names() if "/" in name}

    assert set(re.findall(r"`([a-z.]+)/`", told)) == folders | {"var"}


def test_no_file_is_a_drawer() -> None:
    drawers = [file for file in tracked() if file.suffix == ".py" and file.stem in DRAWERS]

    assert drawers == []


@pytest.mark.parametrize(
    "pattern", [UNFINISHED, REGISTRY], ids=["unfinished work", "an address of a registry"]
)
def test_no_line_holds(pattern: re.Pattern[str]) -> None:
    assert lines_with(pattern) == []
