"""Hand over the audit as CSV, which is written down in the audit itself."""

import io
from collections.abc import Iterator
from datetime import datetime

from defusedcsv import csv

from campaign.db import as_json, db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record
from campaign.queries.audit import AuditFilter, entries_for_export

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet program that the file is UTF-8."""

COLUMNS = ("number", "at", "who", "what", "subject", "facts")


def export_audit(asked: AuditFilter, *, staff_member_id: str, now: datetime) -> Iterator[str]:
    """Return the file line by line; that it was taken is written down before the first one."""
    record(db.session(), AuditVerb.AUDIT_EXPORTED, staff_member_id=staff_member_id, now=now)
    db.session.commit()
    return _file(asked)


def _file(asked: AuditFilter) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _line(COLUMNS)
    for entry in entries_for_export(asked):
        at = entry.at.isoformat(timespec="seconds")
        who = entry.email or "terminal"
        yield _line((str(entry.id), at, who, entry.verb, entry.subject, as_json(dict(entry.facts))))


def _line(cells: tuple[str, ...]) -> str:
    """Return one line; a cell that a spreadsheet would run as a formula becomes text."""
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
