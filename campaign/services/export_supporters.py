"""Hand over the list of people who agreed to a purpose, as CSV."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from defusedcsv import csv

from campaign.db import db, only_looking
from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.people import Purpose
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record
from campaign.queries.supporters import ListedSupporter, listed, partner_id

BYTE_ORDER_MARK = "\ufeff"
"""Tells a spreadsheet program that the file is UTF-8."""

COLUMNS = (
    "given_name",
    "family_name",
    "email",
    "city",
    "zip",
    "language",
    "purpose",
    "agreed_at",
    "wording_version",
)
LINES_AT_ONCE = 500


def export_supporters(
    purpose: ExportPurpose, *, staff_member_id: str | None, now: datetime
) -> Iterator[str]:
    """Return the file in pieces: who agrees now, adults only, without any street.

    `staff_member_id` is None where a terminal of the server asks. The audit keeps that it was
    begun before the first line leaves, and when it ends how many people left and whether the file
    is whole; so it commits twice. Raises Refused("purpose_unknown", purpose) for a partner that
    is not there.
    """
    partner = None
    if purpose.purpose is Purpose.PARTNER:
        partner = partner_id(purpose.partner_slug)
        if partner is None:
            raise Refused("purpose_unknown", purpose=str(purpose))
    record(
        db.session(),
        AuditVerb.SUPPORTERS_EXPORT_STARTED,
        staff_member_id=staff_member_id,
        facts={"purpose": str(purpose)},
        now=now,
    )
    db.session.commit()
    return _file(purpose, partner, staff_member_id=staff_member_id, now=now)


def _file(
    purpose: ExportPurpose, partner: str | None, *, staff_member_id: str | None, now: datetime
) -> Iterator[str]:
    rows, whole = 0, False
    try:
        yield BYTE_ORDER_MARK + _lines([COLUMNS])
        with only_looking():
            db.session.connection()
        waiting: list[tuple[str, ...]] = []
        for person in listed(purpose.purpose, partner):
            waiting.append(_cells(person, purpose))
            rows += 1
            if len(waiting) == LINES_AT_ONCE:
                yield _lines(waiting)
                waiting = []
        yield _lines(waiting)
        whole = True
    finally:
        db.session.rollback()
        record(
            db.session(),
            AuditVerb.SUPPORTERS_EXPORTED,
            staff_member_id=staff_member_id,
            facts={"purpose": str(purpose), "rows": rows, "whole": whole},
            now=now,
        )
        db.session.commit()


def _cells(person: ListedSupporter, purpose: ExportPurpose) -> tuple[str, ...]:
    return (
        person.given_name,
        person.family_name,
        person.email,
        person.city,
        person.zip,
        person.locale,
        str(purpose),
        person.agreed_at.isoformat(timespec="seconds"),
        person.wording_version,
    )


def _lines(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as CSV; a cell that a spreadsheet would run as a formula becomes text."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
