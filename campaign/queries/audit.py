"""Looks at what was done in the console, and by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import AuditEntry, StaffMember


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry; `email` is empty where it was done from a terminal of the server."""

    id: int
    at: datetime
    email: str
    verb: AuditVerb
    subject: str
    facts: Mapping[str, object]


def newest_entries(*, before: int | None = None, limit: int = 100) -> list[AuditLine]:
    """Return the newest entries, or those older than the entry with an id."""
    statement = (
        select(AuditEntry, StaffMember.email)
        .outerjoin(StaffMember, StaffMember.id == AuditEntry.staff_member_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(AuditEntry.id < before)
    return [
        AuditLine(
            id=entry.id,
            at=entry.at,
            email=email or "",
            verb=entry.verb,
            subject=entry.subject,
            facts=json.loads(entry.facts),
        )
        for entry, email in db.session.execute(statement)
    ]
