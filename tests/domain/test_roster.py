"""A roster is taken whole or refused with everything that is wrong in it."""

from dataclasses import replace

import pytest

from campaign.domain.places import Chamber
from campaign.domain.roster import Role, Roster, RosterError, Seat, check, doubtful_addresses
from tests.rosters import JURISDICTION, LOWER_HOUSE, MEMBERS, ROSTER, education, legislator


def problems(roster: Roster) -> list[tuple[str, str]]:
    with pytest.raises(RosterError) as refused:
        check(roster)
    return [(problem.name, problem.value) for problem in refused.value.problems]


def test_a_whole_roster_is_accepted() -> None:
    check(ROSTER)


def test_a_missing_member_is_named_with_its_cure() -> None:
    with pytest.raises(RosterError) as refused:
        check(replace(ROSTER, legislators=MEMBERS[:-1]))

    assert str(refused.value) == (
        "number of sitting members, upper chamber is '1': the roster must hold exactly 2; "
        "take the whole file, or name each seat that is empty as vacant"
    )


def test_two_members_for_one_seat_are_refused() -> None:
    crowded = (*MEMBERS[:1], replace(MEMBERS[1], district="1"), *MEMBERS[2:])

    assert problems(replace(ROSTER, legislators=crowded)) == [
        ("number of sitting members, lower district 1", "2")
    ]


def test_a_district_takes_as_many_members_as_it_has_seats() -> None:
    crowded = (*MEMBERS[:1], replace(MEMBERS[1], district="3"), *MEMBERS[2:])

    assert problems(replace(ROSTER, legislators=crowded)) == [
        ("number of sitting members, lower district 3", "3")
    ]


@pytest.mark.parametrize(
    "email",
    ["member", "member@", "a b@legislature.example", "a@b", "a@legislature.example\nBcc: x"],
)
def test_an_address_must_be_formed_right(email: str) -> None:
    members = (replace(MEMBERS[0], email=email), *MEMBERS[1:])

    assert problems(replace(ROSTER, legislators=members)) == [("email of Given1 Family1", email)]


def test_an_unknown_address_stays_empty() -> None:
    check(replace(ROSTER, legislators=(replace(MEMBERS[0], email=""), *MEMBERS[1:])))


def test_all_problems_are_told_at_once() -> None:
    members = (
        replace(MEMBERS[0], email="nonsense", full_name=""),
        replace(MEMBERS[1], party="x" * 61),
        replace(MEMBERS[2], person_id=MEMBERS[3].person_id),
        *MEMBERS[3:],
    )

    found = problems(Roster(ROSTER.jurisdiction, members, (education((9, Role.CHAIR)),)))

    assert [name for name, _ in found] == [
        "person_id",
        "full_name",
        "party",
        "email of ",
        "member of the Education Committee",
    ]


def test_an_address_of_two_members_is_doubtful_however_it_is_written() -> None:
    pair = [
        legislator(1, Chamber.LOWER, "1", email="Shared@legislature.example"),
        legislator(2, Chamber.LOWER, "2", email="shared@legislature.example"),
    ]

    assert doubtful_addresses([*pair, *MEMBERS[2:]]) == {"shared@legislature.example"}


def test_unknown_addresses_are_not_one_address() -> None:
    nobody = [replace(member, email="") for member in MEMBERS]

    assert doubtful_addresses(nobody) == frozenset()


def test_where_seats_are_not_known_most_of_them_must_be_held() -> None:
    house = replace(LOWER_HOUSE, seats=40, seats_per_district=None)
    state = replace(JURISDICTION, houses={Chamber.LOWER: house})
    people = [legislator(number, Chamber.LOWER, str(number // 10)) for number in range(41)]

    check(Roster(state, tuple(people[:36]), ()))
    few = problems(Roster(state, tuple(people[:35]), ()))
    many = problems(Roster(state, tuple(people), ()))

    assert few == [("number of sitting members, lower chamber", "35")]
    assert many == [("number of sitting members, lower chamber", "41")]


def test_an_empty_seat_counts_when_it_is_named() -> None:
    check(
        replace(ROSTER, legislators=MEMBERS[1:], committees=(), vacant=(Seat(Chamber.LOWER, "1"),))
    )


def test_a_seat_that_is_held_is_not_vacant() -> None:
    assert problems(replace(ROSTER, vacant=(Seat(Chamber.LOWER, "1"),))) == [
        ("number of sitting members, lower chamber", "4"),
        ("vacant seats, lower district 1", "1"),
    ]
