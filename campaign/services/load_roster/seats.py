"""Put a roster in force: people take their seats or leave them, and nobody is ever deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from campaign.db import db, new_id
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ladder import Health
from campaign.domain.people import normalise_email
from campaign.domain.places import Chamber, DistrictRef
from campaign.domain.roster import (
    Committee,
    Legislator,
    Problem,
    Roster,
    RosterError,
    check,
    doubtful_addresses,
)
from campaign.models import roster as rows
from campaign.models.places import District
from campaign.models.roster import (
    CommitteeEdit,
    CommitteeMember,
    OfficeHealth,
    RosterEdition,
    Target,
)
from campaign.queries.places import in_force
from campaign.queries.roster import COLUMNS, with_edits

SHARED_ADDRESS = "shared_address"


@dataclass(frozen=True, slots=True)
class LoadedRoster:
    """How many people sit now, how many of them joined, and how many others left."""

    sitting: int
    joined: int
    left: int
    doubtful: int


def put_in_force(roster: Roster, *, now: datetime) -> LoadedRoster:
    """Let a whole roster hold from its day on.

    What staff wrote down by hand stands. Raises RosterError, with nothing written, for a roster
    that is not whole, is older than the one in force, or has a seat in an unknown district.
    """
    check(roster)
    jurisdiction = roster.jurisdiction
    edition = edition_before(jurisdiction)
    district_ids = district_ids_of(roster)
    known = known_people(jurisdiction.slug, at_large=False)
    before = {target.id: target for target in known.values() if target.left_office_on is None}
    addresses = {target.id: target.email for target in known.values()}
    took_office_on = jurisdiction.roster_as_of if edition else None

    legislators = with_edits(roster.legislators, jurisdiction.slug)
    sitting: dict[str, Target] = {}
    for person in legislators:
        district_id = district_ids[jurisdiction.district(person.chamber, person.district)]
        target = known.get((person.person_id, district_id)) or newcomer(person, district_id)
        seat(target, person, took_office_on=took_office_on)
        sitting[person.person_id] = target
    sitting_ids = {target.id for target in sitting.values()}
    left = before.keys() - sitting_ids
    for target_id in left:
        before[target_id].left_office_on = jurisdiction.roster_as_of
    db.session.flush()
    doubtful = _judge_addresses(sitting.values(), addresses, legislators, now)
    for committee in roster.committees:
        _load_committee(committee, sitting, jurisdiction.slug)
    write_edition(edition, jurisdiction, now)
    return LoadedRoster(len(sitting), len(sitting_ids - before.keys()), len(left), doubtful)


def edition_before(jurisdiction: Jurisdiction) -> RosterEdition | None:
    """Return the edition in force, None where there is none. Raises RosterError for an older."""
    edition = db.session.scalar(
        select(RosterEdition).where(RosterEdition.jurisdiction == jurisdiction.slug)
    )
    if edition is not None and edition.as_of > jurisdiction.roster_as_of:
        cure = f"load a roster as of {edition.as_of} or later"
        raise RosterError([Problem("roster_as_of", str(jurisdiction.roster_as_of), cure)])
    return edition


def write_edition(edition: RosterEdition | None, jurisdiction: Jurisdiction, now: datetime) -> None:
    """Write down as of when a jurisdiction's roster is, and until when it holds."""
    row = edition or RosterEdition(jurisdiction=jurisdiction.slug)
    row.as_of = jurisdiction.roster_as_of
    row.expires_on = jurisdiction.roster_expires_on
    row.loaded_at = now
    db.session.add(row)


