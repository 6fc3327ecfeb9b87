"""Screen 5: every letter as the office will see it, and one button."""

import threading
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaign.db import db
from campaign.models.actions import Action
from campaign.services.load_content import load_content
from tests.contents import CONTENT
from tests.letters import phrase
from tests.pages import Visitor
from tests.postbox import Postbox
from tests.rosters import JURISDICTION


def actions(app: Flask) -> int:
    """Return how often somebody has sent."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Action)) or 0


def test_each_letter_stands_there_exactly(visitor: Visitor) -> None:
    page = visitor.come_to_check()

    assert "Dear Assembly Member Family1," in page.text
    assert "Dear Senator Family5," in page.text
    assert "1 Main St." in page.text
    assert "From Ana Reyes. Answers go to ana@example.org." in page.text


def test_a_thousand_presses_make_one_action_and_lead_to_one_place(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_check()
    answers = {visitor.press().headers["Location"] for _ in range(30)}

    assert len(answers) == 1
    assert actions(site) == 1
    assert len(postbox.notices()) == 1


def test_a_double_click_makes_one_action(site: Flask, visitor: Visitor) -> None:
    page = visitor.come_to_check()
    data = page.form("/en/check").values
    cookies = "; ".join(
        f"{name}={visitor.client.get_cookie(name).value}" for name in ("session", "draft")
    )
    answers: list[str] = []

    def press() -> None:
        client = site.test_client(use_cookies=False)
        response = client.post("/en/check", data=data, headers={"Cookie": cookies})
        answers.append(response.headers["Location"])

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert actions(site) == 1


def test_going_back_over_the_screens_without_a_change_sends_nothing_new(
    site: Flask, visitor: Visitor
) -> None:
    first = visitor.come_to_code().path
    visitor.step("letter")
    visitor.send()
    visitor.step("sign")
    visitor.send()

    assert visitor.send().path == first
    assert actions(site) == 1


def test_the_button_of_an_old_page_shows_the_letter_anew(site: Flask, visitor: Visitor) -> None:
    old = visitor.come_to_check()
    visitor.write("Something else.")
    visitor.step("check")

    page = visitor.send({"submission_key": old.value("submission_key")})

    assert page.status == 422
    assert page.problems["main"].startswith("Your letter changed")
    assert "Something else." in page.text
    assert actions(site) == 0


def test_a_used_key_with_other_words_gets_a_clear_page(site: Flask, visitor: Visitor) -> None:
    old = visitor.come_to_check()
    visitor.send()
    visitor.write("Something else.")
    visitor.step("check")

    page = visitor.send({"submission_key": old.value("submission_key")})

    assert page.status == 409
    assert page.heading == "This letter was already sent once"
    assert actions(site) == 1


def test_the_same_letter_in_another_language_gets_that_page_once(
    site: Flask, visitor: Visitor
) -> None:
    visitor.come_to_check()
    visitor.send()
    visitor.open("/es/check")

    assert visitor.send().status == 409
    visitor.open("/es/check")
    assert visitor.send().path.startswith("/es/confirm/")
    assert actions(site) == 2


def test_a_button_that_is_pressed_again_after_the_letter_was_confirmed_is_answered_alike(
    visitor: Visitor, postbox: Postbox
) -> None:
    page = visitor.come_to_check()
    data = page.form("/en/check").values
    code_page = visitor.send()
    visitor.send({"code": postbox.code()})

    response = visitor.client.post("/en/check", data=data)

    assert response.headers["Location"] == code_page.path


@pytest.mark.parametrize("key", ["", "\x00", "x" * 10_000, "unknown"])
def test_an_odd_key_sends_nothing(site: Flask, visitor: Visitor, key: str) -> None:
    visitor.come_to_check()

    page = visitor.send({"submission_key": key})

    assert page.status == 422
    assert actions(site) == 0


@pytest.mark.parametrize("key", ["", "\x00", "x" * 10_000, "unknown"])
def test_an_odd_key_without_a_draft_leads_to_the_start(visitor: Visitor, key: str) -> None:
    visitor.come_to_check()
    visitor.client.delete_cookie("draft")

    page = visitor.send({"submission_key": key})

    assert page.status in {200, 422}


def test_a_page_that_was_open_too_long_can_be_sent_at_once(site: Flask, visitor: Visitor) -> None:
    visitor.come_to_check()
    visitor.forget_session()

    page = visitor.send()
    assert page.status == 422
    assert list(page.problems) == ["main"]
    assert actions(site) == 0

    assert visitor.send().path.startswith("/en/confirm/")


def test_a_letter_can_be_thrown_away(visitor: Visitor) -> None:
    visitor.come_to_check()

    page = visitor.send(path="/en/draft/discard")

    assert page.path == "/en/"
    assert "Your letter is gone." in page.text
    assert visitor.step("check").path == "/en/"


def test_a_letter_can_be_thrown_away_on_every_screen(site: Flask) -> None:
    for screen in ("", "find", "letter", "sign"):
        visitor = Visitor(site)
        visitor.come_to_check()
        visitor.step(screen)

        assert "Your letter is gone." in visitor.send(path="/en/draft/discard").text
        assert visitor.step("letter").path == "/en/"


def test_throwing_away_needs_a_fresh_page(visitor: Visitor) -> None:
    visitor.come_to_check()
    visitor.forget_session()

    assert visitor.send(path="/en/draft/discard").status == 422
    assert visitor.step("check").path == "/en/check"


def test_a_letter_that_was_published_anew_meanwhile_is_shown_once_more(
    site: Flask, visitor: Visitor, now: datetime
) -> None:
    visitor.come_to_check()
    publish_anew(site, now)

    again = visitor.send()
    sent_then = actions(site)
    visitor.send()

    assert again.status == 422
    assert "Your letter changed after you opened this page." in again.text
    assert "A new way to thank you." in again.text
    assert (sent_then, actions(site)) == (0, 1)


def test_a_letter_that_was_sent_before_is_not_sent_anew(
    site: Flask, visitor: Visitor, now: datetime
) -> None:
    visitor.come_to_check()
    data = visitor.page.form("/en/check").values
    visitor.press()
    publish_anew(site, now)

    answer = visitor.client.post("/en/check", data=data)

    assert answer.status_code == 409
    assert actions(site) == 1


def publish_anew(site: Flask, now: datetime) -> None:
    """Give the campaign other closings."""
    closings = tuple(phrase(f"A new way to thank you. {n}") for n in range(2))
    content = replace(CONTENT, jurisdiction=JURISDICTION.slug)
    with site.app_context():
        load_content(replace(content, letter=replace(content.letter, closings=closings)), now=now)
