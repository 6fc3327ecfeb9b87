"""The console's page of the roster: differences, approval, who waits, and hand edits."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.places import Chamber
from campaign.domain.roster import Roster, Seat
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.roster import Committee
from campaign.models.staff import AuditEntry
from campaign.queries.targets import target
from campaign.services.load_roster.proposals import propose_roster
from tests import successions
from tests.insiders import Insider, sign_in
from tests.rosters import JURISDICTION, MEMBERS, legislator
from tests.writers import found_campaign, offices, write

TODAY = date(2026, 10, 14)
PAGE = "/console/roster"

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def proposal(app: Flask, now: datetime) -> str:
    """A roster that waits: one follows, one moves and leaves a seat empty, one is corrected."""
    with app.app_context():
        campaign = found_campaign(now)
        write(campaign, now=now)
        people = (
            legislator(7, Chamber.LOWER, "1"),
            replace(MEMBERS[1], email="new@legislature.example", office_phone="(555) 555-0199"),
            *MEMBERS[2:4],
            replace(MEMBERS[5], district="1"),
        )
        roster = Roster(
            replace(JURISDICTION, roster_as_of=TODAY), people, (), (Seat(Chamber.UPPER, "2"),)
        )
        proposed = propose_roster(
            roster, source="zz.csv", sha256="0" * 64, staff_member_id=None, now=now
        )
        return proposed.id


@pytest.fixture
def sam(app: Flask) -> Insider:
    return sign_in(app, StaffRole.STAFF)


def verbs(app: Flask) -> list[AuditVerb]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_the_difference_is_shown_in_words(proposal: str, sam: Insider) -> None:
    page = sam.get(PAGE).text

    assert proposal in page
    for words in ("Joins", "Leaves", "Moves", "Seat becomes vacant", "zz.csv"):
        assert words in page
    assert "Senate District 2" in page
    assert "new@legislature.example" in page


@pytest.mark.usefixtures("proposal")
def test_streets_and_telephones_are_folded_so_that_people_stand_first(sam: Insider) -> None:
    page = sam.get(PAGE).text
    folded = page[page.index('<details class="flow">') : page.index("</details>")]

    assert "1 change of an office" in folded
    assert "(555) 555-0199" in folded
    assert "new@legislature.example" not in folded


def test_staff_put_it_in_force_and_letters_wait(app: Flask, proposal: str, sam: Insider) -> None:
    answer = sam.post(f"{PAGE}/{proposal}/approve")
    page = sam.get(answer.location).text

    assert answer.status_code == 303
    assert "The new roster is in force: 2 joined, 3 left." in page
    assert "No new roster waits." in page
    assert "Given1 Family1" in page
    assert verbs(app)[-1] is AuditVerb.ROSTER_APPROVED


def test_a_second_approval_is_told_that_it_is_decided(proposal: str, sam: Insider) -> None:
    sam.post(f"{PAGE}/{proposal}/approve")
    answer = sam.post(f"{PAGE}/{proposal}/approve")

    assert (
        "Somebody has decided about this roster in the meantime." in sam.get(answer.location).text
    )


def test_staff_throw_it_away(app: Flask, proposal: str, sam: Insider) -> None:
    answer = sam.post(f"{PAGE}/{proposal}/dismiss")

    assert "The roster was thrown away." in sam.get(answer.location).text
    assert verbs(app)[-1] is AuditVerb.ROSTER_DISMISSED
    with app.app_context():
        assert offices()[0].left_office_on is None


def test_staff_see_who_waits_and_who_was_asked(
    app: Flask, proposal: str, sam: Insider, now: datetime
) -> None:
    sam.post(f"{PAGE}/{proposal}/approve")
    with app.app_context():
        successions.offer(now)

    page = sam.get(PAGE).text

    assert "Given7 Family7" in page
    assert "Writers asked" in page


def test_an_organizer_may_not_open_it(app: Flask) -> None:
    olga = sign_in(app, StaffRole.ORGANIZER)

    assert olga.get(PAGE).status_code == 403


def test_staff_write_down_what_they_know(app: Flask, proposal: str, sam: Insider) -> None:
    del proposal
    with app.app_context():
        office_id = offices()[0].id
        committee_id = db.session.scalars(select(Committee.id)).one()
    path = f"{PAGE}/office/{office_id}"
    shown = sam.get(path).text
    facts = {"email": "right@legislature.example", f"role-{committee_id}": "member"}

    answer = sam.post(path, facts)

    assert "member1@legislature.example" in shown
    assert answer.status_code == 303
    with app.app_context():
        member = target(office_id, on=TODAY)
        assert member.email == "right@legislature.example"
        assert [fact.role for fact in member.committees] == ["member"]
    assert "by hand" in sam.get(path).text


def test_a_malformed_address_comes_back_with_its_cure(
    app: Flask, proposal: str, sam: Insider
) -> None:
    del proposal
    with app.app_context():
        office_id = offices()[0].id

    answer = sam.post(f"{PAGE}/office/{office_id}", {"email": "nothing"})

    assert answer.status_code == 422
    assert "Write one address like name@example.org, or leave it empty." in answer.text
    assert 'value="nothing"' in answer.text


def test_an_unknown_office_is_not_there(sam: Insider) -> None:
    assert sam.get(f"{PAGE}/office/nowhere").status_code == 404


def test_the_next_roster_may_decide_again(app: Flask, proposal: str, sam: Insider) -> None:
    del proposal
    with app.app_context():
        office_id = offices()[0].id

    answer = sam.post(f"{PAGE}/office/{office_id}/forget")

    assert "Noted. The next roster decides again." in sam.get(answer.location).text
