"""What a new roster changes: who joins, leaves or moves, which seats empty, what is corrected."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from campaign.domain.places import Chamber
from campaign.domain.roster import Legislator, Seat

UNCOMPARED = frozenset({"person_id", "chamber", "district"})
"""What says who and where somebody is, and not what is known of them."""


class ChangeKind(StrEnum):
    """In which way a roster differs from the one in force."""

    ADDED = "added"
    LEFT = "left"
    MOVED = "moved"
    VACANT = "vacant"
    CHANGED = "changed"


OFFICE_FACTS = frozenset(
    {"capitol_address", "capitol_phone", "office_address", "office_city", "office_phone"}
)
"""Where an office is, which decides nothing about whom a letter reaches."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `fact` names what changed of a person; `was` and `becomes` are its values.

    `seat_before` is the seat that somebody who moved leaves.
    """

    kind: ChangeKind
    chamber: Chamber
    district: str
    person_id: str = ""
    name: str = ""
    fact: str = ""
    was: str = ""
    becomes: str = ""
    seat_before: Seat | None = None

    @property
    def is_of_office(self) -> bool:
        """Tell whether only a street or a telephone is another one."""
        return self.fact in OFFICE_FACTS


def differences(
    before: Iterable[Legislator], after: Iterable[Legislator], emptied: Iterable[Seat] = ()
) -> tuple[Change, ...]:
    """Return what changes from one roster to another: people first, then seats, then facts.

    `emptied` are the seats that nobody holds by the new roster, and somebody did before.
    """
    old = {person.person_id: person for person in before}
    new = {person.person_id: person for person in after}
    return (
        *_people(old, new),
        *(Change(ChangeKind.VACANT, seat.chamber, seat.district) for seat in emptied),
        *_facts(old, new),
    )


def counts(changes: Sequence[Change]) -> Mapping[ChangeKind, int]:
    """Return how many changes of each kind there are, people who changed counted once."""
    distinct = {(change.kind, change.person_id) for change in changes if change.person_id}
    found = Counter(kind for kind, _ in distinct)
    emptied = sum(change.kind is ChangeKind.VACANT for change in changes)
    return {**{kind: found[kind] for kind in ChangeKind}, ChangeKind.VACANT: emptied}


def _people(old: Mapping[str, Legislator], new: Mapping[str, Legislator]) -> Iterator[Change]:
    for person_id, person in new.items():
        known = old.get(person_id)
        if known is None:
            yield _of(ChangeKind.ADDED, person)
        elif known.seat != person.seat:
            yield replace(_of(ChangeKind.MOVED, person), seat_before=known.seat)
    for person_id, person in old.items():
        if person_id not in new:
            yield _of(ChangeKind.LEFT, person)


def _facts(old: Mapping[str, Legislator], new: Mapping[str, Legislator]) -> Iterator[Change]:
    names = [field.name for field in fields(Legislator) if field.name not in UNCOMPARED]
    for person_id, person in new.items():
        known = old.get(person_id)
        if known is None:
            continue
        for name in names:
            was, becomes = getattr(known, name), getattr(person, name)
            if was != becomes:
                yield _of(ChangeKind.CHANGED, person, fact=name, was=was, becomes=becomes)


def _of(
    kind: ChangeKind, person: Legislator, *, fact: str = "", was: str = "", becomes: str = ""
) -> Change:
    return Change(
        kind,
        person.chamber,
        person.district,
        person.person_id,
        person.full_name,
        fact,
        was,
        becomes,
    )
