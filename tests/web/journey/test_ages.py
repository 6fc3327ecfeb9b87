"""The age band: nothing is kept of a child, and a young age holds for a day."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaign.db import db
from campaign.models.drafts import Draft
from tests.districts import add_district_over_all
from tests.pages import Visitor


def drafts_left(app: Flask) -> int:
    """Return how many drafts the database holds."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Draft)) or 0


@pytest.mark.parametrize("zip_code", ["90001", "90003", "90999", "10001", "nonsense", ""])
def test_of_a_child_no_row_is_left_wherever_they_live(
    site: Flask, visitor: Visitor, zip_code: str
) -> None:
    visitor.choose()
    assert drafts_left(site) == 1

    page = visitor.find(zip_code, "under-13")

    assert page.status == 200
    assert drafts_left(site) == 0
    assert visitor.client.get_cookie("draft") is None


def test_a_child_gets_letters_to_print_to_those_who_are_known(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90001", "under-13")

    assert "Dear Assembly Member Family1," in page.text
    assert "Dear Senator Family5," in page.text
    assert "Dear ____" not in page.text


def test_a_child_in_a_split_zip_gets_a_letter_with_a_line_for_the_name(visitor: Visitor) -> None:
    visitor.choose()

    page = visitor.find("90002", "under-13")

    assert "Dear Senator Family5," in page.text
    assert "Dear ____" in page.text


def test_the_letters_of_a_child_say_too_where_the_list_may_lack_people(
    site: Flask, visitor: Visitor
) -> None:
    visitor.choose()
    before = visitor.find("90001", "under-13")
    with site.app_context():
        add_district_over_all()
    visitor.choose()

    page = visitor.find("90001", "under-13")

    assert "may be incomplete" not in before.text
    assert "So this list of your legislators may be incomplete." in page.text


def test_a_child_s_letters_are_a_pdf_too_and_nothing_is_kept(site: Flask, visitor: Visitor) -> None:
    visitor.choose("housing", "libraries")
    page = visitor.find("90002", "under-13")

    answer = visitor.press(path="/en/paper.pdf")

    assert answer.mimetype == "application/pdf"
    assert b"/StructTreeRoot" in answer.data
    assert len(re.findall(rb"/Type\s*/Page\b", answer.data)) == len(page.all("article"))
    assert drafts_left(site) == 0


def test_a_pdf_that_nobody_s_page_asked_for_is_not_made(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90002", "under-13")

    assert visitor.press({"recommendation": "nothing"}, path="/en/paper.pdf").status_code == 422


def test_a_child_reads_it_in_spanish_with_an_english_letter(visitante: Visitor) -> None:
    visitante.choose()

    page = visitante.find("90001", "under-13")

    assert page.heading == "Su voz cuenta en papel"
    assert page.one("html").attributes["lang"] == "es"
    assert {sheet.attributes["lang"] for sheet in page.all("article")} == {"en"}


def test_a_child_whose_page_was_open_too_long_changes_nothing(
    site: Flask, visitor: Visitor
) -> None:
    visitor.choose()
    visitor.step("find")
    visitor.forget_session()

    page = visitor.send({"zip": "90001", "age_band": "under-13"})

    assert page.status == 422
    assert drafts_left(site) == 1


@pytest.mark.parametrize(
    ("first", "second"), [("under-13", "13-17"), ("under-13", "18-plus"), ("13-17", "18-plus")]
)
def test_an_older_age_is_refused_in_that_browser(visitor: Visitor, first: str, second: str) -> None:
    visitor.choose()
    visitor.find("90001", first)
    visitor.choose()
    visitor.step("find?again=1")

    page = visitor.send({"zip": "90001", "age_band": second})

    assert page.status == 422
    assert list(page.problems) == ["age_band"]
    assert "another age" in page.problems["age_band"]


def test_it_is_refused_in_spanish_too(visitante: Visitor) -> None:
    visitante.choose()
    visitante.find("90001", "under-13")
    visitante.choose()

    page = visitante.find("90001", "18-plus")

    assert list(page.problems) == ["age_band"]
    assert "another age" not in page.text


def test_a_younger_age_is_taken(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90001", "18-plus")
    visitor.step("find?again=1")

    page = visitor.send({"zip": "90001", "age_band": "13-17"})

    assert page.heading == "They speak for you"


def test_the_age_is_forgotten_after_a_day(visitor: Visitor) -> None:
    visitor.choose()
    visitor.find("90001", "under-13")
    cookie = visitor.client.get_cookie("age")

    assert cookie is not None
    assert cookie.max_age == 24 * 60 * 60


def test_a_forged_age_is_worth_nothing(visitor: Visitor) -> None:
    visitor.client.set_cookie("age", "under_13-forged")
    visitor.choose()

    assert visitor.find("90001", "18-plus").heading == "They speak for you"


def test_whoever_turns_out_to_be_younger_signs_anew_without_a_street(visitor: Visitor) -> None:
    visitor.come_to_check(consent_coalition="y")
    visitor.step("find?again=1")
    visitor.send({"zip": "90001", "age_band": "13-17"})

    page = visitor.step("check")

    assert page.path == "/en/sign"
    assert page.all("input", name="street") == []
    assert page.value("given_name") == ""
