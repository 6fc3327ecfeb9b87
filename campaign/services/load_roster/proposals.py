"""Let a new roster wait until somebody approves what it changes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import insert, update

from campaign.db import db, new_id
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction, Places
from campaign.domain.roster import Legislator, Problem, Roster, RosterError, Seat, check
from campaign.domain.roster_changes import Change, differences
from campaign.domain.roster_text import as_text, from_text
from campaign.domain.staff import AuditVerb
from campaign.models.roster import RosterEdition, RosterProposal
from campaign.models.staff import record
from campaign.queries.places import districts_of
from campaign.queries.roster import (
    Proposal,
    committees,
    empty_seats,
    legislators,
    proposals,
    with_edits,
)
from campaign.services.load_roster.places import write_places
from campaign.services.load_roster.seats import (
    LoadedRoster,
    district_ids_of,
    edition_before,
    put_in_force,
    write_edition,
)

MOST_NAMED = 10
"""So many seats that nobody holds are named; a file that lacks more is not whole."""

CAPITOL = ("capitol_address", "capitol_phone")
"""What a published roster leaves empty, and what stays with whoever keeps their chamber."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a new roster changes, and the id under which it waits; empty where nothing changes."""

    id: str
    changes: tuple[Change, ...]


def propose_roster(
    roster: Roster,
    *,
    source: str,
    sha256: str,
    staff_member_id: str | None,
    now: datetime,
    places: Places | None = None,
) -> Proposed:
    """Let a whole roster wait for a person's word; one that waited for it before is dismissed.

    Where nothing changes, it is only noted as of when that is known. Seats that are empty now and
    are not filled stay so. `places` are loaded at once, with the roster that fits them. Raises
    RosterError, with nothing written, as a load does.
    """
    try:
        roster, edition, changes = _compared(roster, places, now)
    except RosterError:
        db.session.rollback()
        raise
    jurisdiction = roster.jurisdiction
    _dismiss_open(jurisdiction.slug, now)
    if not changes and edition is not None:
        write_edition(edition, jurisdiction, now)
        db.session.commit()
        return Proposed("", ())
    proposal_id = new_id()
    row = {
        "id": proposal_id,
        "jurisdiction": jurisdiction.slug,
        "as_of": jurisdiction.roster_as_of,
        "expires_on": jurisdiction.roster_expires_on,
        "source": source,
        "sha256": sha256,
        "roster": as_text(roster),
        "proposed_at": now,
    }
    db.session.execute(insert(RosterProposal), row)
    _record(AuditVerb.ROSTER_PROPOSED, proposal_id, staff_member_id, now, changes=len(changes))
    db.session.commit()
    return Proposed(proposal_id, changes)


def _compared(
    roster: Roster, places: Places | None, now: datetime
) -> tuple[Roster, RosterEdition | None, tuple[Change, ...]]:
    """Return a whole roster, the edition before it, and what it changes. Raises RosterError."""
    if places is not None:
        write_places(places)
    roster = _completed(roster, now)
    _check(roster, now)
    edition = edition_before(roster.jurisdiction)
    district_ids_of(roster)
    return roster, edition, changes_of(roster, now=now)


def changes_of(roster: Roster, *, now: datetime) -> tuple[Change, ...]:
    """Return what a roster changes of the one in force today, hand edits left standing."""
    slug, today = roster.jurisdiction.slug, roster.jurisdiction.day(now)
    emptied = Counter(roster.vacant) - empty_seats(slug, on=today)
    return differences(
        legislators(slug, on=today),
        with_edits(roster.legislators, slug),
        sorted(emptied.elements()),
    )


def proposed_roster(proposal: Proposal, jurisdiction: Jurisdiction) -> Roster:
    """Return the roster that waits under a proposal."""
    dated = replace(
        jurisdiction, roster_as_of=proposal.as_of, roster_expires_on=proposal.expires_on
    )
    return from_text(proposal.roster, dated)


def approve_roster(
    proposal_id: str,
    jurisdictions: Mapping[str, Jurisdiction],
    *,
    staff_member_id: str | None,
    now: datetime,
) -> LoadedRoster:
    """Put a roster in force that waited for it.

    Raises Refused("roster_decided") when somebody was quicker, and RosterError when it does not
    fit any more.
    """
    waiting = {proposal.id: proposal for proposal in proposals()}
    _decide(proposal_id, now, approved=True)
    proposal = waiting[proposal_id]
    roster = proposed_roster(proposal, jurisdictions[proposal.jurisdiction])
    loaded = put_in_force(roster, now=now)
    facts = {"joined": loaded.joined, "left": loaded.left}
    _record(AuditVerb.ROSTER_APPROVED, proposal_id, staff_member_id, now, **facts)
    db.session.commit()
    return loaded


