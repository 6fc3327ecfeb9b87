"""`campaign roster load` loads people and places, or says what is wrong."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.places import Chamber, ZipCode
from campaign.models.roster import RosterEdition
from campaign.queries.places import districts_of_zip, has_districts_beyond_zips
from campaign.queries.targets import sitting_members
from campaign.wiring import DATA, EXTENSION
from tests.file_server import file_server
from tests.published import people_file, person
from tests.rosters import MEMBERS, legislator
from tests.writers import found_campaign, write


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """California's folder without one of its members."""
    folder = shutil.copytree(DATA / "california", tmp_path / "california")
    path = folder / "legislators.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    return folder


def test_the_roster_of_the_program_is_loaded(app: Flask, session: scoped_session[Session]) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load"])

    assert result.exit_code == 0
    assert result.output == (
        "california: 120 districts, 1808 ZIPs, 120 members (120 joined, 0 left), "
        "2 with a doubtful address\n"
    )
    session.rollback()
    (member,) = sitting_members(["ocd-division/country:us/state:ca/sldl:6"], on=date(2026, 10, 14))
    assert member.full_name == "Maggy Krell"


def test_a_folder_can_be_named(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(DATA / "california")])

    assert result.exit_code == 0


def test_a_roster_that_is_not_whole_is_refused(
    app: Flask, session: scoped_session[Session], broken: Path
) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(broken)])

    assert result.exit_code == 1
    assert "the roster must hold exactly 40" in result.output
    session.rollback()
    assert sitting_members(["ocd-division/country:us/state:ca/sldl:6"], on=date(2026, 10, 14)) == ()


