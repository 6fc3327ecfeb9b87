"""Offices that the whole state elects are kept by hand, and no roster touches them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.content import Phrase
from campaign.domain.drafts import Draft
from campaign.domain.ladder import FORM
from campaign.domain.places import Chamber
from campaign.domain.roster import RosterError
from campaign.queries.addressees import addressee_of
from campaign.queries.drafts import drafted
from campaign.queries.places import districts_of, has_districts_beyond_zips
from campaign.queries.roster import empty_seats, legislators
from campaign.queries.targets import Member, statewide_members
from campaign.services.load_content import load_content
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.load_roster.statewide import load_statewide
from tests.contents import CONTENT
from tests.rosters import JURISDICTION, ROSTER, legislator, places

TODAY = date(2026, 10, 14)
GOVERNOR: Mapping[str, Phrase] = {
    "neutral": Phrase("Governor", "Titular de la Gubernatura"),
    "female": Phrase("Governor", "Gobernadora"),
}
STATE = replace(JURISDICTION, statewide={"governor": GOVERNOR})
HOLDER = replace(legislator(50, Chamber.STATEWIDE, "governor", gender="female"), email="")


@pytest.fixture(autouse=True)
def _loaded(session: scoped_session[Session], now: datetime) -> None:
    del session
    load_places(places())
    load_roster(ROSTER, now=now)
    load_statewide((HOLDER,), STATE, now=now)


def holders(on: date = TODAY) -> tuple[Member, ...]:
    return statewide_members(STATE.slug, ("governor",), on=on)


def test_the_holder_is_known_and_has_a_title() -> None:
    (member,) = holders()

    assert member.full_name == "Given50 Family50"
    assert STATE.title(Chamber.STATEWIDE, member.gender, "governor").es == "Gobernadora"
    assert STATE.district_name(Chamber.STATEWIDE, "governor").en == "the State of Invented"


def test_a_roster_of_the_chambers_does_not_touch_it(now: datetime) -> None:
    load_roster(ROSTER, now=now)

    assert len(holders()) == 1
    assert len(legislators(STATE.slug, on=TODAY)) == 6
    assert not empty_seats(STATE.slug, on=TODAY)
    assert all(each.chamber is not Chamber.STATEWIDE for each in districts_of(STATE.slug, on=TODAY))
    assert not has_districts_beyond_zips(STATE.slug, on=TODAY)


def test_who_follows_takes_office_and_nobody_is_deleted(now: datetime) -> None:
    later = now + timedelta(days=90)
    follower = legislator(51, Chamber.STATEWIDE, "governor")

    load_statewide((follower,), STATE, now=later)

    assert [member.full_name for member in holders(STATE.day(later))] == ["Given51 Family51"]
    assert [member.full_name for member in holders()] == ["Given50 Family50"]


def test_without_an_address_a_letter_begins_on_the_form() -> None:
    (member,) = holders()

    assert addressee_of(member.id, on=TODAY).rung == FORM


def test_a_campaign_adds_it_to_its_targets(now: datetime) -> None:
    load_content(replace(CONTENT, jurisdiction=STATE.slug, statewide=("governor",)), now=now)
    draft = Draft(
        campaign=CONTENT.slug,
        seed="seed",
        submission_key="key",
        picks=("housing",),
        zip="90001",
        districts=tuple(each.ocd_id for each in places().districts if each.number == "1"),
    )

    letters = drafted(draft, jurisdiction=STATE, locale="es", city="Town", on=TODAY).letters

    assert [each.member.full_name for each in letters] == [
        "Given1 Family1",
        "Given5 Family5",
        "Given50 Family50",
    ]
    assert letters[-1].letter.text.startswith("Dear Governor Family50,")


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ((replace(HOLDER, district="king"),), "office of the whole state is 'king'"),
        ((HOLDER, replace(HOLDER, person_id="other")), "one person holds it; keep one row"),
    ],
)
def test_an_unknown_office_or_two_holders_are_refused(
    now: datetime, people: tuple[object, ...], sentence: str
) -> None:
    with pytest.raises(RosterError, match=sentence):
        load_statewide(people, STATE, now=now)
