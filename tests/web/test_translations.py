"""The English of a writer's own words, from the tick to the tap."""

import pytest
from flask import Flask

from campaign.domain.staff import StaffRole
from tests.insiders import Insider, sign_in
from tests.pages import Page, Visitor
from tests.postbox import Postbox

WORDS = "Mi escuela no tiene biblioteca."
ENGLISH = "My school has no library."
LIST = "/console/translations"


@pytest.fixture
def rosa(site: Flask, postbox: Postbox) -> Visitor:
    """Somebody who wrote in Spanish, asked for English, and confirmed."""
    visitor = Visitor(site, "es")
    visitor.choose()
    visitor.find()
    visitor.write(WORDS)
    visitor.sign(wants_english="y")
    visitor.step("check")
    visitor.send()
    visitor.send({"code": postbox.code()})
    return visitor


@pytest.fixture
def mo(site: Flask) -> Insider:
    return sign_in(site, StaffRole.MODERATOR)


def page_of(mo: Insider) -> str:
    """Take the only wish, and return the address of its page."""
    (form,) = [form for form in Page(mo.get(LIST)).forms if form.action.endswith("/take")]
    return mo.post(form.action, of=LIST).location


def answer_page(postbox: Postbox) -> str:
    """Return the path of the page that the mail leads to."""
    return postbox.link("/translation/", "translated")


def test_who_writes_in_english_is_not_asked(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find()
    visitor.write(ENGLISH)

    assert "Your own words in English?" not in visitor.step("sign").text


def test_the_receipt_says_what_it_waits_for(rosa: Visitor) -> None:
    assert rosa.page is not None
    assert "Usted pidió una versión en inglés de sus propias palabras." in rosa.page.text


def test_a_volunteer_sees_the_words_and_not_who_wrote_them(rosa: Visitor, mo: Insider) -> None:
    del rosa
    page = mo.get(page_of(mo)).text

    assert WORDS in page
    assert "Reyes" not in page


def test_the_writer_lets_it_go_with_one_tap(rosa: Visitor, mo: Insider, postbox: Postbox) -> None:
    page = page_of(mo)
    assert mo.post(page, {"english": ENGLISH}, of=page).status_code == 303
    path = answer_page(postbox)
    shown = rosa.open(path)
    assert ENGLISH in shown.text

    receipt = rosa.send({"answer": "accept"})

    assert "/receipt/" in receipt.path
    assert ENGLISH in receipt.text
    assert "Ninguna carta suya espera ya por esto." in rosa.open(path).text


def test_looking_changes_nothing(rosa: Visitor, mo: Insider, postbox: Postbox) -> None:
    page = page_of(mo)
    mo.post(page, {"english": ENGLISH}, of=page)
    path = answer_page(postbox)

    rosa.open(path)

    assert ENGLISH in rosa.open(path).text
    assert rosa.send({"answer": "maybe"}).status == 422


def test_what_is_refused_keeps_what_was_typed(rosa: Visitor, mo: Insider) -> None:
    del rosa
    page = page_of(mo)

    answer = mo.post(page, {"english": "y " * 900}, of=page)

    assert answer.status_code == 422
    assert "y y y y" in answer.text
