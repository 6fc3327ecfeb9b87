"""The contracts between the rooms, in `.importlinter`."""

import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter", encoding="utf-8")


def test_every_contract_is_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def test_no_contract_makes_an_exception() -> None:
    exceptions = [name for name in CONTRACTS if "ignore_imports" in CONTRACTS[name]]

    assert exceptions == []


def test_every_room_has_its_floor() -> None:
    floors = CONTRACTS["importlinter:contract:floors"]
    listed = set(floors["layers"].replace("|", " ").split())
    python = {path.stem for path in (ROOT / "campaign").glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in (ROOT / "campaign").glob("*/__init__.py")}

    assert floors.getboolean("exhaustive")
    assert listed == python | packages
