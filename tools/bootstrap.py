"""Make the virtual environment, install the locked packages, then run what was asked.

Standard library only, so that it runs on a fresh machine: `python3 tools/bootstrap.py run`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = ROOT / "requirements"
CHECKS = "tests/house"
COMMANDS = {
    "run": ("run", ["-m", "campaign", "up"]),
    "test": ("test", ["-m", "pytest", "-n", "logical", "--maxprocesses", "8"]),
    "check": ("test", ["-m", "pytest", "-n", "logical", "--maxprocesses", "8", CHECKS]),
    "brokers": ("test", ["-m", "pytest", "--brokers", "tests/brokers"]),
    "chaos": ("test", ["-m", "tests.chaos"]),
    "pictures": ("test", ["-m", "tests.pictures"]),
    "roster-day": ("test", ["-m", "pytest", "--letters", "10000", "tests/load/test_roster_day.py"]),
    "lock": ("test", ["tools/lock.py"]),
    "install": ("test", []),
}


def main(arguments: list[str]) -> int:
    """Answer `bootstrap.py COMMAND [ARGUMENT ...]` and return the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        return complain(f"Usage: bootstrap.py {{{','.join(COMMANDS)}}} [argument ...]")
    if sys.version_info < OLDEST:  # This very file meets old Pythons first.
        return with_newer_python(arguments)
    packages, command = COMMANDS[arguments[0]]
    try:
        make_environment()
        install(packages)
    except Failed as failed:
        return complain(str(failed))
    return hand_over([*command, *arguments[1:]]) if command else 0


class Failed(Exception):
    """Carry a sentence that says what is missing and how to cure it."""


def complain(sentence: str) -> int:
    """Print a sentence to the error stream and return the exit code for it."""
    print(sentence, file=sys.stderr)
    return 2


def with_newer_python(arguments: list[str]) -> int:
    """Start again with a newer Python from the PATH, or say which one is needed."""
    for minor in range(19, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            return subprocess.call([newer, __file__, *arguments])
    return complain(
        f"This needs Python {OLDEST[0]}.{OLDEST[1]} or newer; {sys.executable} is"
        f" {sys.version.split()[0]}. Install one, or name it: make PYTHON=/path/to/python3"
    )


def make_environment() -> None:
    """Make `.venv` unless a working one stands there."""
    if PYTHON.exists() and quietly([str(PYTHON), "-c", ""]):
        return
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif uv:
        command = [uv, "venv", "--clear", "--python", sys.executable, str(VENV)]
    else:
        raise Failed(
            f"{sys.executable} cannot make a virtual environment: its part 'ensurepip' is missing."
            " On Debian or Ubuntu: sudo apt-get install python3-venv."
            " Elsewhere: install uv, or Python from python.org. Then run this again."
        )
    print(f"Making {VENV}", flush=True)
    if subprocess.call(command) != 0:
        raise Failed(f"The virtual environment could not be made in {VENV}: see the lines above.")


def install(packages: str) -> None:
    """Install one locked set and the project itself, unless that very set is in already."""
    lock = REQUIREMENTS / f"{packages}.txt"
    stamp = VENV / f".installed-{packages}"
    wanted = fingerprint(lock, ROOT / "pyproject.toml")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"Installing the packages of {lock.relative_to(ROOT)}", flush=True)
    install_locked(lock)
    link_project()
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(*files: Path) -> str:
    """Return one hash over the files' bytes and the Python that they are installed for."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def install_locked(lock: Path) -> None:
    """Install a locked set with uv where it can be had, else with pip; hashes are checked."""
    uv = find_uv()
    if uv:
        if subprocess.call([*uv, "--require-hashes", "--requirement", str(lock)]) == 0:
            return
        print("uv could not; trying pip", flush=True)
    if subprocess.call([*pip(), "--require-hashes", "--requirement", str(lock)]) != 0:
        raise Failed(
            f"The packages of {lock.name} could not be installed: see the lines above. Is the"
            " package index within reach? An index of your own is named with PIP_INDEX_URL."
        )


def find_uv() -> list[str]:
    """Return the start of an install command of uv: the machine's, else a pinned one; or nothing.

    uv reads none of pip's settings, so a machine that names its package index to pip alone
    keeps to pip; and it is told to trust the certificates that the machine trusts.
    """
    for setting in ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS"):  # The new name and the old one.
        os.environ.setdefault(setting, "true")
    settings = ("INDEX_URL", "EXTRA_INDEX_URL")
    if any(f"PIP_{name}" in os.environ and f"UV_{name}" not in os.environ for name in settings):
        return []
    found = shutil.which("uv")
    if not found:
        pinned = VENV / "Scripts" / "uv.exe" if os.name == "nt" else VENV / "bin" / "uv"
        wanted = ["--require-hashes", "--requirement", str(REQUIREMENTS / "uv.txt")]
        if not pinned.exists() and not quietly([*pip(), *wanted]):
            return []
        found = str(pinned)
    return [found, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]


def pip() -> list[str]:
    """Return the start of an install command of the environment's own pip."""
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def link_project() -> None:
    """Make `campaign` a command of the environment that runs this very tree; needs no network."""
    project = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    uv = find_uv()
    if not (uv and quietly([*uv, *project])) and subprocess.call([*pip(), *project]) != 0:
        raise Failed("The project itself could not be installed: see the lines above.")


def quietly(command: list[str]) -> bool:
    """Run a command without its output and tell whether it succeeded."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def hand_over(command: list[str]) -> int:
    """Become the command where the system can, so that Ctrl-C reaches it and nothing else."""
    os.chdir(ROOT)
    whole = [str(PYTHON), *command]
    if os.name == "nt":
        return subprocess.call(whole)
    sys.stdout.flush()
    os.execv(whole[0], whole)  # noqa: S606 - a fixed program without a shell.
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
