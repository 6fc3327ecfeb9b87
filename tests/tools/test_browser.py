"""A browser is looked for in one order, and where there is none every place is named."""

from pathlib import Path

import pytest

from tools import browser


def program(folder: Path, name: str, *, answer: int = 0) -> Path:
    """Write a program that ends with an answer."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {answer}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which no place has a browser; its PATH is the folder."""

    def nowhere() -> Path:
        raise browser.NoBrowser("not here")

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CAMPAIGN_BROWSER", raising=False)
    monkeypatch.setattr(browser, "MACHINE_WIDE", ())
    monkeypatch.setattr(browser, "playwrights_own", nowhere)
    monkeypatch.setattr(browser, "from_npm", nowhere)
    monkeypatch.setattr(browser, "from_apt", nowhere)
    return tmp_path


def test_the_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium")
    named = program(bare, "mine")
    monkeypatch.setenv("CAMPAIGN_BROWSER", str(named))

    assert browser.find() == named


def test_a_browser_that_does_not_start_is_passed_over(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPAIGN_BROWSER", str(program(bare, "broken", answer=1)))
    systems = program(bare, "chromium")

    assert browser.find() == systems


@pytest.mark.usefixtures("bare")
def test_where_there_is_none_every_place_is_named() -> None:
    with pytest.raises(browser.NoBrowser) as refusal:
        browser.find()

    assert "$CAMPAIGN_BROWSER is not set" in str(refusal.value)
    assert "none of chromium" in str(refusal.value)
    assert str(refusal.value).count(";") == 4


def test_a_package_with_another_checksum_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def pack(command: list[str], folder: Path) -> str:
        (folder / "package.tgz").write_bytes(b"something else")
        return command[0]

    monkeypatch.setattr(browser, "run", pack)

    with pytest.raises(browser.NoBrowser, match="not the pinned one"):
        browser.fetch(tmp_path)
