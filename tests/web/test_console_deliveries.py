"""What staff see of the deliveries and decide about them, and that it is written down."""

import inspect
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.ladder import Health
from campaign.domain.staff import StaffRole
from campaign.models.breakers import RELAY, mend, trip
from campaign.models.deliveries import Delivery
from campaign.models.pauses import Pause
from campaign.models.roster import set_health
from campaign.models.staff import AuditEntry, StaffMember
from campaign.services.beat import beat
from campaign.services.pause import pause
from campaign.services.restored import restored
from campaign.services.resume import resume
from campaign.services.retry import retry
from campaign.services.settle import settle
from campaign.web.console.deliveries import REFUSALS
from tests import make
from tests.insiders import EMAILS, Insider, sign_in
from tests.writers import found_campaign, write

OLD = "older than a day"
ASKED_BEFORE = {"not_an_answer", "no_reason"}
"""What the page asks itself before it calls the verb."""


@pytest.fixture
def letter(app: Flask, now: datetime) -> str:
    """Return a letter in line, to an office that works."""
    with app.app_context():
        write(found_campaign(now), now=now)
        return db.session.scalars(
            select(Delivery.id).where(Delivery.letter_id.is_not(None)).order_by(Delivery.id)
        ).all()[0]


@pytest.fixture
def sam(app: Flask) -> Insider:
    return sign_in(app, StaffRole.STAFF)


def put(app: Flask, delivery_id: str, **values: object) -> None:
    """Put a delivery into a state, past all moves."""
    with app.app_context():
        db.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))
        db.session.commit()


def state(app: Flask, delivery_id: str) -> DeliveryState:
    """Return where a delivery stands."""
    with app.app_context():
        return db.session.scalars(select(Delivery.status).where(Delivery.id == delivery_id)).one()


def audited(app: Flask) -> list[tuple[str, str, str]]:
    """Return who decided what about what, without the sign-ins."""
    with app.app_context():
        rows = db.session.execute(
            select(StaffMember.email, AuditEntry.verb, AuditEntry.subject)
            .join(StaffMember, StaffMember.id == AuditEntry.staff_member_id)
            .order_by(AuditEntry.id)
        )
        return [tuple(row) for row in rows]


def test_a_relay_that_takes_no_mail_is_said_to_the_staff_until_it_does(
    app: Flask, sam: Insider, now: datetime
) -> None:
    with app.app_context():
        trip(db.session(), RELAY, "refused", pause=lambda _: timedelta(0), now=now)
        db.session.commit()
    assert "The mail server takes no mail" in sam.get("/console/deliveries").text

    with app.app_context():
        mend(db.session(), RELAY)
        db.session.commit()
    assert "The mail server takes no mail" not in sam.get("/console/deliveries").text


def test_a_doubt_is_shown_with_its_message_id_and_its_three_answers(
    app: Flask, letter: str, sam: Insider
) -> None:
    put(app, letter, status=DeliveryState.IN_DOUBT)

    page = sam.get(f"/console/deliveries/{letter}").text

    assert f"{letter}@campaign.example" in page
    assert all(f'name="answer" value="{each}"' in page for each in ("sent", "queued", "failed"))
    assert "may arrive twice" in page
    assert "press nothing" in page
    assert "Ana" not in page


@pytest.mark.parametrize("answer", ["sent", "queued", "failed"])
def test_a_doubt_ends_as_sam_says_and_his_name_stands_beside_it(
    app: Flask, letter: str, sam: Insider, answer: str
) -> None:
    put(app, letter, status=DeliveryState.IN_DOUBT)

    done = sam.post(f"/console/deliveries/{letter}/settle", {"answer": answer})

    assert (done.status_code, done.location) == (303, f"/console/deliveries/{letter}")
    assert state(app, letter) == answer
    assert audited(app) == [(EMAILS[StaffRole.STAFF], "delivery.settled", letter)]
    assert "Noted:" in sam.get(f"/console/deliveries/{letter}").text


def test_a_doubt_that_somebody_settled_meanwhile_is_said_so(
    app: Flask, letter: str, sam: Insider
) -> None:
    put(app, letter, status=DeliveryState.SENT)

    done = sam.post(f"/console/deliveries/{letter}/settle", {"answer": "queued"})

    assert done.status_code == 303
    assert "in the meantime" in sam.get(done.location).text
    assert state(app, letter) == "sent"


@pytest.mark.parametrize("answer", ["", "bounced", "held"])
def test_another_answer_is_none(app: Flask, letter: str, sam: Insider, answer: str) -> None:
    put(app, letter, status=DeliveryState.IN_DOUBT)

    done = sam.post(f"/console/deliveries/{letter}/settle", {"answer": answer})

    assert (done.status_code, state(app, letter)) == (400, "in_doubt")


