"""`campaign places` brings outlines and streets in, and `campaign locate` asks them."""

from pathlib import Path

import pytest
from flask import Flask

from campaign.domain.places import Chamber
from tests.grounds import write_outlines, write_streets

INVENTED = ("--state", "invented")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with files as they are published."""
    folder = tmp_path / "given"
    write_outlines(folder / "sldl.zip", Chamber.LOWER)
    write_outlines(folder / "sldu.zip", Chamber.UPPER)
    for county in ("99001", "99003"):
        write_streets(folder / f"tl_2024_{county}_addrfeat.zip")
    return folder


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=[*arguments, *INVENTED])
    return result.exit_code, result.output


def fetch(app: Flask, given: Path, *more: str) -> tuple[int, str]:
    files = ("--from", str(given / "sldl.zip"), "--from", str(given / "sldu.zip"))
    return run(app, "places", "fetch", *files, *more)


def test_an_empty_installation_becomes_a_complete_one(site: Flask, given: Path) -> None:
    code, told = fetch(site, given)
    assert (code, "outlines of 5 districts in use" in told) == (0, True)

    code, told = run(site, "places", "build", "--from", str(given))
    assert (code, "2 files, 28 ranges of houses, 14 rows in use" in told) == (0, True)

    assert run(site, "locate", "--zip", "90001")[1].startswith("by zip: Assembly District 1")
    assert run(site, "locate", "--lat", "38.05", "--lng", "-119.85") == (
        0,
        "by point: Assembly District 2, Senate District 1\n",
    )
    assert run(site, "places", "locate", "--zip", "90002", "--street", "7 border rd") == (
        0,
        "by street: Assembly District 1, Senate District 1\n",
    )


def test_what_does_not_settle_it_is_told(site: Flask, given: Path) -> None:
    fetch(site, given)
    run(site, "places", "build", "--from", str(given))

    code, told = run(site, "locate", "--zip", "90002")
    assert code == 0
    assert "by zip, one of: Assembly District 1, Assembly District 2" in told
    code, told = run(site, "locate", "--zip", "90002", "--street", "vermont")
    assert (code, "needs number: N Vermont Ave" in told) == (1, True)
    code, told = run(site, "locate", "--lat", "0", "--lng", "0")
    assert (code, "point unknown" in told) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [("locate",), ("places", "fetch", "--partial"), ("locate", "--zip", "90002", "--state", "x")],
)
def test_a_command_written_wrongly_says_how(site: Flask, arguments: tuple[str, ...]) -> None:
    result = site.test_cli_runner().invoke(args=[*arguments])

    assert result.exit_code == 2


def test_a_file_that_is_cut_off_is_refused(site: Flask, given: Path) -> None:
    path = given / "sldl.zip"
    path.write_bytes(path.read_bytes()[:-10])

    code, told = fetch(site, given)

    assert code == 1
    assert "it is cut off or no zip; fetch it again" in told


def test_without_any_file_the_build_says_what_to_do(site: Flask, given: Path) -> None:
    fetch(site, given)

    code, told = run(site, "places", "build")

    assert code == 1
    assert "campaign places fetch --streets" in told
