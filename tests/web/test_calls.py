"""The page that helps to call an office."""

import pytest
from flask import Flask

from campaign.adapters.content_folder import read
from campaign.domain.content import LOCALES
from tests.house.test_content import FOLDER
from tests.pages import Visitor
from tests.postbox import Postbox

HALF_A_MINUTE = 90
"""Words that somebody says in half a minute, at three a second."""


@pytest.fixture
def receipt(visitor: Visitor, postbox: Postbox) -> str:
    """The receipt of two letters that were confirmed."""
    visitor.come_to_code()
    return visitor.send({"code": postbox.code()}).path


def test_the_receipt_leads_there_for_each_letter(visitor: Visitor, receipt: str) -> None:
    links = [link.attributes.get("href") for link in visitor.open(receipt).all("a")]

    assert {f"{receipt}/call/1", f"{receipt}/call/2"} <= set(links)


def test_the_caller_says_who_they_are_and_what_matters_most(visitor: Visitor, receipt: str) -> None:
    page = visitor.open(f"{receipt}/call/1")

    assert "555-0100" in page.text
    said = page.one("blockquote").text
    assert said.startswith("Hello. My name is Ana, and I live in Town.")
    assert "Please do housing" in said
    assert page.one("blockquote").attributes["lang"] == "en"


def test_the_caller_s_language_is_a_choice_of_its_own(visitor: Visitor, receipt: str) -> None:
    page = visitor.open(f"{receipt}/call/1?speak=es")

    assert page.one("html").attributes["lang"] == "en"
    assert page.one("blockquote").text.startswith("Hola. Me llamo Ana")
    assert visitor.open(f"{receipt}/call/1?speak=xx").one("blockquote").attributes["lang"] == "en"


def test_one_tap_says_how_it_went_and_it_can_be_changed(visitor: Visitor, receipt: str) -> None:
    path = f"{receipt}/call/1"
    visitor.open(path)

    assert "You said that you left a message." in visitor.send({"outcome": "message"}).text
    assert "You said that you talked" in visitor.send({"outcome": "talked"}).text


def test_another_word_is_refused_with_a_sentence(visitor: Visitor, receipt: str) -> None:
    visitor.open(f"{receipt}/call/1")

    page = visitor.send({"outcome": "shouted"})

    assert page.status == 422
    assert page.problems == {"outcome": "Press one of the four buttons."}


def test_before_the_letter_is_confirmed_there_is_no_such_page(
    visitor: Visitor, postbox: Postbox, site: Flask
) -> None:
    del site
    visitor.come_to_code()
    receipt = visitor.send({"code": postbox.code()}).path

    assert visitor.open(f"{receipt}/call/9").status == 404


def test_half_a_minute_is_enough() -> None:
    frame = 35
    for item in read(FOLDER).recommendations:
        for locale in LOCALES:
            assert frame + len(item.ask.read(locale).split()) <= HALF_A_MINUTE
