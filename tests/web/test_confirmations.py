"""The page that takes the code, and the mail's link that leads to a button."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.actions import Action
from campaign.models.pauses import pause
from tests import make
from tests.pages import Visitor
from tests.postbox import Postbox


def confirmed(app: Flask) -> list[bool]:
    """Tell of each action whether it was confirmed."""
    with app.app_context():
        return [action.confirmed_at is not None for action in db.session.scalars(select(Action))]


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_leads_to_the_receipt(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    code = postbox.code()

    page = visitor.send({"code": f" {code[:3]} {code[3:]} "})

    assert page.path.startswith("/en/receipt/")


def test_a_double_click_on_the_code_leads_to_the_same_receipt(
    visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_code()
    answers = {visitor.press({"code": postbox.code()}).headers["Location"] for _ in range(10)}

    assert len(answers) == 1
    assert len(postbox.notices("confirmed")) == 1


def test_a_wrong_code_tells_how_many_tries_are_left(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()

    page = visitor.send({"code": wrong(postbox.code())})

    assert page.status == 422
    assert list(page.problems) == ["code"]
    assert "You have 4 more tries." in page.text


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "1" * 10_000, "\x00" * 6])
def test_what_is_no_code_costs_no_try(visitor: Visitor, typed: str) -> None:
    visitor.come_to_code()

    page = visitor.send({"code": typed})

    assert page.problems == {"code": "Enter the six digits from the mail."}
    assert "more tries" not in page.text


def test_after_five_wrong_codes_even_the_right_one_is_refused(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_code()
    code = postbox.code()
    for _ in range(5):
        visitor.press({"code": wrong(code)})

    page = visitor.send({"code": code})

    assert page.status == 422
    assert "This code no longer works" in page.text
    assert confirmed(site) == [False]


def test_a_code_is_good_for_ten_minutes(
    site: Flask, visitor: Visitor, postbox: Postbox, clock: time_machine.Traveller
) -> None:
    visitor.come_to_code()
    with site.app_context():
        make.work(datetime.now(UTC))
    clock.shift(timedelta(minutes=10))

    page = visitor.send({"code": postbox.code()})

    assert page.status == 422
    assert "This code no longer works" in page.text
    assert confirmed(site) == [False]


def test_a_mail_that_finds_no_way_out_is_said_to_be_late(
    site: Flask, visitor: Visitor, postbox: Postbox, clock: time_machine.Traveller
) -> None:
    at_once = visitor.come_to_code()
    assert "We are sending six numbers to ana@example.org." in at_once.text
    clock.shift(timedelta(minutes=11))

    late = visitor.open(at_once.path)
    assert "Your e-mail is late" in late.text
    assert "This code no longer works" not in late.text

    with site.app_context():
        make.work(datetime.now(UTC))
    assert "We sent six numbers to ana@example.org." in visitor.open(at_once.path).text
    assert visitor.send({"code": postbox.code()}).path.startswith("/en/receipt/")


def test_a_new_code_replaces_the_old_one(
    visitor: Visitor, postbox: Postbox, clock: time_machine.Traveller
) -> None:
    visitor.come_to_code()
    clock.shift(1)

    page = visitor.send({"resend": "1", "code": None})
    assert "A new code is on its way to ana@example.org." in page.text
    assert len(postbox.notices()) == 2

    visitor.send({"code": postbox.code()})
    assert visitor.page is not None
    assert visitor.page.path.startswith("/en/receipt/")


def test_a_third_mail_in_a_day_is_not_sent(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.send({"resend": "1", "code": None})
    assert visitor.page is not None
    assert "as many e-mails to this address as we may" in visitor.page.text

    token = visitor.page.value("csrf_token")
    visitor.client.post(visitor.page.path, data={"resend": "1", "csrf_token": token})

    assert len(postbox.notices()) == 2


def test_asking_for_a_new_code_needs_a_fresh_page(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.forget_session()

    page = visitor.send({"resend": "1", "code": None})

    assert page.status == 422
    assert list(page.problems) == ["main"]
    assert len(postbox.notices()) == 1


def test_a_code_is_kept_when_the_page_was_open_too_long(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.forget_session()
    page = visitor.send({"code": postbox.code()})

    assert page.status == 422
    assert page.value("code") == postbox.code()
    assert visitor.send().path.startswith("/en/receipt/")


def test_looking_at_the_link_confirms_nothing(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_code()
    scanner = Visitor(site)

    page = scanner.open(postbox.link("/confirm/link/"))

    assert page.status == 200
    assert confirmed(site) == [False]
    assert "Given1 Family1" in page.text


def test_the_button_behind_the_link_confirms_in_any_browser(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_code()
    other = Visitor(site)
    other.open(postbox.link("/confirm/link/"))

    page = other.send()

    assert page.path.startswith("/en/receipt/")
    assert confirmed(site) == [True]


def test_that_button_needs_a_fresh_page(site: Flask, visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.open(postbox.link("/confirm/link/"))
    visitor.forget_session()

    assert visitor.send().status == 422
    assert confirmed(site) == [False]
    assert visitor.send().path.startswith("/en/receipt/")


def test_a_used_link_shows_the_way_to_the_receipt(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    link = postbox.link("/confirm/link/")
    visitor.open(link)
    receipt = visitor.send().path

    page = visitor.open(link)

    assert page.heading == "This letter is already confirmed"
    assert page.all("a", href=receipt)


def test_the_page_of_the_code_shows_no_way_to_the_receipt(
    site: Flask, visitor: Visitor, postbox: Postbox
) -> None:
    code_page = visitor.come_to_code().path
    visitor.send({"code": postbox.code()})

    page = Visitor(site).open(code_page)

    assert page.heading == "This letter is already confirmed"
    assert "/receipt/" not in page.html


def test_the_page_of_the_code_is_no_link_and_the_link_is_no_page(
    visitor: Visitor, postbox: Postbox
) -> None:
    code_page = visitor.come_to_code().path
    token = code_page.rpartition("/")[2]
    link_token = postbox.link("/confirm/link/").rpartition("/")[2]

    assert visitor.open(f"/en/confirm/link/{token}").status == 404
    assert visitor.open(f"/en/confirm/{link_token}").status == 404


def test_after_seven_days_both_are_gone(
    visitor: Visitor, postbox: Postbox, clock: time_machine.Traveller
) -> None:
    code_page = visitor.come_to_code().path
    clock.shift(timedelta(days=7))

    for path in (code_page, postbox.link("/confirm/link/")):
        page = visitor.open(path)
        assert page.status == 410
        assert page.heading == "This link is too old"


def test_a_letter_that_was_begun_since_is_not_thrown_away(
    visitor: Visitor, postbox: Postbox
) -> None:
    visitor.come_to_code()
    visitor.write("A second letter.")
    visitor.open(postbox.link("/confirm/link/"))
    visitor.send()

    assert visitor.step("letter").value("story-1") == "A second letter."


def test_the_draft_of_a_confirmed_letter_is_gone(visitor: Visitor, postbox: Postbox) -> None:
    visitor.come_to_code()
    visitor.send({"code": postbox.code()})

    assert visitor.step("letter").path == "/en/"


def test_it_speaks_spanish(visitante: Visitor, postbox: Postbox) -> None:
    visitante.come_to_code()

    page = visitante.send({"code": "12"})
    assert page.one("html").attributes["lang"] == "es"
    assert "Enter" not in page.problems["code"]

    assert visitante.send({"code": postbox.code()}).path.startswith("/es/receipt/")


def test_a_mail_that_must_wait_is_not_said_to_be_sent(
    site: Flask, clock: time_machine.Traveller
) -> None:
    for name in ("Ana", "Ben", "Cho"):
        clock.shift(60)
        page = Visitor(site).come_to_code(given_name=name)
        assert ("We are sending six numbers" in page.text) is (name != "Cho")

    assert "The next one leaves on Oct 15, 2026" in page.text


def test_a_mail_that_waits_because_sending_is_paused_is_not_said_to_be_sent(
    site: Flask, visitor: Visitor, now: datetime
) -> None:
    with site.app_context():
        pause(db.session(), "all", "Why.", staff_member_id=None, now=now)
        db.session.commit()

    page = visitor.come_to_code()

    assert "Sending is paused" in page.text
    assert "six numbers to" not in page.text
    assert "El envío está en pausa" in visitor.open(page.path.replace("/en/", "/es/")).text
