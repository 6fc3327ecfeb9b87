"""Letters on paper from a terminal."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.db import db
from campaign.models.campaigns import Campaign
from campaign.models.roster import Target
from tests import make
from tests.people import BEN
from tests.writers import found_campaign, offices


@pytest.fixture
def office_id(app: Flask, now: datetime) -> str:
    """An office for which one letter waits on paper."""
    with app.app_context():
        campaign = found_campaign(now)
        office = offices()[0].id
        nothing = {"email": "", "contact_form_url": ""}
        db.session.execute(update(Target).where(Target.id == office).values(nothing))
        db.session.commit()
        make.write(campaign, now=now)
        return office


def run(app: Flask, *words: str) -> tuple[int, str]:
    """Call a command and return its code and its words."""
    result = app.test_cli_runner().invoke(args=["packets", *words])
    return result.exit_code, result.output.strip()


def test_a_packet_is_listed_printed_and_handed_over(
    app: Flask, office_id: str, tmp_path: Path
) -> None:
    pdf = tmp_path / "packet.pdf"

    assert run(app, "list") == (0, f"{office_id} Given1 Family1: 1 waiting, 0 of them printed")
    assert run(app, "print", office_id, "--output", str(pdf)) == (0, "1 letters printed")
    assert run(app, "handed-over", office_id) == (0, "1 letters handed over")

    assert pdf.read_bytes().startswith(b"%PDF-")
    assert run(app, "list") == (0, "")


def test_of_two_printings_the_one_that_was_handed_over_is_named(
    app: Flask, office_id: str, tmp_path: Path, now: datetime
) -> None:
    pdf = str(tmp_path / "packet.pdf")
    run(app, "print", office_id, "--output", pdf)
    with app.app_context():
        make.write(db.session.scalars(select(Campaign)).one(), BEN, now=now)
    run(app, "print", office_id, "--output", pdf)
    listed = run(app, "list")[1].splitlines()
    first = listed[2].partition("printed by ")[2].removesuffix(": 1")

    code, said = run(app, "handed-over", office_id)
    assert (code, first in said) == (1, True)
    assert run(app, "handed-over", office_id, "--printed", "yesterday")[0] == 2
    assert run(app, "handed-over", office_id, "--printed", first) == (0, "1 letters handed over")


@pytest.mark.parametrize("words", [("print", "none", "--output", "x.pdf"), ("handed-over", "none")])
def test_an_office_without_letters_is_told(
    app: Flask, office_id: str, words: tuple[str, ...]
) -> None:
    del office_id
    code, said = run(app, *words)

    assert code == 1
    assert "No letter waits on paper" in said