def test_a_letter_whose_text_is_gone_cannot_be_sent_once_more(
    app: Flask, letter: str, sam: Insider, now: datetime
) -> None:
    put(app, letter, status=DeliveryState.IN_DOUBT, scrubbed_at=now)

    page = sam.get(f"/console/deliveries/{letter}").text

    assert 'value="queued"' not in page
    assert 'value="sent"' in page


@pytest.mark.parametrize(
    ("values", "may"),
    [
        ({"status": DeliveryState.FAILED}, True),
        ({"status": DeliveryState.HELD, "hold_reason": HoldReason.RESTORED}, True),
        ({"status": DeliveryState.HELD, "hold_reason": HoldReason.VACANT_SEAT}, False),
        ({"status": DeliveryState.SENT}, False),
    ],
)
def test_what_failed_or_may_go_on_is_tried_again(
    app: Flask, letter: str, sam: Insider, values: dict[str, object], *, may: bool
) -> None:
    put(app, letter, **values)

    page = sam.get(f"/console/deliveries/{letter}").text
    sam.post(f"/console/deliveries/{letter}/retry")

    assert ("Try again" in page) is may
    assert state(app, letter) == ("queued" if may else values["status"])


def test_a_letter_that_left_email_is_not_tried_again(
    app: Flask, letter: str, sam: Insider, now: datetime
) -> None:
    with app.app_context():
        office = make.target_of(db.session.get_one(Delivery, letter))
        set_health(db.session(), office, Health.FAILING, "staff", now=now)
        db.session.commit()
        make.climb(now)
    page = f"/console/deliveries/{letter}"
    assert state(app, letter) is DeliveryState.FAILED
    assert "Try again" not in sam.get(page).text

    answer = sam.post(f"{page}/retry")

    assert (answer.status_code, answer.location) == (303, page)
    assert "This letter goes another way" in sam.get(page).text
    assert state(app, letter) is DeliveryState.FAILED


def test_every_refusal_that_the_page_can_meet_has_a_sentence() -> None:
    verbs = (settle, retry, pause, resume)
    keys = {
        key
        for verb in verbs
        for key in re.findall(r'raise Refused\("(\w+)"', inspect.getsource(inspect.getmodule(verb)))
    }

    assert keys - REFUSALS.keys() == ASKED_BEFORE


def test_a_doubt_is_marked_once_it_is_older_than_a_day(
    app: Flask, letter: str, clock: time_machine.Traveller, now: datetime
) -> None:
    with app.app_context():
        restored("Yesterday's backup", now=now)
    sam = sign_in(app, StaffRole.STAFF)
    assert OLD not in sam.get("/console/needs-a-person").text

    clock.move_to(now + timedelta(days=1))
    sam = sign_in(app, StaffRole.STAFF)

    assert OLD in sam.get("/console/needs-a-person").text
    assert OLD in sam.get(f"/console/deliveries/{letter}").text


def test_sam_pauses_all_mail_with_a_reason_and_lets_it_go_on(app: Flask, sam: Insider) -> None:
    done = sam.post("/console/deliveries/pause", {"reason": "The office called"})
    assert (done.status_code, done.location) == (303, "/console/deliveries")
    page = sam.get("/console/deliveries").text
    assert "The office called" in page
    assert "No mail leaves" in sam.get("/console/account").text

    sam.post("/console/deliveries/resume", {"scope": "all"})

    with app.app_context():
        assert db.session.scalars(select(Pause)).all() == []
    sam_s = EMAILS[StaffRole.STAFF]
    assert audited(app) == [
        (sam_s, "deliveries.paused", "all"),
        (sam_s, "deliveries.resumed", "all"),
    ]
    assert "No mail leaves" not in sam.get("/console/account").text


def test_a_pause_without_a_reason_is_none(app: Flask, sam: Insider) -> None:
    answer = sam.post("/console/deliveries/pause", {"reason": "  "})

    assert answer.status_code == 422
    assert 'href="#reason-all"' in answer.text
    with app.app_context():
        assert db.session.scalars(select(Pause)).all() == []


def test_what_somebody_else_let_go_on_is_said_so(sam: Insider) -> None:
    done = sam.post("/console/deliveries/resume", {"scope": "all"})

    assert "in the meantime" in sam.get(done.location).text


def test_a_lost_clock_shows_on_every_page_of_staff(
    app: Flask, letter: str, clock: time_machine.Traveller, now: datetime
) -> None:
    del letter
    sam, olga = sign_in(app, StaffRole.STAFF), sign_in(app, StaffRole.ORGANIZER)
    with app.app_context():
        beat("clock", slot="now", now=now)
    clock.move_to(now + timedelta(minutes=2))
    assert "does not run" not in sam.get("/console/account").text

    clock.move_to(now + timedelta(minutes=4))

    assert "does not run" in sam.get("/console/account").text
    assert "does not run" not in olga.get("/console/account").text
