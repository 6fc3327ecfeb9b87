"""What a new roster changes is told person by person."""

from dataclasses import replace

from campaign.domain.places import Chamber
from campaign.domain.roster import Seat
from campaign.domain.roster_changes import Change, ChangeKind, counts, differences
from campaign.domain.roster_text import as_text, from_text
from tests.rosters import JURISDICTION, MEMBERS, ROSTER, legislator


def test_the_same_people_change_nothing() -> None:
    assert differences(MEMBERS, reversed(MEMBERS)) == ()


def test_who_joins_who_leaves_and_who_moves_is_told() -> None:
    moved = replace(MEMBERS[5], district="1")
    after = (legislator(7, Chamber.LOWER, "1"), *MEMBERS[1:4], moved)

    changes = differences(MEMBERS, after)

    assert [
        (change.kind, change.name, change.district, change.seat_before) for change in changes
    ] == [
        (ChangeKind.ADDED, "Given7 Family7", "1", None),
        (ChangeKind.MOVED, "Given6 Family6", "1", Seat(Chamber.UPPER, "2")),
        (ChangeKind.LEFT, "Given1 Family1", "1", None),
        (ChangeKind.LEFT, "Given5 Family5", "1", None),
    ]


def test_a_changed_address_is_told_with_both_values() -> None:
    after = (replace(MEMBERS[0], email="new@legislature.example"), *MEMBERS[1:])

    (change,) = differences(MEMBERS, after)

    assert change == Change(
        ChangeKind.CHANGED,
        Chamber.LOWER,
        "1",
        "ocd-person/1",
        "Given1 Family1",
        "email",
        "member1@legislature.example",
        "new@legislature.example",
    )


def test_a_seat_that_empties_is_told_beside_who_left_it() -> None:
    changes = differences(MEMBERS, MEMBERS[1:], [Seat(Chamber.LOWER, "1")])

    assert [change.kind for change in changes] == [ChangeKind.LEFT, ChangeKind.VACANT]


def test_a_person_counts_once_however_much_changed() -> None:
    after = (replace(MEMBERS[0], email="new@legislature.example", party="Other"), *MEMBERS[1:])

    found = counts(differences(MEMBERS, after))

    assert found[ChangeKind.CHANGED] == 1
    assert found[ChangeKind.ADDED] == 0


def test_a_roster_comes_back_from_its_text() -> None:
    roster = replace(ROSTER, vacant=(Seat(Chamber.UPPER, "2"),))

    assert from_text(as_text(roster), JURISDICTION) == roster
