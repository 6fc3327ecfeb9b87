"""Write down who is in office: whole or not at all, and nobody is ever deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select

from campaign.db import db, new_id
from campaign.domain.deliveries import DeliveryState, HoldReason, Move
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ladder import Health
from campaign.domain.people import normalise_email
from campaign.domain.places import DistrictRef
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
from campaign.models.deliveries import Delivery, move_all
from campaign.models.letters import Letter
from campaign.models.places import District
from campaign.models.roster import CommitteeMember, OfficeHealth, RosterEdition, Target
from campaign.queries.places import in_force

SHARED_ADDRESS = "shared_address"
ACTOR = "roster"

_SAME_NAMES = (
    "person_id",
    "given_name",
    "family_name",
    "full_name",
    "gender",
    "party",
    "email",
    "capitol_address",
    "capitol_phone",
    "office_address",
    "office_city",
    "office_phone",
    "photo_url",
)


@dataclass(frozen=True, slots=True)
class LoadedRoster:
    """How many people sit now, how many of them joined, and how many others left."""

    sitting: int
    joined: int
    left: int
    doubtful: int


def load_roster(roster: Roster, *, now: datetime) -> LoadedRoster:
    """Load a whole roster; a second time nothing changes.

    Raises RosterError, with nothing written, for a roster that is not whole, is older than the
    one in force, or has a seat in a district that was not loaded.
    """
    check(roster)
    jurisdiction = roster.jurisdiction
    edition = _edition(jurisdiction)
    district_ids = _district_ids(roster)
    known = _known(jurisdiction.slug)
    before = {target.id: target for target in known.values() if target.left_office_on is None}
    addresses = {target.id: target.email for target in known.values()}
    took_office_on = jurisdiction.roster_as_of if edition else None

    sitting: dict[str, Target] = {}
    for person in roster.legislators:
        district_id = district_ids[jurisdiction.district(person.chamber, person.district)]
        target = known.get((person.person_id, district_id)) or _newcomer(person, district_id)
        _seat(target, person, took_office_on=took_office_on)
        sitting[person.person_id] = target
    sitting_ids = {target.id for target in sitting.values()}
    left = before.keys() - sitting_ids
    for target_id in left:
        before[target_id].left_office_on = jurisdiction.roster_as_of
    db.session.flush()
    _hold_letters_to(left, now)
    doubtful = _judge_addresses(sitting.values(), addresses, roster, now)
    for committee in roster.committees:
        _load_committee(committee, sitting, jurisdiction.slug)
    _write_edition(edition, jurisdiction, now)
    db.session.commit()
    return LoadedRoster(len(sitting), len(sitting_ids - before.keys()), len(left), doubtful)


def _hold_letters_to(left: Collection[str], now: datetime) -> None:
    """Hold what waits to go to people who left: it was written to them, not to who follows."""
    waiting = db.session.scalars(
        select(Delivery.id)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(Letter.target_id.in_(left), Delivery.status == DeliveryState.QUEUED)
    )
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, ACTOR)
    move_all(
        db.session(),
        dict.fromkeys(waiting, step),
        now=now,
        changes={"hold_reason": HoldReason.LEFT_OFFICE},
    )


def _edition(jurisdiction: Jurisdiction) -> RosterEdition | None:
    """Return the edition in force, None where there is none. Raises RosterError for an older."""
    edition = db.session.scalar(
        select(RosterEdition).where(RosterEdition.jurisdiction == jurisdiction.slug)
    )
    if edition is not None and edition.as_of > jurisdiction.roster_as_of:
        cure = f"load a roster as of {edition.as_of} or later"
        raise RosterError([Problem("roster_as_of", str(jurisdiction.roster_as_of), cure)])
    return edition


def _write_edition(
    edition: RosterEdition | None, jurisdiction: Jurisdiction, now: datetime
) -> None:
    row = edition or RosterEdition(jurisdiction=jurisdiction.slug)
    row.as_of = jurisdiction.roster_as_of
    row.expires_on = jurisdiction.roster_expires_on
    row.loaded_at = now
    db.session.add(row)


def _district_ids(roster: Roster) -> dict[DistrictRef, str]:
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


def _known(jurisdiction: str) -> dict[tuple[str, str], Target]:
    """Return everyone who holds or held a seat, by person and district."""
    found = db.session.scalars(
        select(Target)
        .join(District, Target.district_id == District.id)
        .where(District.jurisdiction == jurisdiction)
    )
    return {(target.person_id, target.district_id): target for target in found}


def _newcomer(person: Legislator, district_id: str) -> Target:
    target = Target(id=new_id(), person_id=person.person_id, district_id=district_id)
    db.session.add(target)
    return target


def _seat(target: Target, person: Legislator, *, took_office_on: date | None) -> None:
    """Write down that a person sits, and since when; a person may come back to a seat."""
    if target in db.session.new or target.left_office_on is not None:
        target.took_office_on = took_office_on
        target.left_office_on = None
    for name in _SAME_NAMES:
        setattr(target, name, getattr(person, name))
    target.contact_form_url = person.contact_url


def _judge_addresses(
    sitting: Collection[Target], addresses: Mapping[str, str], roster: Roster, now: datetime
) -> int:
    """Mark shared addresses as doubtful and return how many are doubtful.

    What was learned of an address, such as that staff confirmed it, holds while it stays.
    """
    shared = doubtful_addresses(roster.legislators)
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
    for seat in committee.seats:
        target_id = sitting[seat.person_id].id
        db.session.add(CommitteeMember(committee_id=row.id, target_id=target_id, role=seat.role))
