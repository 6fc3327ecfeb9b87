"""What no file of the project may hold."""

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


def tracked() -> list[Path]:
    """List the project's own text files: those in git and those about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = (ROOT / name for name in names.splitlines())
    return [file for file in files if file.is_file() and file.suffix in TEXT and file != HERE]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """List every line of the project that holds the pattern."""
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in tracked()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_is_a_drawer() -> None:
    drawers = [file for file in tracked() if file.suffix == ".py" and file.stem in DRAWERS]

    assert drawers == []


@pytest.mark.parametrize(
    "pattern", [UNFINISHED, REGISTRY], ids=["unfinished work", "an address of a registry"]
)
def test_no_line_holds(pattern: re.Pattern[str]) -> None:
    assert lines_with(pattern) == []
