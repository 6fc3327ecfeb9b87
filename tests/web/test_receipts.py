"""The receipt: where each letter is, a copy of it, and the way back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, Move
from campaign.domain.ladder import CAMPAIGN_OVER
from campaign.models.actions import Action
from campaign.models.breakers import RELAY, trip
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import move
from campaign.models.letters import Letter
from campaign.models.pauses import pause
from campaign.services.restored import restored
from tests import make
from tests.pages import Visitor
from tests.postbox import Postbox


@pytest.fixture
def receipt(visitor: Visitor, postbox: Postbox) -> str:
    """The address of the receipt of a confirmed letter."""
    visitor.come_to_code()
    return visitor.send({"code": postbox.code()}).path


def states(app: Flask) -> set[str]:
    """Return the states of all letters."""
    with app.app_context():
        rows = select(Delivery.status).where(Delivery.kind == "letter")
        return {state.value for state in db.session.scalars(rows)}


def test_it_tells_where_each_letter_is_and_shows_its_text(visitor: Visitor, receipt: str) -> None:
    page = visitor.open(receipt)

    assert page.heading == "Thank you, Ana. You spoke up."
    assert page.text.count("In line to be sent") == 2
    assert "My school has no library." in page.text
    assert "Call the office too: number and what to say" in page.text


def test_it_is_never_cached_and_tells_nobody_its_address(visitor: Visitor, receipt: str) -> None:
    headers = visitor.open(receipt).response.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_what_is_shared_is_the_first_page_and_never_the_receipt(
    visitor: Visitor, receipt: str
) -> None:
    page = visitor.open(receipt)

    shared = [
        link.attributes["href"] for link in page.all("a") if "wa.me" in link.attributes["href"]
    ]
    assert len(shared) == 1
    assert receipt.rpartition("/")[2] not in shared[0]
    assert "http%3A%2F%2Flocalhost%2Fen%2F" in shared[0]


def test_what_has_not_left_can_be_taken_back(site: Flask, visitor: Visitor, receipt: str) -> None:
    visitor.open(receipt)

    page = visitor.send(path=f"{receipt}/withdraw")

    assert page.path == receipt
    assert page.text.count("Taken back") == 2
    assert states(site) == {"cancelled"}


def test_taking_back_twice_is_answered_alike(visitor: Visitor, receipt: str) -> None:
    visitor.open(receipt)
    answers = {visitor.press(path=f"{receipt}/withdraw").headers["Location"] for _ in range(3)}

    assert len(answers) == 1


def test_taking_back_needs_a_fresh_page(site: Flask, visitor: Visitor, receipt: str) -> None:
    visitor.open(receipt)
    visitor.forget_session()

    page = visitor.send(path=f"{receipt}/withdraw")

    assert page.status == 422
    assert list(page.problems) == ["main"]
    assert states(site) == {"queued"}


def test_looking_at_the_address_of_the_button_changes_nothing(
    site: Flask, visitor: Visitor, receipt: str
) -> None:
    assert visitor.open(f"{receipt}/withdraw").status == 405
    assert states(site) == {"queued"}


@pytest.mark.parametrize("token", ["nonsense", "a-b", "%00", "é"])
def test_a_token_that_is_not_ours_shows_nothing(visitor: Visitor, token: str) -> None:
    assert visitor.open(f"/en/receipt/{token}").status == 404


def test_a_letter_that_does_not_exist_is_not_there(visitor: Visitor, receipt: str) -> None:
    assert visitor.open(f"{receipt}/letter-3.pdf").status == 404
    assert visitor.open(f"{receipt}/letter-99999999999999999999.pdf").status == 404


@pytest.mark.parametrize(
    ("given", "family"), [("Thị Hạnh", "Nguyễn"), ("小明", "王"), ("#eval(1)", "*bold*")]
)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_letter_can_be_printed(
    site: Flask, postbox: Postbox, locale: str, given: str, family: str
) -> None:
    visitor = Visitor(site, locale)
    visitor.come_to_code(given_name=given, family_name=family)
    receipt = visitor.send({"code": postbox.code()}).path

    response = visitor.client.get(f"{receipt}/letter-1.pdf")

    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")
    assert response.headers["Cache-Control"] == "no-store"


def test_it_speaks_spanish_and_keeps_the_letter_in_english(
    visitante: Visitor, postbox: Postbox
) -> None:
    visitante.come_to_code()

    page = visitante.send({"code": postbox.code()})

    assert page.one("html").attributes["lang"] == "es"
    assert "Thank you, Ana" not in page.text
    assert "All about housing" in page.text


@pytest.mark.parametrize(
    ("wait", "english", "spanish"),
    [
        (
            timedelta(hours=3, minutes=57),
            "We expect it to leave around 2:30 PM.",
            "Hora prevista de salida: 2:30 p.m., aproximadamente.",
        ),
        (
            timedelta(days=1, minutes=6),
            "We expect it to leave on Thursday, October 15, 2026, around 10:40 AM.",
            "Salida prevista: jueves, 15 de octubre de 2026, 10:40 a.m., aproximadamente.",
        ),
    ],
)
def test_a_letter_that_waits_for_its_turn_says_when_it_leaves(
    site: Flask,
    visitor: Visitor,
    receipt: str,
    now: datetime,
    wait: timedelta,
    english: str,
    spanish: str,
) -> None:
    with site.app_context():
        letters = update(Delivery).where(Delivery.kind == "letter")
        db.session.execute(letters.values(due_at=now + wait))
        db.session.commit()

    assert visitor.open(receipt).text.count(english) == 2
    found = visitor.open(receipt.replace("/en/", "/es/")).text
    assert found.replace("\N{NARROW NO-BREAK SPACE}", " ").count(spanish) == 2


@pytest.mark.parametrize("scope", ["all", "campaign", "office"])
def test_a_letter_that_waits_while_sending_is_paused_says_so(
    site: Flask, visitor: Visitor, receipt: str, now: datetime, scope: str
) -> None:
    with site.app_context():
        row = db.session.execute(select(Action.campaign_id, Letter.target_id).join(Letter)).first()
        assert row is not None
        whole = {"all": "all", "campaign": f"campaign:{row[0]}", "office": f"office:{row[1]}"}
        pause(db.session(), whole[scope], "Why.", staff_member_id=None, now=now)
        letters = update(Delivery).where(Delivery.kind == "letter")
        db.session.execute(letters.values(due_at=now + timedelta(hours=3)))
        db.session.commit()

    english = visitor.open(receipt).text
    spanish = visitor.open(receipt.replace("/en/", "/es/")).text

    paused = 1 if scope == "office" else 2
    assert english.count("Your letter is safe with us") == paused
    assert english.count("We expect it to leave") == 2 - paused
    assert "Our server is sending it." not in english
    assert spanish.count("El envío está en pausa") == paused


def test_a_letter_that_waits_for_the_relay_says_that_nothing_is_lost(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        trip(db.session(), RELAY, "451 later", pause=lambda _times: timedelta(minutes=2), now=now)
        db.session.commit()

    english = visitor.open(receipt).text
    spanish = visitor.open(receipt.replace("/en/", "/es/")).text

    assert english.count("Our mail server has trouble right now.") == 2
    assert "Our server is sending it." not in english
    assert spanish.count("Nuestro servidor de correo tiene problemas") == 2


@pytest.mark.parametrize(("code", "days"), [("handed_over", 1), ("settled", 0)])
def test_paper_is_dated_by_who_handed_it_over_and_by_nobody_else(
    site: Flask, visitor: Visitor, receipt: str, now: datetime, code: str, days: int
) -> None:
    with site.app_context():
        letter = db.session.scalars(select(Delivery).where(Delivery.kind == "letter")).first()
        assert letter is not None
        letter.status, letter.channel = DeliveryState.HELD, Channel.PRINT
        db.session.commit()
        move(
            db.session(),
            letter.id,
            Move(DeliveryState.HELD, DeliveryState.SENT, "staff:terminal", code),
            now=now,
        )
        db.session.commit()

    page = visitor.open(receipt).text

    assert page.count("We printed it and handed it over.") == 1
    assert page.count("That was on:") == days


def test_a_letter_that_has_left_is_not_said_to_wait(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        pause(db.session(), "all", "Why.", staff_member_id=None, now=now)
        letters = update(Delivery).where(Delivery.kind == "letter")
        db.session.execute(letters.values(status="sent"))
        db.session.commit()

    page = visitor.open(receipt)

    assert "Sending is paused" not in page.text


def test_a_letter_that_a_person_gave_up_is_not_said_to_have_been_refused(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        session = db.session()
        letter = session.scalars(select(Delivery.id).where(Delivery.kind == "letter")).first()
        session.execute(
            update(Delivery).where(Delivery.id == letter).values(status=DeliveryState.IN_DOUBT)
        )
        session.commit()
        make.settle(str(letter), DeliveryState.FAILED, now=now)

    page = visitor.open(receipt)

    assert "Nobody could find out whether this letter arrived." in page.text
    assert "did not take this letter" not in page.text


def test_a_doubt_that_a_restored_backup_brought_is_not_said_to_be_a_broken_line(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        restored("Yesterday's backup was restored", now=now)

    page = visitor.open(receipt)

    assert page.text.count("Our records had to be restored from a copy") == 2
    assert page.text.count("We do not send it a second time by ourselves.") == 2
    assert "The line broke" not in page.text


def test_a_letter_that_could_not_leave_before_its_campaign_ended_says_so(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        delivery_id = db.session.scalars(
            select(Delivery.id).where(Delivery.kind == "letter")
        ).first()
        held = Move(DeliveryState.QUEUED, DeliveryState.HELD, "clock")
        ended = Move(DeliveryState.HELD, DeliveryState.FAILED, "ladder", CAMPAIGN_OVER)
        assert all(move(db.session(), delivery_id, step, now=now) for step in (held, ended))
        db.session.commit()

    page = visitor.open(receipt)

    assert "The campaign ended before this letter could leave" in page.text
    assert "did not take this letter" not in page.text


def test_a_letter_whose_turn_comes_soon_names_no_time(
    site: Flask, visitor: Visitor, receipt: str, now: datetime
) -> None:
    with site.app_context():
        letters = update(Delivery).where(Delivery.kind == "letter")
        db.session.execute(letters.values(due_at=now + timedelta(minutes=5)))
        db.session.commit()

    page = visitor.open(receipt)

    assert "We expect" not in page.text
    assert page.text.count("Our server is sending it.") == 2