def dismiss_roster(proposal_id: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Throw a roster away that waited. Raises Refused("roster_decided")."""
    _decide(proposal_id, now, approved=False)
    _record(AuditVerb.ROSTER_DISMISSED, proposal_id, staff_member_id, now)
    db.session.commit()


def _check(roster: Roster, now: datetime) -> None:
    """Accept a whole roster. Raises RosterError, which names the seats that nobody holds."""
    try:
        check(roster)
    except RosterError as error:
        unheld = (
            Problem(
                "seat that nobody holds",
                f"{seat.chamber} {seat.district}",
                f"if it is empty, name it with --vacant {seat.chamber}:{seat.district}",
            )
            for seat in islice(_unheld(roster, now), MOST_NAMED)
        )
        raise RosterError([*error.problems, *unheld]) from error


def _unheld(roster: Roster, now: datetime) -> Iterator[Seat]:
    """Yield the seats of known districts that a roster neither fills nor names as vacant."""
    jurisdiction = roster.jurisdiction
    named = Counter((*(person.seat for person in roster.legislators), *roster.vacant))
    for district in districts_of(jurisdiction.slug, on=jurisdiction.day(now)):
        seat = Seat(district.chamber, district.number)
        house = jurisdiction.houses[seat.chamber]
        missing = house.seats_of(seat.district) - named[seat]
        yield from [seat] * (missing if house.seats_per_district is not None else 0)


def _completed(roster: Roster, now: datetime) -> Roster:
    """Return a published roster with what it leaves out and we know: offices, seats, committees."""
    slug, today = roster.jurisdiction.slug, roster.jurisdiction.day(now)
    known = {person.person_id: person for person in legislators(slug, on=today)}
    people = tuple(_with_capitol(each, known.get(each.person_id)) for each in roster.legislators)
    kept = committees(slug, on=today) if not roster.committees else roster.committees
    chambers = {person.person_id: person.chamber for person in people}
    return replace(
        roster,
        legislators=people,
        committees=tuple(
            replace(
                committee,
                seats=tuple(
                    seat
                    for seat in committee.seats
                    if chambers.get(seat.person_id) is committee.chamber
                ),
            )
            for committee in kept
        ),
        vacant=tuple(sorted(_vacant(roster, empty_seats(slug, on=today) if known else Counter()))),
    )


def _with_capitol(person: Legislator, known: Legislator | None) -> Legislator:
    if known is None or known.chamber is not person.chamber:
        return person
    empty = {fact: getattr(known, fact) for fact in CAPITOL if not getattr(person, fact)}
    return replace(person, **empty)


def _vacant(roster: Roster, empty: Counter[Seat]) -> Iterator[Seat]:
    """Yield the seats named as vacant, and those that were empty before and nobody took."""
    held = Counter(person.seat for person in roster.legislators)
    named = Counter(roster.vacant)
    for seat in {*named, *empty}:
        seats = roster.jurisdiction.houses[seat.chamber].seats_of(seat.district)
        still = min(empty[seat], max(0, seats - held[seat]))
        yield from [seat] * max(named[seat], still)


def _dismiss_open(jurisdiction: str, now: datetime) -> None:
    db.session.execute(
        update(RosterProposal)
        .where(RosterProposal.jurisdiction == jurisdiction, RosterProposal.decided_at.is_(None))
        .values(decided_at=now, approved=False)
    )


def _decide(proposal_id: str, now: datetime, *, approved: bool) -> None:
    decided = db.session.scalar(
        update(RosterProposal)
        .where(RosterProposal.id == proposal_id, RosterProposal.decided_at.is_(None))
        .values(decided_at=now, approved=approved)
        .returning(RosterProposal.id),
        execution_options={"synchronize_session": False},
    )
    if decided is None:
        raise Refused("roster_decided")


def _record(
    verb: AuditVerb, proposal_id: str, staff_member_id: str | None, now: datetime, **facts: object
) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=staff_member_id,
        now=now,
        subject=proposal_id,
        facts=facts,
    )
