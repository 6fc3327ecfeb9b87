"""Who sits for a district, and what a card says of them."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.errors import NotFound
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.domain.roster import Role
from campaign.queries.targets import CommitteeFact, sitting_members, target
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from tests.rosters import JURISDICTION, MEMBERS, ROSTER, places

TODAY = date(2026, 10, 14)
NEXT_TERM = date(2026, 12, 7)
STATE = "ocd-division/country:us/state:zz"


@pytest.fixture(autouse=True)
def _roster(
    session: scoped_session[Session],  # noqa: ARG001  # It opens the database.
    now: datetime,
) -> None:
    load_places(places())
    load_roster(ROSTER, now=now)


def test_a_card_says_who_sits_for_a_district() -> None:
    (member,) = sitting_members([f"{STATE}/sldl:1"], on=TODAY)

    assert member.full_name == "Given1 Family1"
    assert member.initials == "GF"
    assert member.district == JURISDICTION.district(Chamber.LOWER, "1")
    assert (member.party, member.office_city) == ("Invented Party", "Town1")
    assert member.email_health is Health.WORKING
    assert member.sits
    assert member.committees == (CommitteeFact("education", "Education Committee", Role.CHAIR),)


def test_a_district_may_have_many_members() -> None:
    members = sitting_members([f"{STATE}/sldl:3"], on=TODAY)

    assert [member.full_name for member in members] == ["Given3 Family3", "Given4 Family4"]


def test_members_stand_in_the_order_of_chambers_and_districts() -> None:
    ids = [f"{STATE}/{path}" for path in ("sldu:1", "sldl:2", "sldl:1")]

    members = sitting_members(ids, on=TODAY)

    assert [member.given_name for member in members] == ["Given1", "Given2", "Given5"]


def test_an_unknown_district_has_nobody() -> None:
    assert sitting_members([f"{STATE}/sldl:99"], on=TODAY) == ()
    assert sitting_members([], on=TODAY) == ()


def test_whoever_left_is_still_found_by_id(now: datetime) -> None:
    (member,) = sitting_members([f"{STATE}/sldu:2"], on=TODAY)
    successor = replace(MEMBERS[5], person_id="ocd-person/9")
    later = replace(JURISDICTION, roster_as_of=NEXT_TERM)
    load_roster(replace(ROSTER, jurisdiction=later, legislators=(*MEMBERS[:5], successor)), now=now)

    assert target(member.id, on=TODAY).sits
    assert not target(member.id, on=NEXT_TERM).sits


def test_an_unknown_id_is_not_found() -> None:
    with pytest.raises(NotFound):
        target("0" * 32, on=TODAY)


@pytest.mark.parametrize(
    ("given", "family", "initials"),
    [("Ángel", "Óscar", "ÁÓ"), ("", "Mononym", "M"), ("mia", "bonta", "MB")],
)
def test_initials_stand_in_for_a_photo(given: str, family: str, initials: str) -> None:
    (member,) = sitting_members([f"{STATE}/sldl:1"], on=TODAY)

    assert replace(member, given_name=given, family_name=family).initials == initials