def test_an_absent_folder_is_refused(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["roster", "load", str(tmp_path / "nowhere")])

    assert result.exit_code == 2


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Run a command of the roster; return its exit code and what it printed."""
    result = app.test_cli_runner().invoke(args=["roster", *words])
    return result.exit_code, result.output


@pytest.fixture
def loaded(app: Flask, now: datetime) -> Flask:
    """The invented state, with letters that wait."""
    with app.app_context():
        write(found_campaign(now), now=now)
    return app


def publish(app: Flask, address: str) -> None:
    """Let the invented state name where its roster is published."""
    edges = app.extensions[EXTENSION]
    state = replace(edges.jurisdictions["invented"], people_address=address)
    states = {**edges.jurisdictions, "invented": state}
    app.extensions[EXTENSION] = replace(edges, jurisdictions=states)


@pytest.fixture
def newer(tmp_path: Path) -> str:
    """A published roster in which somebody follows."""
    follower = legislator(7, Chamber.LOWER, "1")
    rows = [person(each) for each in (follower, *MEMBERS[1:])]
    return str(people_file(tmp_path / "zz.csv", rows))


@pytest.mark.usefixtures("clock")
def test_a_difference_waits_for_a_person(loaded: Flask, newer: str) -> None:
    code, output = run(loaded, "refresh", "invented", "--from", newer)

    assert code == 0
    assert "1 added, 1 left, 0 moved, 0 vacant" in output
    assert "It waits for a person" in output


@pytest.mark.usefixtures("clock")
def test_yes_puts_it_in_force_and_holds_letters(loaded: Flask, newer: str) -> None:
    code, output = run(loaded, "refresh", "--from", newer, "--yes")

    assert code == 0
    assert "invented: 6 members (1 joined, 1 left); letters held for their writers: 1" in output
    again = run(loaded, "refresh", "--from", newer)[1]
    assert "invented: nothing has changed." in again


@pytest.mark.usefixtures("clock")
def test_a_roster_whose_end_has_come_asks_for_the_next(loaded: Flask, newer: str) -> None:
    code, output = run(loaded, "refresh", "--from", newer, "--as-of", "2026-12-07")

    assert code == 2
    assert "Say with --until" in output


@pytest.mark.usefixtures("clock")
def test_a_file_with_a_member_too_few_changes_nothing(loaded: Flask, tmp_path: Path) -> None:
    short = people_file(tmp_path / "short.csv", [person(each) for each in MEMBERS[1:]])

    code, output = run(loaded, "refresh", "--from", str(short), "--yes")

    assert code == 1
    assert "the roster must hold exactly 4; take the whole file" in output


@pytest.mark.usefixtures("clock")
def test_a_vacant_seat_is_named(loaded: Flask, tmp_path: Path) -> None:
    short = people_file(tmp_path / "short.csv", [person(each) for each in MEMBERS[1:]])

    code, output = run(loaded, "refresh", "--from", str(short), "--vacant", "lower:1", "--yes")

    assert code == 0
    assert "0 added, 1 left, 0 moved, 1 vacant" in output


def test_a_seat_that_is_none_and_an_unknown_state_are_refused(loaded: Flask, newer: str) -> None:
    assert "write one like lower:5" in run(loaded, "refresh", "--from", newer, "--vacant", "x")[1]
    assert "Name one of these states" in run(loaded, "refresh", "atlantis", "--from", newer)[1]


def test_a_state_that_names_no_address_asks_for_a_file(loaded: Flask) -> None:
    code, output = run(loaded, "refresh", "invented")

    assert code == 2
    assert "use --from" in output


@pytest.mark.usefixtures("clock")
def test_a_roster_is_fetched_from_where_it_is_published(loaded: Flask, newer: str) -> None:
    with file_server() as server:
        address = f"{server.address}/current/zz.csv"
        publish(loaded, address)
        without = run(loaded, "refresh", "invented")
        server.files["/current/zz.csv"] = Path(newer)

        code, output = run(loaded, "refresh", "invented")

    place = loaded.config["CAMPAIGN"].places_folder / "invented/downloads/zz-2026-10-14.csv"
    assert without[0] == 1
    assert f"download {address} by hand and put it at {place}" in without[1]
    assert code == 0
    assert "1 added, 1 left, 0 moved, 0 vacant" in output
    assert place.read_bytes() == Path(newer).read_bytes()


@pytest.mark.usefixtures("clock")
def test_no_zip_is_loaded_with_a_roster_that_is_refused(
    loaded: Flask, session: scoped_session[Session], tmp_path: Path
) -> None:
    short = people_file(tmp_path / "short.csv", [person(each) for each in MEMBERS[1:]])
    zips = tmp_path / "zips.csv"
    zips.write_text("zip,house,senate\n90009,1 2 3,1 2\n", encoding="utf-8")

    code, _ = run(loaded, "refresh", "--from", str(short), "--zips", str(zips), "--yes")

    assert code == 1
    session.rollback()
    on = date(2026, 10, 14)
    assert not districts_of_zip(ZipCode("90009"), jurisdiction="invented", on=on)
    assert districts_of_zip(ZipCode("90001"), jurisdiction="invented", on=on)


def test_a_start_leaves_a_newer_roster_in_force(
    app: Flask, session: scoped_session[Session], now: datetime
) -> None:
    run(app, "load")
    session.execute(update(RosterEdition).values(as_of=now.date()))
    session.commit()

    code, output = run(app, "load")

    assert code == 0
    assert "the roster of 2026-10-14 stays, the one at hand is of 2026-08-05" in output


@pytest.mark.usefixtures("clock")
def test_another_state_is_loaded_by_the_same_command(
    app: Flask, session: scoped_session[Session], tmp_path: Path
) -> None:
    members = [
        *(legislator(number, Chamber.LOWER, f"Coos {number % 40 + 1}") for number in range(390)),
        legislator(500, Chamber.LOWER, "Coos 99"),
        *(legislator(600 + number, Chamber.UPPER, str(number)) for number in range(1, 25)),
    ]
    people = people_file(tmp_path / "nh.csv", [person(each) for each in members])
    zips = tmp_path / "zips.csv"
    zips.write_text("zip,house,senate\n03031,Coos 01;Coos 02,1\n", encoding="utf-8")
    words = ["refresh", "new-hampshire", "--from", str(people), "--until", "2028-12-06", "--yes"]

    code, output = run(app, *words, "--zips", str(zips))

    assert code == 0, output
    assert "new-hampshire: 415 members (415 joined, 0 left)" in output
    session.rollback()
    on = date(2026, 10, 14)
    house = sitting_members(["ocd-division/country:us/state:nh/sldl:coos_1"], on=on)
    assert len(house) == 10
    assert has_districts_beyond_zips("new-hampshire", on=on)


@pytest.mark.usefixtures("clock")
def test_a_first_roster_names_the_seats_that_it_leaves_empty(app: Flask, tmp_path: Path) -> None:
    members = [
        *(legislator(number, Chamber.LOWER, str(number)) for number in range(1, 180)),
        *(legislator(600 + number, Chamber.UPPER, str(number)) for number in range(1, 57)),
    ]
    people = people_file(tmp_path / "ga.csv", [person(each) for each in members])
    zips = tmp_path / "zips.csv"
    zips.write_text("zip,house,senate\n30002,179 180,1\n", encoding="utf-8")
    words = ["refresh", "georgia", "--from", str(people), "--zips", str(zips), "--yes"]

    code, output = run(app, *words)
    named = run(app, *words, "--vacant", "lower:180")

    assert code == 1
    assert "'lower 180': if it is empty, name it with --vacant lower:180" in output
    assert "georgia: 235 members (235 joined, 0 left)" in named[1]
