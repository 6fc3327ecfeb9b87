"""Staff edit a campaign in both languages, and lose nothing that anybody typed."""

from datetime import datetime

import pytest
from flask import Flask

from campaign.domain.places import Chamber
from campaign.queries.authoring import workpiece
from tests.authors import (
    GRACIAS,
    HOME,
    LETTER,
    THANKS,
    author,
    fingerprint_of,
    form_of,
    published,
    save,
)
from tests.contents import WHOLE
from tests.insiders import Insider
from tests.pages import Page

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sam(app: Flask, now: datetime) -> Insider:
    return author(app, now)


def test_two_people_who_edit_one_page_are_shown_both_texts(app: Flask, sam: Insider) -> None:
    seen = form_of(sam, LETTER)
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})
    mine = {**seen, "closing-1-en": "Mine.", "closing-1-es": "Mía.", "sign_off-en": "Yours,"}

    answer = sam.post(LETTER, mine)

    page = Page(answer)
    assert answer.status_code == 409
    assert "Somebody else saved this page while you wrote." in page.problems["main"]
    assert page.value("closing-1-en") == "Mine."
    assert THANKS in page.one("div", id="closing-1-en-theirs").text
    assert page.value("sign_off-en") == "Yours,"

    again = {name: values[0] for name, values in page.form("", ["seen"]).values.items()}
    assert sam.post(LETTER, again).status_code == 303
    with app.app_context():
        letter = workpiece(WHOLE.slug).content.letter
    assert (letter.closings[0].en, letter.sign_off.en) == ("Mine.", "Yours,")


def test_a_text_that_only_the_other_one_added_is_kept_in_the_fields(sam: Insider) -> None:
    seen = form_of(sam, LETTER)
    save(sam, LETTER, {"closing-3-en": THANKS, "closing-3-es": GRACIAS})

    page = Page(sam.post(LETTER, {**seen, "sign_off-en": "Yours,"}))

    assert page.value("closing-3-en") == THANKS
    assert page.value("sign_off-en") == "Yours,"


def test_what_no_draft_can_hold_comes_back_with_all_that_was_typed(
    app: Flask, sam: Insider
) -> None:
    typed = {**form_of(sam, LETTER), "closing-1-en": "x" * 2001, "closing-1-es": GRACIAS}

    answer = sam.post(LETTER, typed)

    page = Page(answer)
    assert answer.status_code == 422
    assert "2000" in page.problems["closing-1-en"]
    assert page.value("closing-1-en") == "x" * 2001
    assert page.value("closing-1-es") == GRACIAS
    with app.app_context():
        assert workpiece(WHOLE.slug).draft is None


def test_what_is_missing_is_said_at_its_field_and_keeps_it_from_being_published(
    app: Flask, sam: Insider
) -> None:
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": ""})

    page = Page(sam.get(LETTER))
    changes = sam.get(f"{HOME}/changes").text
    fingerprint = fingerprint_of(app)
    refused = sam.post(f"{HOME}/changes", {"seen": fingerprint, "note": "Half."})

    assert page.one("div", id="closing-1-es-error").text.startswith("Nothing stands here.")
    assert f'href="{LETTER}#closing-1-es"' in changes
    assert "Closing 1, in Español" in changes
    assert refused.status_code == 422
    assert published(app).letter == WHOLE.letter


def test_facts_are_checked_and_kept_as_they_were_typed(app: Flask, sam: Insider) -> None:
    wrong = {
        "starts_on": "soon",
        "goal": "many",
        "time_zone": "Mars/North",
        "contact": "nobody",
        "not_after": "2020-01-01",
        "position": "0",
    }

    answer = sam.post(f"{HOME}/facts", {**form_of(sam, f"{HOME}/facts"), **wrong})

    page = Page(answer)
    assert answer.status_code == 422
    assert set(page.problems) >= {"starts_on", "goal", "time_zone", "contact", "position"}
    assert {name: page.value(name) for name in wrong} == wrong
    assert published(app).goal == WHOLE.goal


def test_facts_and_addressees_are_edited(app: Flask, sam: Insider) -> None:
    right = {"goal": "40", "not_after": "2027-06-30", "chambers": "upper"}

    assert save(sam, f"{HOME}/facts", right) == 303

    with app.app_context():
        content = workpiece(WHOLE.slug).content
    assert (content.goal, content.not_after.isoformat()) == (40, "2027-06-30")
    assert content.chambers == (Chamber.UPPER,)
    changes = sam.get(f"{HOME}/changes").text
    assert "Letters wished for each legislator" in changes


def test_who_saves_facts_second_is_told(sam: Insider) -> None:
    seen = form_of(sam, f"{HOME}/facts")
    save(sam, f"{HOME}/facts", {"goal": "40"})

    answer = sam.post(f"{HOME}/facts", {**seen, "goal": "50"})

    assert answer.status_code == 409
    assert "Letters wished for each legislator: 40" in Page(answer).text
    assert Page(answer).value("goal") == "50"


def test_a_page_that_is_not_there_is_not_found(sam: Insider) -> None:
    for page in ("facts", "recommendations/nowhere", "letter/deeper"):
        assert sam.get(f"{HOME}/edit/{page}").status_code == 404


def test_texts_that_carry_script_are_words(sam: Insider) -> None:
    hostile = "<script>alert(1)</script> {title} {family_name}"
    save(sam, LETTER, {"greeting-en": hostile})

    for path in (LETTER, f"{HOME}/changes", f"{HOME}/preview"):
        assert "<script>alert" not in sam.get(path).text


def test_a_page_that_came_back_does_not_forget_what_was_seen(sam: Insider) -> None:
    seen = form_of(sam, LETTER)
    save(sam, LETTER, {"closing-1-en": THANKS, "closing-1-es": GRACIAS})

    refused = Page(sam.post(LETTER, {**seen, "sign_off-en": "x" * 2001}))

    assert refused.value("seen") == seen["seen"]
    assert sam.post(LETTER, {**seen, "sign_off-en": "Yours,"}).status_code == 409
    facts = form_of(sam, f"{HOME}/facts")
    again = Page(sam.post(f"{HOME}/facts", {**facts, "goal": "none", "seen": "older"}))
    assert again.value("seen") == "older"


def test_a_page_that_was_open_for_too_long_shows_all_that_was_typed(sam: Insider) -> None:
    typed = {"csrf_token": "of yesterday", "closing-1-en": THANKS, "closing-1-es": GRACIAS}

    answer = sam.client.post(LETTER, data=typed)

    assert answer.status_code == 422
    assert "Closing 1, in Español" in answer.text
    assert THANKS in answer.text
    assert GRACIAS in answer.text
