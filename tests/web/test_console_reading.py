"""The page on which a moderator reads a letter before it leaves."""

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from tests.insiders import Insider, sign_in
from tests.pages import Visitor
from tests.postbox import Postbox

WORDS = "Call me at 916-555-0123, my school has no library."


@pytest.fixture
def letter(site: Flask, visitor: Visitor, postbox: Postbox) -> str:
    """A letter with a telephone number, confirmed."""
    visitor.choose()
    visitor.find()
    visitor.write(WORDS)
    visitor.sign()
    page = visitor.step("check")
    assert "A person reads this letter first" in page.text
    visitor.send()
    receipt = visitor.send({"code": postbox.code()})
    assert "A person reads it first" in receipt.text
    with site.app_context():
        return db.session.scalars(
            select(Delivery.id).where(Delivery.hold_reason == "moderation").limit(1)
        ).one()


@pytest.fixture
def mo(site: Flask) -> Insider:
    return sign_in(site, StaffRole.MODERATOR)


def state(site: Flask, delivery_id: str) -> str:
    """Return how a delivery stands."""
    with site.app_context():
        return db.session.get_one(Delivery, delivery_id).status.value


def test_the_words_are_shown_without_who_wrote_them(letter: str, mo: Insider) -> None:
    page = mo.get(f"/console/read/{letter}").text

    assert "It holds a telephone number." in page
    assert WORDS in page
    assert "Reyes" not in page


def test_what_waits_leads_to_it(letter: str, mo: Insider) -> None:
    assert f"/console/read/{letter}" in mo.get("/console/needs-a-person").text


def test_it_is_let_go_with_one_tap(site: Flask, letter: str, mo: Insider) -> None:
    page = f"/console/read/{letter}"

    assert mo.post(f"{page}/let-go", of=page).status_code == 303
    assert state(site, letter) in {"queued", "claimed", "sent"}
    assert mo.get(page).status_code == 404


def test_without_a_reason_it_is_not_declined(site: Flask, letter: str, mo: Insider) -> None:
    page = f"/console/read/{letter}"

    answer = mo.post(f"{page}/decline", {"why": " "}, of=page)
    assert answer.status_code == 422
    assert "Say why, so that the writer knows." in answer.text
    assert state(site, letter) == "held"


def test_who_declines_it_says_why(site: Flask, letter: str, mo: Insider, visitor: Visitor) -> None:
    page = f"/console/read/{letter}"

    mo.post(f"{page}/decline", {"why": "Please leave your number out."}, of=page)

    assert state(site, letter) == "cancelled"
    assert visitor.page is not None
    assert "A person read this letter and did not send it." in visitor.open(visitor.page.path).text
