"""A new roster waits until somebody approves what it changes; what staff wrote by hand stands."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.places import Chamber
from campaign.domain.roster import Role, Roster, RosterError, Seat
from campaign.domain.roster_changes import ChangeKind
from campaign.models.roster import OfficeEdit, RosterEdition, Target
from campaign.queries.roster import proposals
from campaign.queries.targets import sitting_members
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.load_roster.proposals import (
    Proposed,
    approve_roster,
    dismiss_roster,
    propose_roster,
)
from tests.rosters import JURISDICTION, MEMBERS, ROSTER, legislator, places

TODAY = date(2026, 10, 14)
NEWER = replace(JURISDICTION, roster_as_of=TODAY)
EVERYWHERE = [district.ocd_id for district in places().districts]
EMPTY_SEAT = Seat(Chamber.LOWER, "1")

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def loaded(session: scoped_session[Session], now: datetime) -> None:
    """The invented state with its roster of August."""
    del session
    load_places(places())
    load_roster(ROSTER, now=now)


def published(*members: object, vacant: tuple[Seat, ...] = ()) -> Roster:
    """Return a roster as it is published: without committees and Capitol offices."""
    people = tuple(replace(each, capitol_address="", capitol_phone="") for each in members)
    return Roster(NEWER, people, (), vacant)


def propose(roster: Roster, now: datetime) -> Proposed:
    return propose_roster(roster, source="zz.csv", sha256="0" * 64, staff_member_id=None, now=now)


def approve(proposal_id: str, now: datetime) -> None:
    approve_roster(proposal_id, {NEWER.slug: NEWER}, staff_member_id=None, now=now)


def names() -> list[str]:
    return [member.given_name for member in sitting_members(EVERYWHERE, on=TODAY)]


def successor() -> Roster:
    return published(legislator(7, Chamber.LOWER, "1"), *MEMBERS[1:])


def test_nothing_changes_before_somebody_approves(now: datetime) -> None:
    proposed = propose(successor(), now)

    assert [change.kind for change in proposed.changes] == [ChangeKind.ADDED, ChangeKind.LEFT]
    assert "Given7" not in names()
    assert [proposal.id for proposal in proposals()] == [proposed.id]


def test_an_approved_roster_holds_and_nobody_is_deleted(now: datetime) -> None:
    approve(propose(successor(), now).id, now)

    assert names() == ["Given7", *(f"Given{n}" for n in range(2, 7))]
    left = db.session.scalars(select(Target).where(Target.left_office_on.is_not(None))).one()
    assert (left.person_id, left.left_office_on) == ("ocd-person/1", TODAY)
    assert proposals() == []


def test_a_dismissed_roster_is_gone(now: datetime) -> None:
    proposed = propose(successor(), now)
    dismiss_roster(proposed.id, staff_member_id=None, now=now)

    with pytest.raises(Refused, match="roster_decided"):
        approve(proposed.id, now)

    assert names() == [f"Given{n}" for n in range(1, 7)]


def test_a_newer_proposal_takes_the_place_of_the_one_that_waits(now: datetime) -> None:
    propose(successor(), now)
    newer = propose(published(legislator(8, Chamber.LOWER, "1"), *MEMBERS[1:]), now)

    assert [proposal.id for proposal in proposals()] == [newer.id]


def test_the_same_people_need_nobodys_word_and_are_known_anew(now: datetime) -> None:
    proposed = propose(published(*MEMBERS), now)

    assert proposed == Proposed("", ())
    assert db.session.scalars(select(RosterEdition.as_of)).one() == TODAY


def test_what_the_publisher_leaves_out_stays(now: datetime) -> None:
    approve(propose(successor(), now).id, now)

    members = {member.given_name: member for member in sitting_members(EVERYWHERE, on=TODAY)}

    assert members["Given2"].capitol_address == "1 Capitol Way"
    assert members["Given7"].capitol_address == ""
    assert [fact.role for fact in members["Given3"].committees] == [Role.MEMBER]


def test_who_left_sits_on_no_committee_of_a_later_roster(now: datetime) -> None:
    approve(propose(successor(), now).id, now)

    committees = [
        member.given_name for member in sitting_members(EVERYWHERE, on=TODAY) if member.committees
    ]

    assert committees == ["Given3"]


def test_a_roster_that_lacks_a_member_is_refused_until_the_seat_is_named(now: datetime) -> None:
    with pytest.raises(RosterError, match="name each seat that is empty as vacant"):
        propose(published(*MEMBERS[1:]), now)
    db.session.rollback()

    proposed = propose(published(*MEMBERS[1:], vacant=(EMPTY_SEAT,)), now)

    assert [change.kind for change in proposed.changes] == [ChangeKind.LEFT, ChangeKind.VACANT]


def test_the_seat_that_nobody_holds_is_named(now: datetime) -> None:
    with pytest.raises(RosterError) as refused:
        propose(published(*MEMBERS[1:]), now)

    assert str(refused.value.problems[-1]) == (
        "seat that nobody holds is 'lower 1': if it is empty, name it with --vacant lower:1"
    )


def test_a_seat_that_is_known_to_be_empty_need_not_be_named_again(now: datetime) -> None:
    approve(propose(published(*MEMBERS[1:], vacant=(EMPTY_SEAT,)), now).id, now)

    assert propose(published(*MEMBERS[1:]), now) == Proposed("", ())
    filled = propose(successor(), now)
    assert [change.kind for change in filled.changes] == [ChangeKind.ADDED]


def test_what_staff_wrote_down_survives_the_next_roster(now: datetime) -> None:
    target = db.session.scalars(select(Target).where(Target.person_id == "ocd-person/2")).one()
    target.email = "right@legislature.example"
    db.session.add(
        OfficeEdit(target_id=target.id, fact="email", value="right@legislature.example", at=now)
    )
    db.session.commit()

    proposed = propose(successor(), now)
    approve(proposed.id, now)

    members = {member.given_name: member for member in sitting_members(EVERYWHERE, on=TODAY)}
    assert [change.kind for change in proposed.changes] == [ChangeKind.ADDED, ChangeKind.LEFT]
    assert members["Given2"].email == "right@legislature.example"


def test_a_look_up_answers_as_of_a_day(now: datetime) -> None:
    approve(propose(successor(), now).id, now)

    before = sitting_members(EVERYWHERE, on=date(2026, 10, 13))

    assert [member.given_name for member in before] == [f"Given{n}" for n in range(1, 7)]


def test_two_members_for_one_seat_and_a_malformed_address_are_refused(now: datetime) -> None:
    pair = (replace(MEMBERS[1], district="1"), replace(MEMBERS[2], email="no-address"))

    with pytest.raises(RosterError) as refused:
        propose(published(MEMBERS[0], *pair, *MEMBERS[3:]), now)

    assert [problem.name for problem in refused.value.problems] == [
        "number of sitting members, lower district 1",
        "email of Given3 Family3",
        "seat that nobody holds",
    ]
