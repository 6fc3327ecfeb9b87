"""Looks at what was done in the console, and by whom."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import Campaign
from campaign.models.roster import Target
from campaign.models.staff import AuditEntry, StaffMember

TERMINAL = "terminal"
"""Stands where an account's id would, for a terminal of the server."""
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries are meant; what is None or empty does not narrow them."""

    staff_member_id: str = ""
    verb: AuditVerb | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry; `email` is empty where it was done from a terminal of the server."""

    id: int
    at: datetime
    email: str
    verb: AuditVerb
    subject: str
    facts: Mapping[str, object]


def newest_entries(
    asked: AuditFilter | None = None,
    *,
    verbs: Collection[AuditVerb] = (),
    before: int | None = None,
    limit: int = 100,
) -> list[AuditLine]:
    """Return the newest entries that are meant, or those older than the entry with an id."""
    conditions = _conditions(asked or AuditFilter())
    if verbs:
        conditions.append(AuditEntry.verb.in_(verbs))
    if before is not None:
        conditions.append(AuditEntry.id < before)
    statement = (
        select(AuditEntry, StaffMember.email)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.staff_member_id)
        .where(*conditions)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [_line(entry, email) for entry, email in db.session.execute(statement)]


def entries_for_export(asked: AuditFilter) -> Iterator[AuditLine]:
    """Yield every entry that is meant, the newest first, some at once."""
    last: int | None = None
    while found := newest_entries(asked, before=last, limit=READ_AT_ONCE):
        yield from found
        last = found[-1].id


def people_of_audit() -> list[tuple[str, str]]:
    """Return everybody who ever had an account, by address."""
    rows = db.session.execute(select(StaffMember.id, StaffMember.email).order_by(StaffMember.email))
    return [(row[0], row[1]) for row in rows]


def names_of_subjects(subjects: Collection[str]) -> dict[str, str]:
    """Return what people call these ids: legislators, campaigns and accounts; no writers."""
    ids = {subject.rpartition(":")[2] for subject in subjects}
    named: dict[str, str] = {}
    for column, name in (
        (Target.id, Target.full_name),
        (Campaign.id, Campaign.slug),
        (StaffMember.id, StaffMember.email),
    ):
        rows = db.session.execute(select(column, name).where(column.in_(ids)))
        named |= {row[0]: row[1] for row in rows}
    return named


def _conditions(asked: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.staff_member_id == TERMINAL:
        conditions.append(AuditEntry.staff_member_id.is_(None))
    elif asked.staff_member_id:
        conditions.append(AuditEntry.staff_member_id == asked.staff_member_id)
    if asked.verb is not None:
        conditions.append(AuditEntry.verb == asked.verb)
    if asked.since is not None:
        conditions.append(AuditEntry.at >= asked.since)
    if asked.before is not None:
        conditions.append(AuditEntry.at < asked.before)
    return conditions


def _line(entry: AuditEntry, email: str | None) -> AuditLine:
    return AuditLine(
        id=entry.id,
        at=entry.at,
        email=email or "",
        verb=entry.verb,
        subject=entry.subject,
        facts=json.loads(entry.facts),
    )