def district_ids_of(roster: Roster) -> dict[DistrictRef, str]:
    """Return the row ids of the districts in force. Raises RosterError where one is missing."""
    jurisdiction = roster.jurisdiction
    found = db.session.scalars(
        select(District).where(
            District.jurisdiction == jurisdiction.slug, in_force(jurisdiction.roster_as_of)
        )
    )
    ids = {DistrictRef(row.ocd_id, row.chamber, row.number): row.id for row in found}
    seats = {jurisdiction.district(each.chamber, each.district) for each in roster.legislators}
    missing = sorted(seat.ocd_id for seat in seats - ids.keys())
    if missing:
        cure = "load the places of the same folder first"
        raise RosterError(Problem("district", ocd_id, cure) for ocd_id in missing)
    return ids


def known_people(jurisdiction: str, *, at_large: bool) -> dict[tuple[str, str], Target]:
    """Return everyone who holds or held a seat of the chambers, or an office of the whole state.

    By person and district.
    """
    found = db.session.scalars(
        select(Target)
        .join(District, Target.district_id == District.id)
        .where(
            District.jurisdiction == jurisdiction,
            (District.chamber == Chamber.STATEWIDE) == at_large,
        )
    )
    return {(target.person_id, target.district_id): target for target in found}


def newcomer(person: Legislator, district_id: str) -> Target:
    """Return a row for somebody who holds a seat for the first time."""
    target = Target(id=new_id(), person_id=person.person_id, district_id=district_id)
    db.session.add(target)
    return target


def seat(target: Target, person: Legislator, *, took_office_on: date | None) -> None:
    """Write down that a person sits, and since when; a person may come back to a seat."""
    if target in db.session.new or target.left_office_on is not None:
        target.took_office_on = took_office_on
        target.left_office_on = None
    for fact, column in COLUMNS.items():
        setattr(target, column, getattr(person, fact))


def _judge_addresses(
    sitting: Collection[Target],
    addresses: Mapping[str, str],
    legislators: Collection[Legislator],
    now: datetime,
) -> int:
    """Mark shared addresses as doubtful and return how many are doubtful.

    What was learned of an address, such as that staff confirmed it, holds while it stays.
    """
    shared = doubtful_addresses(legislators)
    ids = [target.id for target in sitting]
    found = db.session.scalars(select(OfficeHealth).where(OfficeHealth.target_id.in_(ids)))
    health = {row.target_id: row for row in found}
    for target in sitting:
        row = health.get(target.id)
        address = normalise_email(target.email)
        if row is not None and normalise_email(addresses.get(target.id, "")) != address:
            db.session.delete(health.pop(target.id))
            db.session.flush()
        if target.id not in health and address in shared:
            health[target.id] = _doubt(target.id, now)
    return sum(row.state is Health.DOUBTFUL for row in health.values())


def _doubt(target_id: str, now: datetime) -> OfficeHealth:
    row = OfficeHealth(target_id=target_id, state=Health.DOUBTFUL, since=now, reason=SHARED_ADDRESS)
    db.session.add(row)
    return row


def _load_committee(committee: Committee, sitting: Mapping[str, Target], jurisdiction: str) -> None:
    """Write a committee and its members down; what staff know of a seat on it stands."""
    row = db.session.scalar(
        select(rows.Committee).where(rows.Committee.organization_id == committee.committee_id)
    )
    if row is None:
        row = rows.Committee(id=new_id(), organization_id=committee.committee_id)
        db.session.add(row)
    row.jurisdiction = jurisdiction
    row.name = committee.name
    row.subject = committee.subject
    row.chamber = committee.chamber
    db.session.flush()
    db.session.execute(delete(CommitteeMember).where(CommitteeMember.committee_id == row.id))
    roles = {sitting[seat.person_id].id: str(seat.role) for seat in committee.seats}
    sitting_ids = {target.id for target in sitting.values()}
    edits = select(CommitteeEdit.target_id, CommitteeEdit.role).where(
        CommitteeEdit.committee_id == row.id, CommitteeEdit.target_id.in_(sitting_ids)
    )
    roles.update((target_id, role) for target_id, role in db.session.execute(edits))
    for target_id, role in roles.items():
        if role:
            db.session.add(CommitteeMember(committee_id=row.id, target_id=target_id, role=role))
