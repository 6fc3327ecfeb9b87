"""The terminal does for people what the console does."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.people import SUPPRESSION
from campaign.models.staff import AuditEntry
from campaign.queries.suppressions import standing
from tests import make
from tests.people import ANA, NOBODY
from tests.writers import found_campaign

ASKED = ["--asker", "self", "--way", "phone"]


@pytest.fixture
def ana(app: Flask, now: datetime) -> None:
    with app.app_context():
        make.write(found_campaign(now), ANA, now=now)


def run(app: Flask, *words: str, typed: str = "") -> str:
    """Return what a command says."""
    result = app.test_cli_runner().invoke(args=["people", *words], input=typed)
    return str(result.output)


@pytest.mark.usefixtures("ana")
def test_an_address_is_erased_after_a_yes(app: Flask) -> None:
    assert "Aborted" in run(app, "erase", *ASKED, typed=f"{ANA.email}\nn\n")
    assert "erased" in run(app, "erase", *ASKED, "--email", ANA.email, typed="y\n")

    with app.app_context():
        assert make.places_of([ANA.email]) == {}
        entry = db.session.scalars(select(AuditEntry)).one()
        assert (entry.staff_member_id, entry.verb) == (None, "supporter.erased")
    nobody = run(app, "erase", *ASKED, "--yes", "--email", NOBODY.email)
    assert "Nobody confirmed this address" in nobody


def test_an_address_is_put_on_the_list_and_taken_off(app: Flask) -> None:
    on = ["--email", NOBODY.email, *ASKED]
    assert "no mail goes there" in run(app, "suppress", *on)
    assert "on the list already" in run(app, "suppress", *on)
    with app.app_context():
        hashed = wiring.edges().signer.digest(SUPPRESSION, NOBODY.email)
        assert standing(hashed) is not None

    assert "mail goes there again" in run(app, "lift", *on)
    assert "not on the list" in run(app, "lift", *on)


@pytest.mark.usefixtures("ana")
def test_names_are_indexed_once(app: Flask) -> None:
    assert "0 people" in run(app, "index")
