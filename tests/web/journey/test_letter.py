"""Screen 3: the writer's own words above the shared text."""

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from campaign.domain.text import count
from campaign.services.load_content import load_content
from tests.contents import CONTENT
from tests.districts import add_district_over_all
from tests.letters import phrase
from tests.pages import Visitor
from tests.rosters import JURISDICTION

LETTER = "/en/letter"
NAMES = "Nguyễn Thị Hạnh · Pov Nraug Lis · 王小明 · Zoë Ñandú · 👩🏽‍🏫"


@pytest.fixture
def writer(visitor: Visitor) -> Visitor:
    """Somebody who has come to the third screen, with two recommendations."""
    visitor.choose("housing", "libraries")
    visitor.find()
    visitor.step("letter")
    return visitor


def shared(visitor: Visitor) -> str:
    """Return the shared text of the first letter."""
    assert visitor.page is not None
    return visitor.page.value("body-1")


def test_a_story_comes_back_as_it_was_written(writer: Visitor) -> None:
    story = f"Primera línea.\n\n{NAMES} {{city}} {{{{ 7*7 }}}} %(name)s <b>&amp;</b>"
    writer.send({"story-1": story, "story-2": "Second."})

    page = writer.step("letter")

    assert page.value("story-1") == story
    assert page.value("story-2") == "Second."


def test_text_that_was_left_as_it_was_is_no_edit(writer: Visitor) -> None:
    offered = shared(writer)
    writer.send({"story-1": "Mine.", "body-1": offered.replace("\n", "\r\n")})
    writer.choose("buses")

    page = writer.step("letter")

    assert page.value("body-1") != offered


def test_a_changed_letter_is_kept_for_that_legislator_alone(writer: Visitor) -> None:
    offered = shared(writer)
    writer.send({"story-1": "Mine.", "body-1": "My own text.", "subject-1": "My subject"})

    page = writer.step("letter")

    assert page.value("body-1") == "My own text."
    assert page.value("subject-1") == "My subject"
    assert page.value("body-2") == offered


def test_an_emptied_subject_is_the_offered_one(writer: Visitor) -> None:
    assert writer.page is not None
    offered = writer.page.value("subject-1")
    writer.send({"story-1": "Mine.", "subject-1": ""})

    assert writer.step("letter").value("subject-1") == offered


def test_fields_that_were_not_sent_stay_as_they_were(writer: Visitor) -> None:
    offered = shared(writer)
    fields = ("subject-1", "subject-2", "body-1", "body-2", "story-2")
    writer.send({"story-1": "Mine.", **dict.fromkeys(fields)})

    assert writer.step("letter").value("body-1") == offered


def test_without_own_words_it_asks_once(writer: Visitor) -> None:
    page = writer.send()

    assert page.path == "/en/letter"
    assert "One sentence of your own makes a big difference" in page.text
    assert writer.send().path == "/en/sign"


def test_it_never_asks_twice(writer: Visitor) -> None:
    writer.send()
    writer.step("letter")

    assert writer.send().path == "/en/sign"


def test_a_change_of_the_shared_text_is_own_words_too(writer: Visitor) -> None:
    page = writer.send({"body-1": f"Please listen. {shared(writer)}"})

    assert page.path == "/en/sign"


@pytest.mark.parametrize("extra", [0, 1])
def test_a_letter_of_more_than_2000_characters_is_told_and_never_cut(
    writer: Visitor, extra: int
) -> None:
    assert writer.page is not None
    room = 2000 - 250 - count(shared(writer)) - 2
    story = "ñ" * (room + extra)

    page = writer.send({"story-1": story})

    assert page.path == ("/en/letter" if extra else "/en/sign")
    if extra:
        assert page.status == 422
        assert "Take out 1 characters" in page.problems["body-1"]
        assert page.value("story-1") == story
        assert (
            page.one("p", id="counter-1").text == "1 characters too long. Please make it shorter."
        )


def test_composed_and_decomposed_letters_count_alike(writer: Visitor) -> None:
    room = 2000 - 250 - count(shared(writer)) - 2

    assert writer.send({"story-1": "n\u0303" * room}).path == "/en/sign"


def test_a_letter_that_a_long_address_makes_too_long_goes_back_to_be_shortened(
    writer: Visitor,
) -> None:
    writer.send({"story-1": "a" * (2000 - 250 - count(shared(writer)) - 2)})

    page = writer.sign(given_name="A" * 80, family_name="B" * 80, street="C" * 120, city="D" * 80)

    assert page.path == "/en/letter"
    assert page.status == 200
    assert "body-1" in page.problems


