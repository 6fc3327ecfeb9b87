"""Write down who holds the offices that a whole state elects; they are kept by hand."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.domain.roster import Legislator, Problem, RosterError
from campaign.models.places import District
from campaign.queries.roster import with_edits
from campaign.services.load_roster.seats import known_people, newcomer, seat


def load_statewide(
    people: Sequence[Legislator], jurisdiction: Jurisdiction, *, now: datetime
) -> int:
    """Let these people hold the offices of the whole state from today on; return how many hold one.

    Nobody is deleted: who is missing has left. Raises RosterError, with nothing written, for an
    office that the page does not know, or one that two hold.
    """
    _check(people, jurisdiction)
    today = jurisdiction.day(now)
    known = known_people(jurisdiction.slug, at_large=True)
    took_office_on = today if known else None
    holders = set()
    for person in with_edits(people, jurisdiction.slug):
        district_id = _district_id(person.district, jurisdiction)
        target = known.get((person.person_id, district_id)) or newcomer(person, district_id)
        seat(target, person, took_office_on=took_office_on)
        holders.add(target.id)
    for target in known.values():
        if target.left_office_on is None and target.id not in holders:
            target.left_office_on = today
    db.session.commit()
    return len(holders)


def _check(people: Sequence[Legislator], jurisdiction: Jurisdiction) -> None:
    held = Counter(person.district for person in people)
    offices = ", ".join(jurisdiction.statewide) or "none"
    problems = [
        *(
            Problem("office of the whole state", office, f"write one of {offices}")
            for office in held
            if office not in jurisdiction.statewide
        ),
        *(
            Problem("number of holders", f"{office}: {number}", "one person holds it; keep one row")
            for office, number in held.items()
            if number > 1
        ),
    ]
    if problems:
        raise RosterError(problems)


def _district_id(office: str, jurisdiction: Jurisdiction) -> str:
    """Return the row of an office, which is written with its first holder."""
    ref = jurisdiction.district(Chamber.STATEWIDE, office)
    found = db.session.scalar(select(District.id).where(District.ocd_id == ref.ocd_id))
    if found is not None:
        return found
    row = District(
        id=new_id(),
        ocd_id=ref.ocd_id,
        jurisdiction=jurisdiction.slug,
        chamber=Chamber.STATEWIDE,
        number=office,
        seats=1,
        valid_from=jurisdiction.districts_valid_from,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
