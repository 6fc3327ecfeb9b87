"""One person: the whole story, and what staff do for them, each step written down."""

import io
import json
import zipfile
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.actions import Action
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.staff import AuditEntry
from campaign.models.supporters import Supporter
from tests import make
from tests.insiders import Insider, set_up_app, sign_in
from tests.people import ANA, BEN, ROSA
from tests.writers import found_campaign

WISH = {"asker": "self", "way": "phone"}


@pytest.fixture
def ana(app: Flask, now: datetime) -> str:
    """Return Ana, who signed up, and whose mother writes from the same address."""
    with app.app_context():
        campaign = found_campaign(now)
        make.write(campaign, BEN, now=now)
        make.write(campaign, ANA, now=now, consent_coalition=True)
        make.write(campaign, ROSA, now=now)
        return db.session.scalars(select(Supporter.id).where(Supporter.email == ANA.email)).one()


@pytest.fixture
def sam(app: Flask, ana: str) -> Insider:
    del ana
    return sign_in(app, StaffRole.STAFF)


def page(ana: str, name: str = "") -> str:
    """Return the address of Ana's page, or of one of its decisions."""
    return f"/console/supporters/{ana}{'/' if name else ''}{name}"


def audit(app: Flask, ana: str) -> list[tuple[AuditVerb, dict[str, object]]]:
    """Return what was written down about Ana, without the looks."""
    with app.app_context():
        entries = db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject == ana, AuditEntry.verb != AuditVerb.SUPPORTER_OPENED)
            .order_by(AuditEntry.id)
        )
        return [(entry.verb, json.loads(entry.facts)) for entry in entries]


def decide(sam: Insider, ana: str, name: str, **typed: str) -> str:
    """Send a decision's form, and return the page that one stands on afterwards."""
    answer = sam.post(page(ana, name), {**WISH, **typed}, of=page(ana, name))
    assert answer.status_code == 303, answer.text
    return sam.get(answer.location).text


def action_of(app: Flask, name: str) -> str:
    """Return what somebody sent, by their given name."""
    with app.app_context():
        return db.session.scalars(select(Action.id).where(Action.given_name == name)).one()


def test_the_page_tells_the_whole_story_and_who_shares_the_address(sam: Insider, ana: str) -> None:
    text = sam.get(page(ana)).text

    assert "Several people write from this address" in text
    assert "Ana Reyes Núñez wrote" in text
    assert "Rosa Reyes wrote" in text
    assert "Agreed to mail from the coalition" in text
    assert "wording of 2026-11" in text
    assert "Our mail: the code and the link" in text
    assert make.STORY not in text
    assert BEN.given_name not in text


def test_a_look_is_written_down_and_a_letter_opens_only_when_asked(
    app: Flask, sam: Insider, ana: str
) -> None:
    with app.app_context():
        letter_id = db.session.scalars(
            select(Letter.id)
            .join(Action, Action.id == Letter.action_id)
            .where(Action.given_name == ANA.given_name)
        ).first()
    sam.get(page(ana))
    text = sam.get(page(ana, f"letters/{letter_id}")).text

    assert make.STORY in text
    assert audit(app, ana) == [(AuditVerb.LETTER_OPENED, {})]
    with app.app_context():
        assert AuditVerb.SUPPORTER_OPENED in set(db.session.scalars(select(AuditEntry.verb)))


def test_a_letter_of_somebody_else_is_not_there(app: Flask, sam: Insider, ana: str) -> None:
    with app.app_context():
        bens = db.session.scalars(
            select(Letter.id)
            .join(Action, Action.id == Letter.action_id)
            .where(Action.email == BEN.email)
        ).first()

    assert sam.get(page(ana, f"letters/{bens}")).status_code == 404
    assert sam.get(page("unknown")).status_code == 404


def test_a_correction_leaves_what_was_sent(app: Flask, sam: Insider, ana: str) -> None:
    right = {
        "given_name": "Anna",
        "family_name": "Reyes",
        "email": "Anna@Example.org",
        "city": "Davis",
        "zip": "95616",
        "locale": "es",
    }

    decide(sam, ana, "correct", **right)

    with app.app_context():
        row = db.session.get_one(Supporter, ana)
        assert (row.given_name, row.email, row.locale) == ("Anna", "anna@example.org", "es")
        sent = set(db.session.scalars(select(Action.email).where(Action.supporter_id == ana)))
        assert sent == {ANA.email}
    fields = ["given_name", "family_name", "email", "city", "zip", "locale"]
    assert audit(app, ana) == [(AuditVerb.SUPPORTER_CORRECTED, {**WISH, "fields": fields})]
    found = sam.post("/console/supporters", {"name": "anna"}, of="/console/supporters").text
    assert "anna@example.org" in found