@pytest.mark.parametrize("field", ["story-1", "subject-1", "body-1"])
def test_a_field_with_too_much_keeps_everything(writer: Visitor, field: str) -> None:
    typed = "字" * 10_000

    page = writer.send({field: typed, "story-2": "Second."})

    assert page.status == 422
    assert "10000" in page.problems[field]
    assert page.value(field) == typed
    assert page.value("story-2") == "Second."


def test_an_empty_letter_is_refused(writer: Visitor) -> None:
    page = writer.send({"body-1": "", "body-2": ""})

    assert page.status == 422
    assert page.problems["body-1"].startswith("This letter is empty.")


def test_odd_characters_are_left_out(writer: Visitor) -> None:
    writer.send({"story-1": "One\x00 \ufeff\u202etwo\r\n\r\n\r\n\r\nthree"})

    assert writer.step("letter").value("story-1") == "One two\n\nthree"


def test_half_a_character_is_no_fault_of_ours(writer: Visitor) -> None:
    assert writer.page is not None
    token = writer.page.value("csrf_token")
    response = writer.client.post(
        "/en/letter",
        data=f"csrf_token={token}&story-1=half+%ED%A0%80+emoji+%F0%9F%8C%BB",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 303
    assert "🌻" in writer.step("letter").value("story-1")


def test_words_are_kept_when_the_page_was_open_too_long(writer: Visitor) -> None:
    writer.forget_session()

    page = writer.send({"story-1": "A long afternoon's work.", "body-2": "And this."})

    assert page.status == 422
    assert page.problems["main"].startswith("This page was open for a long time.")
    assert page.value("story-1") == "A long afternoon's work."
    assert page.value("body-2") == "And this."


def test_words_are_shown_when_the_draft_is_gone(writer: Visitor) -> None:
    writer.client.delete_cookie("draft")

    page = writer.send({"story-1": "A long afternoon's work."})

    assert page.status == 422
    assert "A long afternoon's work." in page.text


@pytest.mark.parametrize("screen", ["letter", "sign", "check"])
@pytest.mark.parametrize(("done", "first"), [(0, "/en/"), (1, "/en/find")])
def test_a_deep_link_leads_to_the_first_screen_that_is_missing(
    visitor: Visitor, screen: str, done: int, first: str
) -> None:
    if done:
        visitor.choose()

    assert visitor.step(screen).path == first


def test_in_spanish_the_english_stands_beside(visitante: Visitor) -> None:
    visitante.choose()
    visitante.find()

    page = visitante.step("letter")

    assert page.value("body-1").startswith("All about housing")
    assert "(es)" in page.value("body-1")
    english = [element.text for element in page.all("p", lang="en")]
    assert any("(en)" in text for text in english)


def test_own_words_travel_as_they_were_written(visitante: Visitor) -> None:
    visitante.choose()
    visitante.find()
    page = visitante.step("letter")
    body = page.value("body-1").replace("Thank you", "Con esperanza. Thank you")
    visitante.send({"story-1": "Mi escuela no tiene biblioteca.", "body-1": body})

    page = visitante.sign()

    assert "Mi escuela no tiene biblioteca." in page.text
    assert "Con esperanza." in page.text
    assert "(en)" in page.text


def test_another_language_keeps_what_was_written(writer: Visitor) -> None:
    writer.send({"story-1": "Mine."})

    assert writer.open("/es/letter").value("story-1") == "Mine."


def test_a_city_that_is_to_come_is_a_blank_in_both_languages(visitante: Visitor) -> None:
    visitante.choose("housing")
    visitante.find()

    page = visitante.step("letter")

    english = [paragraph.text for paragraph in page.all("p", lang="en")]
    assert any("I live in ________" in text for text in english)
    assert "su ciudad" not in " ".join(english)


def test_where_districts_lie_over_others_the_page_says_what_it_may_lack(
    site: Flask, visitor: Visitor
) -> None:
    visitor.choose()
    visitor.find()
    before = visitor.step("letter").text
    with site.app_context():
        add_district_over_all()

    page = visitor.step("letter")

    assert "may be incomplete" not in before
    assert "So this list of your legislators may be incomplete." in page.text


def test_who_writes_while_the_campaign_changes_keeps_the_words_before_them(
    site: Flask, visitante: Visitor, now: datetime
) -> None:
    visitante.choose()
    visitante.find()
    visitante.step("letter")
    old = shared(visitante).split("\n\n")[-1]
    closings = tuple(phrase(f"A new way to thank you. {n}") for n in range(2))
    content = replace(CONTENT, jurisdiction=JURISDICTION.slug)
    with site.app_context():
        load_content(replace(content, letter=replace(content.letter, closings=closings)), now=now)

    visitante.send({"story-1": "Mi escuela."})
    page = visitante.sign()

    assert old.endswith("(es)")
    assert old.replace("(es)", "(en)") in page.text
    assert "A new way to thank you." not in page.text


def test_what_matters_most_is_put_first_and_no_word_is_lost(writer: Visitor) -> None:
    assert shared(writer).startswith("All about housing")
    writer.send({"story-1": "About homes.", "story-2": "About books.", "first": "libraries"})

    page = writer.step("letter")

    assert page.value("body-1").startswith("All about libraries")
    assert (page.value("story-1"), page.value("story-2")) == ("About books.", "About homes.")


def test_one_recommendation_alone_is_not_ranked(visitor: Visitor) -> None:
    visitor.choose("housing")
    visitor.find()

    assert "Which matters most to you?" not in visitor.step("letter").text


def test_a_recommendation_that_was_not_picked_is_not_put_first(writer: Visitor) -> None:
    writer.send({"story-1": "About homes.", "first": "buses"})

    assert shared_after(writer).startswith("All about housing")


def test_three_answers_stand_in_the_letter_as_one_paragraph(writer: Visitor) -> None:
    writer.send(
        {
            "story-1": "The roof leaks",
            "whom-1": "My daughter's class.",
            "helped-1": "A new roof",
            "story-2": "No books.",
        }
    )
    writer.sign()

    assert "The roof leaks. My daughter's class. A new roof No books." in writer.step("check").text


def test_what_is_typed_is_kept_before_any_button(writer: Visitor) -> None:
    assert writer.page is not None
    typed = {**writer.page.form(LETTER).values, "story-1": "The roof leaks."}

    told = writer.client.post(f"{LETTER}/save", data=typed).get_json()

    assert told["story"] == "The roof leaks."
    assert 0 < told["own_words"] < 100
    assert writer.step("letter").value("story-1") == "The roof leaks."


def test_what_is_too_long_is_not_kept_and_the_page_keeps_it(writer: Visitor) -> None:
    assert writer.page is not None
    typed = {**writer.page.form(LETTER).values, "story-1": "x" * 3000}

    assert writer.client.post(f"{LETTER}/save", data=typed).status_code == 422


def test_nothing_is_kept_for_a_browser_that_began_nothing(visitor: Visitor) -> None:
    token = visitor.step().value("csrf_token")

    answer = visitor.client.post(f"{LETTER}/save", data={"csrf_token": token, "story-1": "Mine."})

    assert answer.status_code == 422


def test_the_share_of_own_words_stands_on_the_screen_and_on_the_last(writer: Visitor) -> None:
    assert "Your own words: 0 %" in writer.step("letter").text
    writer.send({"story-1": "The roof leaks, and nobody comes to mend it."})
    writer.sign()

    assert "Your own words: " in writer.step("check").text
    assert "Your own words: 0 %" not in writer.step("check").text


def test_going_back_to_the_cards_keeps_the_rank_and_the_edits(writer: Visitor) -> None:
    writer.send({"first": "libraries", "body-1": "My own text."})

    writer.choose("housing", "libraries")

    assert writer.step("letter").value("body-1") == "My own text."


def test_the_letter_s_language_is_a_choice_of_its_own(writer: Visitor) -> None:
    writer.send({"story-1": "Mi escuela no tiene biblioteca.", "letter_language": "es"})

    page = writer.step("letter")
    assert page.one("html").attributes["lang"] == "en"
    assert page.value("story-1") == "Mi escuela no tiene biblioteca."
    assert page.value("body-1").endswith("(es)")
    writer.send({})
    writer.sign()
    shown = writer.step("check").text
    assert "Your letter in Spanish, which stands beneath it" in shown
    assert "All about housing" in shown


def test_what_travels_as_it_is_written_is_marked_in_the_mirror(writer: Visitor) -> None:
    writer.send({"story-1": "Mi escuela no tiene biblioteca.", "letter_language": "es"})

    page = writer.step("letter")

    (own, _) = [part.text for part in page.all("p", class_="letter small mine")]
    assert own == "Mi escuela no tiene biblioteca."


def test_another_language_of_the_page_leaves_the_letter_s_alone(site: Flask) -> None:
    rosa = Visitor(site, "es")
    rosa.choose()
    rosa.find()
    rosa.write("Mi escuela no tiene biblioteca.")

    assert rosa.open("/en/letter").value("body-1").endswith("(es)")


def test_an_unknown_language_is_no_choice(writer: Visitor) -> None:
    writer.send({"story-1": "Mine.", "letter_language": "xx"})

    assert writer.step("letter").value("body-1").endswith("(en)")


def shared_after(writer: Visitor) -> str:
    """Return the shared text of the first letter as it stands now."""
    return writer.step("letter").value("body-1")
