"""The other way out: no more news, and everything deleted."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.actions import Action
from campaign.models.supporters import Consent, Supporter
from campaign.services.add_source import add_source
from tests.pages import Visitor
from tests.postbox import Postbox


@pytest.fixture
def supporter(visitor: Visitor, postbox: Postbox) -> Visitor:
    """Somebody who wrote and agreed to news."""
    visitor.come_to_code(consent_coalition="y")
    visitor.send({"code": postbox.code()})
    return visitor


def consents(app: Flask) -> list[bool]:
    """Return every yes and no in their order."""
    with app.app_context():
        return list(db.session.scalars(select(Consent.given).order_by(Consent.id)))


def addresses(app: Flask) -> list[str | None]:
    """Return the addresses of all supporters."""
    with app.app_context():
        return list(db.session.scalars(select(Supporter.email)))


def test_looking_at_the_page_ends_nothing(
    site: Flask, supporter: Visitor, postbox: Postbox
) -> None:
    page = supporter.open(postbox.link("/unsubscribe/", "confirmed"))

    assert "a…@example.org" in page.text
    assert consents(site) == [True]


def test_its_button_ends_the_news_once(site: Flask, supporter: Visitor, postbox: Postbox) -> None:
    supporter.open(postbox.link("/unsubscribe/", "confirmed"))
    answers = {supporter.press().headers["Location"] for _ in range(3)}

    assert len(answers) == 1
    assert supporter.open(answers.pop()).heading == "Done. No more news."
    assert consents(site) == [True, False]


def test_the_news_of_a_partner_ends_and_that_of_the_coalition_goes_on(
    site: Flask, postbox: Postbox, now: datetime
) -> None:
    with site.app_context():
        add_source(
            "fair", label="", medium="event", partner_slug="p", partner_name="Partner P", now=now
        )
    visitor = Visitor(site)
    visitor.open("/s/fair")
    visitor.come_to_code(consent_coalition="y", consent_partner="y")
    visitor.send({"code": postbox.code()})
    page = visitor.open(postbox.link("/unsubscribe/", "confirmed"))
    only = page.all("button", name="only")
    assert [button.text for button in only][1:] == ["Stop the news from Partner P"]

    page = visitor.send({"only": only[1].attributes["value"]})

    assert page.heading == "Done."
    assert [button.text for button in page.all("button", name="only")] == [only[0].text]
    with site.app_context():
        rows = db.session.execute(select(Consent.purpose, Consent.given).order_by(Consent.id))
        assert [tuple(row) for row in rows] == [
            ("coalition", True),
            ("partner", True),
            ("partner", False),
        ]


def test_its_button_needs_a_fresh_page(site: Flask, supporter: Visitor, postbox: Postbox) -> None:
    supporter.open(postbox.link("/unsubscribe/", "confirmed"))
    supporter.forget_session()

    page = supporter.send()

    assert page.status == 422
    assert page.heading == "Stop the news?"
    assert consents(site) == [True]


def test_a_mail_program_ends_the_news_with_one_click(
    site: Flask, supporter: Visitor, postbox: Postbox
) -> None:
    token = postbox.link("/unsubscribe/", "confirmed").rpartition("/")[2]
    program = site.test_client()
    path = f"/unsubscribe/{token}/one-click"

    assert program.get(path).status_code == 405
    assert consents(site) == [True]

    response = program.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.data) == (200, b"")
    assert consents(site) == [True, False]
    assert program.post(path).status_code == 200
    assert supporter.page is not None


@pytest.mark.parametrize("path", ["/en/unsubscribe/a-b", "/en/erase/a-b"])
def test_a_token_that_is_not_ours_opens_nothing(visitor: Visitor, path: str) -> None:
    assert visitor.open(path).status == 404
    assert visitor.client.post("/unsubscribe/a-b/one-click").status_code == 404


@pytest.mark.parametrize("address", ["ana@example.org", "ANA@example.org", "nobody@example.org"])
def test_the_answer_is_the_same_for_every_address(
    supporter: Visitor, postbox: Postbox, address: str
) -> None:
    supporter.open("/en/erase")

    page = supporter.send({"email": address})

    assert page.text.count("If we keep anything for this address") == 1
    assert len(postbox.notices("erase_link")) == (0 if "nobody" in address else 1)


def test_an_address_that_is_none_is_kept_and_told(visitor: Visitor) -> None:
    visitor.open("/en/erase")

    page = visitor.send({"email": "ana@"})

    assert page.status == 422
    assert page.value("email") == "ana@"
    assert list(page.problems) == ["email"]


def test_looking_at_the_mailed_link_erases_nothing(
    site: Flask, supporter: Visitor, postbox: Postbox
) -> None:
    supporter.open("/en/erase")
    supporter.send({"email": "ana@example.org"})
    page = supporter.open(postbox.link("/erase/", "erase_link"))

    assert "a…@example.org" in page.text
    assert addresses(site) == ["ana@example.org"]


def test_its_button_erases_for_good(site: Flask, supporter: Visitor, postbox: Postbox) -> None:
    supporter.open(postbox.link("/erase/", "confirmed"))
    answers = {supporter.press().headers["Location"] for _ in range(3)}

    page = supporter.open(answers.pop())

    assert answers == set()
    assert page.heading == "Everything about you is deleted"
    assert addresses(site) == [None]
    with site.app_context():
        assert db.session.scalars(select(Action.given_name)).all() == [""]


def test_that_button_needs_a_fresh_page(site: Flask, supporter: Visitor, postbox: Postbox) -> None:
    supporter.open(postbox.link("/erase/", "confirmed"))
    supporter.forget_session()

    assert supporter.send().status == 422
    assert addresses(site) == ["ana@example.org"]


def test_after_that_the_other_links_say_that_they_are_over(
    supporter: Visitor, postbox: Postbox
) -> None:
    unsubscribe = postbox.link("/unsubscribe/", "confirmed")
    supporter.open(postbox.link("/erase/", "confirmed"))
    supporter.send()

    page = supporter.open(unsubscribe)

    assert page.status == 410
    assert page.heading == "This link no longer works"
