"""The tools that read the code instead of running it; each of them finds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
CHECKS = {
    "types": ["mypy"],
    "style": ["ruff", "check"],
    "format": ["ruff", "format", "--check"],
    "templates": ["djlint", "--lint", "--quiet", "templates"],
    "dependencies": ["deptry", "."],
    "spelling": ["codespell"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_check_finds_nothing(check: str) -> None:
    program, *arguments = CHECKS[check]
    done = subprocess.run(
        [TOOLS / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