def test_a_wrong_correction_comes_back_as_typed(app: Flask, sam: Insider, ana: str) -> None:
    typed = {"given_name": "Anna", "email": "nonsense", "zip": "9", "locale": "en"}

    answer = sam.post(page(ana, "correct"), typed, of=page(ana, "correct"))

    assert answer.status_code == 422
    assert 'value="nonsense"' in answer.text
    assert "Say who asked for it." in answer.text
    assert audit(app, ana) == []


def test_the_address_of_somebody_else_is_refused(sam: Insider, ana: str) -> None:
    typed = {**WISH, "given_name": "A", "email": BEN.email, "zip": "95616", "locale": "en"}

    answer = sam.post(page(ana, "correct"), typed, of=page(ana, "correct"))

    assert answer.status_code == 422
    assert "Somebody else has this address" in answer.text


def test_one_persons_letters_and_a_consent_are_taken_back(
    app: Flask, sam: Insider, ana: str
) -> None:
    rosas, anas = action_of(app, ROSA.given_name), action_of(app, ANA.given_name)

    after = decide(sam, ana, "withdraw", what=f"letters:{rosas}")
    form = sam.get(page(ana, "withdraw")).text
    consent = form.partition('value="consent:')[2].partition('"')[0]
    decide(sam, ana, "withdraw", what=f"consent:{consent}")

    assert "2 letters taken back" in after
    with app.app_context():
        assert make.states(rosas) == ["cancelled", "cancelled"]
        assert make.states(anas) == ["queued", "queued"]
    assert "No more mail from the coalition" in sam.get(page(ana)).text
    assert [verb for verb, _ in audit(app, ana)] == [
        AuditVerb.LETTERS_WITHDRAWN,
        AuditVerb.CONSENT_WITHDRAWN,
    ]


def test_nothing_is_taken_back_that_is_not_theirs(app: Flask, sam: Insider, ana: str) -> None:
    bens = action_of(app, BEN.given_name)
    typed = {**WISH, "what": f"letters:{bens}"}

    answer = sam.post(page(ana, "withdraw"), typed, of=page(ana, "withdraw"))

    assert answer.status_code == 422
    with app.app_context():
        assert make.states(bens) == ["queued", "queued"]
    assert audit(app, ana) == []


def test_mail_stops_and_goes_again(sam: Insider, ana: str) -> None:
    stopped = decide(sam, ana, "mail", wanted="stop")
    again = decide(sam, ana, "mail", wanted="go")

    assert "This address gets no mail from us" in stopped
    assert "Mail may go to this address again" in again


def test_a_copy_holds_the_words_and_no_name_of_staff(app: Flask, sam: Insider, ana: str) -> None:
    set_up_app(sam)

    answer = sam.post(page(ana, "copy"), WISH, of=page(ana, "copy"))

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.html", "data.json"]
        plain = archive.read("data.json").decode()
        readable = archive.read("data.html").decode()
    assert json.loads(plain)["person"]["email"] == ANA.email
    assert make.STORY in plain
    assert make.STORY in readable
    assert "sam@coalition.example" not in plain + readable
    assert audit(app, ana) == [(AuditVerb.SUPPORTER_COPIED, {**WISH, "letters": 4})]


def test_an_erasure_needs_a_tick_and_leaves_nobody(app: Flask, sam: Insider, ana: str) -> None:
    hesitant = sam.post(page(ana, "erase"), WISH, of=page(ana, "erase"))
    assert hesitant.status_code == 422

    done = sam.post(page(ana, "erase"), {**WISH, "sure": "y"}, of=page(ana, "erase"))

    assert (done.status_code, done.location) == (303, "/console/supporters")
    assert sam.get(page(ana)).status_code == 404
    with app.app_context():
        assert make.places_of([ROSA.given_name, ANA.family_name, ANA.email]) == {}
        waits = select(Delivery.status).where(Delivery.recipient == ANA.email)
        assert db.session.scalars(waits).all() == []
    assert audit(app, ana) == [(AuditVerb.SUPPORTER_ERASED, WISH)]
