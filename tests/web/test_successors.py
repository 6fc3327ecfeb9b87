"""The page on which a writer sends a held letter to their new legislator."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.letters import Letter
from tests import successions
from tests.pages import Visitor
from tests.postbox import Postbox

TODAY = date(2026, 10, 14)


@pytest.fixture
def receipt(site: Flask, visitor: Visitor, postbox: Postbox, now: datetime) -> str:
    """The receipt of two letters, the first to somebody who has left since."""
    visitor.come_to_code()
    path = visitor.send({"code": postbox.code()}).path
    with site.app_context():
        successions.follow(TODAY)
        successions.stop(now)
        successions.offer(now)
    return path


@pytest.fixture
def offer(receipt: str, postbox: Postbox) -> str:
    """The page that the mail about it leads to."""
    del receipt
    return postbox.link("/successor/", "new_legislator")


def letters(site: Flask) -> int:
    with site.app_context():
        return len(db.session.scalars(select(Letter.id)).all())


def test_the_mail_leads_to_the_letter_as_it_would_go(
    visitor: Visitor, receipt: str, offer: str
) -> None:
    page = visitor.open(offer)

    assert "Given1 Family1 has left office. Given7 Family7 holds the seat now." in page.text
    assert "Dear Assembly Member Family7," in page.text
    assert "Family1," not in page.text
    assert receipt in page.html


def test_looking_sends_nothing(site: Flask, visitor: Visitor, offer: str) -> None:
    visitor.open(offer)

    assert letters(site) == 2


def test_one_tap_leads_to_the_receipt_which_tells_it(
    site: Flask, visitor: Visitor, receipt: str, offer: str
) -> None:
    visitor.open(offer)
    page = visitor.send({})

    assert page.path.partition("?")[0] == receipt
    assert "Sent to the new legislator instead" in page.text
    assert "Given7 Family7" in page.text
    assert letters(site) == 3


def test_afterwards_nothing_waits(visitor: Visitor, offer: str) -> None:
    visitor.open(offer)
    visitor.send({})

    page = visitor.open(offer)

    assert "No letter of yours waits for your word now." in page.text


def test_the_receipt_says_why_it_waits_and_leads_there(
    visitor: Visitor, receipt: str, offer: str
) -> None:
    page = visitor.open(receipt)

    assert "This legislator has left office." in page.text
    assert offer in [link.attributes.get("href") for link in page.all("a")]


def test_a_button_of_yesterday_sends_nothing_to_somebody_else(
    site: Flask, visitor: Visitor, offer: str
) -> None:
    visitor.open(offer)

    page = visitor.send({"to": "somebody else"})

    assert page.status == 409
    assert "Somebody else holds this seat by now." in page.text
    assert letters(site) == 2


def test_a_token_of_another_page_opens_nothing(visitor: Visitor, receipt: str) -> None:
    token = receipt.rpartition("/")[2]

    page = visitor.open(f"/en/successor/{token}")

    assert page.status == 404
