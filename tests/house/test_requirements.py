"""The locked package sets are whole, pinned by hash, and name no address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
DECLARED = {
    "run.txt": [*PROJECT["project"]["dependencies"], *GROUPS["build"]],
    "production.txt": PROJECT["project"]["optional-dependencies"]["production"],
    "test.txt": [item for item in GROUPS["test"] if isinstance(item, str)],
    "uv.txt": GROUPS["lock"],
}
NAME = re.compile(r"[A-Za-z0-9.-]+")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    """Read the packages of one set with their versions."""
    return set(PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", SETS)
def test_every_package_has_a_hash(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert [block for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", SETS)
def test_the_set_names_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("larger", ["production.txt", "test.txt"])
def test_the_larger_set_holds_the_smaller_one(larger: str) -> None:
    assert pins("run.txt") - pins(larger) == set()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_every_declared_package_is_locked(name: str) -> None:
    declared = {NAME.match(package).group().replace(".", "-") for package in DECLARED[name]}
    locked = {package for package, _ in pins(name)}

    assert declared - locked == set()
