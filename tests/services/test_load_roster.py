"""A roster is loaded whole or not at all, and nobody is ever deleted."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.places import Chamber
from campaign.domain.roster import Role, Roster, RosterError
from campaign.models.roster import (
    CommitteeMember,
    Health,
    OfficeHealth,
    RosterEdition,
    Target,
)
from campaign.queries.targets import sitting_members
from campaign.services.load_roster import LoadedRoster, load_roster
from campaign.services.load_roster.places import load_places
from tests.rosters import JURISDICTION, MEMBERS, ROSTER, education, legislator, places

TODAY = date(2026, 10, 14)
NEXT_TERM = date(2026, 12, 7)
EVERYWHERE = [district.ocd_id for district in places().districts]


@pytest.fixture(autouse=True)
def _places(session: scoped_session[Session]) -> None:  # noqa: ARG001  # It opens the database.
    load_places(places())


def names(on: date = TODAY) -> list[str]:
    return [member.given_name for member in sitting_members(EVERYWHERE, on=on)]


def with_shared_address() -> Roster:
    pair = [replace(member, email="shared@legislature.example") for member in MEMBERS[:2]]
    return replace(ROSTER, legislators=(*pair, *MEMBERS[2:]))


def next_term() -> Roster:
    """Return the roster after an election in which member 1 lost to 7 and 6 came to seat 5."""
    jurisdiction = replace(
        JURISDICTION, roster_as_of=NEXT_TERM, roster_expires_on=date(2028, 12, 4)
    )
    members = (
        legislator(7, Chamber.LOWER, "1"),
        *MEMBERS[1:4],
        legislator(6, Chamber.UPPER, "1"),
        legislator(8, Chamber.UPPER, "2"),
    )
    return Roster(jurisdiction, members, (education((7, Role.CHAIR)),))


def test_a_roster_is_loaded(session: scoped_session[Session], now: datetime) -> None:
    loaded = load_roster(ROSTER, now=now)

    assert loaded == LoadedRoster(sitting=6, joined=6, left=0, doubtful=0)
    assert names() == ["Given1", "Given2", "Given3", "Given4", "Given5", "Given6"]
    edition = session.scalars(select(RosterEdition)).one()
    assert (edition.as_of, edition.expires_on) == (date(2026, 8, 5), NEXT_TERM)


def test_a_second_load_changes_nothing(session: scoped_session[Session], now: datetime) -> None:
    load_roster(ROSTER, now=now)
    before = set(session.scalars(select(Target.id)))

    again = load_roster(ROSTER, now=now)

    assert again == LoadedRoster(sitting=6, joined=0, left=0, doubtful=0)
    assert set(session.scalars(select(Target.id))) == before
    assert session.scalar(select(func.count()).select_from(CommitteeMember)) == 2


def test_whoever_is_gone_left_office_and_stays_known(
    session: scoped_session[Session], now: datetime
) -> None:
    load_roster(ROSTER, now=now)

    loaded = load_roster(next_term(), now=now)

    assert loaded == LoadedRoster(sitting=6, joined=3, left=3, doubtful=0)
    assert names(NEXT_TERM - timedelta(days=1)) == [f"Given{n}" for n in (1, 2, 3, 4, 5, 6)]
    assert names(NEXT_TERM) == ["Given7", "Given2", "Given3", "Given4", "Given6", "Given8"]
    assert session.scalar(select(func.count()).select_from(Target)) == 9


def test_whoever_comes_back_sits_again(session: scoped_session[Session], now: datetime) -> None:
    load_roster(ROSTER, now=now)
    load_roster(next_term(), now=now)
    later = replace(JURISDICTION, roster_as_of=date(2028, 12, 4))

    load_roster(replace(ROSTER, jurisdiction=later), now=now)

    assert names(date(2028, 12, 4)) == [f"Given{n}" for n in (1, 2, 3, 4, 5, 6)]
    assert session.scalar(select(func.count()).select_from(Target)) == 9


def test_a_roster_that_is_not_whole_changes_nothing(
    session: scoped_session[Session], now: datetime
) -> None:
    load_roster(ROSTER, now=now)

    with pytest.raises(RosterError):
        load_roster(replace(next_term(), legislators=MEMBERS[:5]), now=now)

    session.rollback()
    assert names() == [f"Given{n}" for n in (1, 2, 3, 4, 5, 6)]


def test_an_older_roster_is_refused(now: datetime) -> None:
    load_roster(next_term(), now=now)

    with pytest.raises(RosterError, match="load a roster as of 2026-12-07 or later"):
        load_roster(ROSTER, now=now)


def test_a_seat_in_an_unknown_district_is_refused(now: datetime) -> None:
    elsewhere = (replace(MEMBERS[0], district="99"), *MEMBERS[1:])

    with pytest.raises(RosterError, match=r"sldl:99.*load the places"):
        load_roster(replace(ROSTER, legislators=elsewhere), now=now)


def test_committees_follow_the_roster(now: datetime) -> None:
    load_roster(ROSTER, now=now)
    load_roster(replace(ROSTER, committees=(education((2, Role.VICE_CHAIR)),)), now=now)

    facts = {
        member.given_name: [(fact.subject, fact.role) for fact in member.committees]
        for member in sitting_members(EVERYWHERE, on=TODAY)
    }

    assert facts["Given1"] == []
    assert facts["Given2"] == [("education", Role.VICE_CHAIR)]


def test_a_shared_address_is_doubtful_for_both(now: datetime) -> None:
    loaded = load_roster(with_shared_address(), now=now)

    health = {
        member.given_name: member.email_health for member in sitting_members(EVERYWHERE, on=TODAY)
    }

    assert loaded.doubtful == 2
    assert [name for name, state in health.items() if state is Health.DOUBTFUL] == [
        "Given1",
        "Given2",
    ]


def test_what_staff_confirmed_stays_confirmed(
    session: scoped_session[Session], now: datetime
) -> None:
    load_roster(with_shared_address(), now=now)
    row = session.scalars(select(OfficeHealth)).first()
    assert row is not None
    row.state = Health.WORKING
    session.commit()

    assert load_roster(with_shared_address(), now=now).doubtful == 1


def test_a_new_address_begins_anew(session: scoped_session[Session], now: datetime) -> None:
    load_roster(with_shared_address(), now=now)

    assert load_roster(ROSTER, now=now).doubtful == 0
    assert session.scalars(select(OfficeHealth)).all() == []


def test_a_new_address_that_is_shared_is_doubtful_though_the_old_was_confirmed(
    session: scoped_session[Session], now: datetime
) -> None:
    load_roster(ROSTER, now=now)
    for target in session.scalars(select(Target)):
        session.add(
            OfficeHealth(target_id=target.id, state=Health.WORKING, since=now, reason="confirmed")
        )
    session.commit()

    assert load_roster(with_shared_address(), now=now).doubtful == 2
