"""What staff write down of an office stands, whatever a later roster says."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.roster import Role, Roster
from campaign.domain.staff import AuditVerb
from campaign.models.roster import Committee, set_health
from campaign.models.staff import AuditEntry
from campaign.queries.targets import Member, target
from campaign.services.edit_office import edit_office, forget_edits
from campaign.services.load_roster import load_roster
from tests.rosters import JURISDICTION, MEMBERS, ROSTER
from tests.writers import offices

TODAY = date(2026, 10, 14)

pytestmark = pytest.mark.usefixtures("campaign")


def edit(now: datetime, roles: dict[str, str] | None = None, **facts: str) -> None:
    edit_office(office().id, facts, roles or {}, staff_member_id=None, now=now)


def office() -> Member:
    db.session.rollback()
    return target(offices()[0].id, on=TODAY)


def load(roster: Roster, now: datetime) -> None:
    load_roster(replace(roster, jurisdiction=JURISDICTION), now=now)


def committee() -> str:
    return db.session.scalars(select(Committee.id)).one()


def test_a_fact_stands_after_the_next_roster(now: datetime) -> None:
    edit(now, email="right@legislature.example", capitol_phone="555-0199")

    load(ROSTER, now)

    assert office().email == "right@legislature.example"
    assert office().capitol_phone == "555-0199"


def test_a_new_address_counts_as_working(now: datetime) -> None:
    set_health(db.session(), offices()[0].id, Health.FAILING, "staff", now=now)
    db.session.commit()

    edit(now, email="right@legislature.example")

    assert office().email_health is Health.WORKING


def test_what_is_the_same_is_no_edit(now: datetime) -> None:
    edit(now, email=office().email)
    load(replace(ROSTER, legislators=(replace(MEMBERS[0], email="a@b.example"), *MEMBERS[1:])), now)

    assert office().email == "a@b.example"


def test_what_is_forgotten_is_the_rosters_business_again(now: datetime) -> None:
    edit(now, email="right@legislature.example")
    forget_edits(office().id, staff_member_id=None, now=now)

    load(ROSTER, now)

    assert office().email == MEMBERS[0].email


def test_a_seat_on_a_committee_stands_after_the_next_roster(now: datetime) -> None:
    edit(now, {committee(): Role.VICE_CHAIR})

    load(ROSTER, now)

    assert [fact.role for fact in office().committees] == [Role.VICE_CHAIR]


def test_who_left_a_committee_stays_away_from_it(now: datetime) -> None:
    edit(now, {committee(): ""})

    load(ROSTER, now)

    assert office().committees == ()


@pytest.mark.parametrize(
    ("facts", "key"),
    [({"email": "no address"}, "office_address_wrong"), ({"capitol_phone": "5" * 41}, "too_long")],
)
def test_nonsense_is_refused_and_nothing_is_written(
    now: datetime, facts: dict[str, str], key: str
) -> None:
    with pytest.raises(Refused, match=key):
        edit(now, **facts)

    assert office().email == MEMBERS[0].email


def test_an_unknown_committee_or_role_is_not_found(now: datetime) -> None:
    with pytest.raises(NotFound):
        edit(now, {"nowhere": Role.CHAIR})
    with pytest.raises(NotFound):
        edit(now, {committee(): "king"})


def test_it_is_written_down_without_the_words(now: datetime) -> None:
    edit(now, {committee(): ""}, email="right@legislature.example")

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.verb for entry in entries] == [
        AuditVerb.OFFICE_EDITED,
        AuditVerb.COMMITTEE_EDITED,
    ]
    assert "right@" not in "".join(entry.facts for entry in entries)
