"""`tools/bootstrap.py` runs on a fresh machine, and says what is missing on a bare one."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tools import bootstrap


def test_it_needs_the_standard_library_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "tools" / "bootstrap.py"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("Usage: bootstrap.py {run,test,")


def test_every_target_of_the_makefile_is_a_command() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    calls = [line.split()[-1] for line in lines if line.startswith("\t")]

    assert calls == list(bootstrap.COMMANDS)


def test_without_ensurepip_and_uv_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(bootstrap.Failed, match="sudo apt-get install python3-venv"):
        bootstrap.make_environment()


def test_a_set_that_is_in_is_not_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = bootstrap.REQUIREMENTS / "run.txt"
    stamp = tmp_path / ".installed-run"
    stamp.write_text(bootstrap.fingerprint(lock, ROOT / "pyproject.toml"), encoding="utf-8")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "nothing to run")

    bootstrap.install("run")


def test_another_lock_has_another_fingerprint(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text("one==1", encoding="utf-8")
    before = bootstrap.fingerprint(lock)
    lock.write_text("one==2", encoding="utf-8")

    assert bootstrap.fingerprint(lock) != before
