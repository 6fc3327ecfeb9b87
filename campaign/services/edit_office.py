"""Write down by hand what staff know of an office; it stands whatever a later roster says."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.people import normalise_email
from campaign.domain.roster import LIMITS, Role, is_office_address
from campaign.domain.staff import AuditVerb
from campaign.models.roster import (
    Committee,
    CommitteeEdit,
    CommitteeMember,
    OfficeEdit,
    OfficeHealth,
    Target,
)
from campaign.models.staff import record
from campaign.queries.roster import COLUMNS

EDITABLE = (
    "email",
    "contact_url",
    "capitol_phone",
    "capitol_address",
    "office_phone",
    "office_address",
    "office_city",
)
"""The facts of an office that staff may write down. Who holds the seat is the roster's business."""

NO_SEAT = ""
"""Stands for somebody who does not sit on a committee."""


def edit_office(
    target_id: str,
    facts: Mapping[str, str],
    roles: Mapping[str, str],
    *,
    staff_member_id: str | None,
    now: datetime,
) -> None:
    """Write down the facts that differ, and the seats on committees by committee id.

    A new address begins anew: what was learned of the old one is forgotten. Raises NotFound, and
    Refused("office_address_wrong") or Refused("too_long").
    """
    target = _target(target_id)
    _check(facts)
    changed = {
        fact: value
        for fact, value in facts.items()
        if fact in EDITABLE and value != getattr(target, COLUMNS[fact])
    }
    if normalise_email(changed.get("email", target.email)) != normalise_email(target.email):
        db.session.execute(delete(OfficeHealth).where(OfficeHealth.target_id == target_id))
    for fact, value in changed.items():
        setattr(target, COLUMNS[fact], value)
        db.session.merge(OfficeEdit(target_id=target_id, fact=fact, value=value, at=now))
    if changed:
        _record(AuditVerb.OFFICE_EDITED, target_id, staff_member_id, now, facts=sorted(changed))
    seats = [
        committee for committee, role in roles.items() if _sit(target_id, committee, role, now)
    ]
    if seats:
        _record(AuditVerb.COMMITTEE_EDITED, target_id, staff_member_id, now, seats=len(seats))
    db.session.commit()


def forget_edits(target_id: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Let the next roster speak again of an office and its seats on committees. Raises NotFound."""
    _target(target_id)
    for edits in (OfficeEdit, CommitteeEdit):
        db.session.execute(delete(edits).where(edits.target_id == target_id))
    _record(AuditVerb.OFFICE_EDITED, target_id, staff_member_id, now, facts=["forgotten"])
    db.session.commit()


def _target(target_id: str) -> Target:
    target = db.session.get(Target, target_id, populate_existing=True)
    if target is None:
        raise NotFound(target_id)
    return target


def _check(facts: Mapping[str, str]) -> None:
    for fact, value in facts.items():
        if len(value) > LIMITS[fact]:
            raise Refused("too_long", limit=LIMITS[fact], length=len(value))
    if facts.get("email") and not is_office_address(facts["email"]):
        raise Refused("office_address_wrong")


def _sit(target_id: str, committee_id: str, role: str, now: datetime) -> bool:
    """Give somebody a role on a committee or none; return whether that is new. Raises NotFound."""
    if db.session.get(Committee, committee_id) is None or role not in {NO_SEAT, *Role}:
        raise NotFound(committee_id)
    mine = (CommitteeMember.committee_id == committee_id, CommitteeMember.target_id == target_id)
    if role == (db.session.scalar(select(CommitteeMember.role).where(*mine)) or NO_SEAT):
        return False
    db.session.execute(delete(CommitteeMember).where(*mine))
    if role:
        db.session.add(CommitteeMember(committee_id=committee_id, target_id=target_id, role=role))
    db.session.merge(
        CommitteeEdit(committee_id=committee_id, target_id=target_id, role=role, at=now)
    )
    return True


def _record(
    verb: AuditVerb, target_id: str, staff_member_id: str | None, now: datetime, **facts: object
) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=staff_member_id,
        now=now,
        subject=target_id,
        facts=facts,
    )
