"""Whoever follows docs/places.md comes from an empty installation to a complete one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from campaign import wiring
from campaign.wiring import EXTENSION
from config import ROOT
from tests.census_files import publish
from tests.file_server import FileServer, file_server

PAPER = (ROOT / "docs" / "places.md").read_text(encoding="utf-8")
STEPS = (
    "campaign roster load",
    "campaign places fetch",
    "campaign places fetch --streets",
    "campaign places build",
    "campaign locate --zip 95817",
    "campaign locate --zip 95817 --street 'L Street'",
    "campaign locate --lat 38.5766 --lng -121.4934",
    "campaign doctor",
)


@pytest.fixture
def census(tmp_path: Path) -> Iterator[FileServer]:
    """A server on this machine with all that the Census Bureau publishes for the state."""
    (folder,) = wiring.jurisdiction_folders()
    california = wiring.read_jurisdiction(folder)
    with file_server() as server:
        server.files = dict(publish(tmp_path / "published", california))
        yield server


@pytest.fixture
def empty(app: Flask) -> Flask:
    """An installation as it was made: with its own edges, and with nothing loaded."""
    built = wiring.build(app.config["CAMPAIGN"])
    fake = app.extensions[EXTENSION]
    places = {name: getattr(built, name) for name in ("boundaries", "streets", "zip_points")}
    app.extensions[EXTENSION] = replace(fake, **places)
    return app


def run(app: Flask, step: str, *more: str) -> tuple[int, str]:
    words = [word.strip("'") for word in step.replace("L Street", "L\0Street").split()[1:]]
    arguments = [word.replace("\0", " ") for word in words]
    result = app.test_cli_runner().invoke(args=[*arguments, *more])
    return result.exit_code, result.output


@pytest.mark.parametrize("step", STEPS)
def test_the_paper_has_every_step(step: str) -> None:
    assert f"`{step}`" in PAPER


def test_an_empty_installation_becomes_a_complete_one(empty: Flask, census: FileServer) -> None:
    mirror = ("--mirror", census.address)

    assert run(empty, STEPS[0])[0] == 0
    code, told = run(empty, STEPS[1], *mirror)
    assert (code, "outlines of 120 districts in use" in told) == (0, True)
    census.cut_at = [100]
    code, told = run(empty, STEPS[2], *mirror)
    assert (code, "outlines of 120 districts in use" in told) == (0, True)
    code, told = run(empty, STEPS[3])
    assert (code, "58 files, 59 ranges of houses, 2 rows in use" in told) == (0, True)

    assert "by zip, one of: Assembly District 6, Assembly District 10" in run(empty, STEPS[4])[1]
    here = "Assembly District 6, Senate District 8\n"
    assert run(empty, STEPS[5]) == (0, f"by street: {here}")
    assert run(empty, STEPS[6]) == (0, f"by point: {here}")
    told = run(empty, STEPS[7])[1]
    assert "Outlines of california: 120 districts, since 2022-12-05" in told
    assert "Streets of california: 2 rows from 58 files" in told


def test_every_file_is_fetched_once(empty: Flask, census: FileServer) -> None:
    run(empty, STEPS[2], "--mirror", census.address)
    run(empty, STEPS[2], "--mirror", census.address)

    assert sorted(path for path, _ in census.asked) == sorted(census.files)


def test_without_a_network_every_file_is_named_with_its_place(empty: Flask) -> None:
    code, told = run(empty, STEPS[2], "--mirror", "http://127.0.0.1:9")

    assert code == 1
    assert told.count("by hand and put it at") == 2
    assert "https://www2.census.gov/geo/tiger/TIGER2024/SLDL/tl_2024_06_sldl.zip" in told
