"""Looks at lists that come in: how far each has come, and what was wrong with its rows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import (
    UNDO_FOR,
    Forecast,
    ImportColumn,
    ImportKind,
    ImportState,
    Matching,
    RowFault,
)
from campaign.models.campaigns import Campaign
from campaign.models.imports import ImportedList, ImportRow
from campaign.models.partners import Partner, Source
from campaign.models.staff import StaffMember

SHOWN_AT_MOST = 100
FAULTS_SHOWN = 20
READ_AT_ONCE = 1_000
TO_DECIDE = (ImportState.OPEN, ImportState.CHECKED)
WAITING = (ImportState.CHECKING, ImportState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A list as staff see it; `email` is empty where a terminal of the server brought it."""

    id: str
    kind: ImportKind
    name: str
    sha256: str
    state: ImportState
    rows: int
    email: str
    campaign: str
    purpose: ExportPurpose | None
    partner: str
    source: str
    wording_version: str
    locale: str
    agreed_on: date | None
    holder: str
    everyone_is_adult: bool
    matching: Matching | None
    did: Forecast
    gone: int
    kept: int
    created_at: datetime
    ran_at: datetime | None
    undone_at: datetime | None
    is_forgotten: bool
    has_file: bool

    def can_be_undone(self, now: datetime) -> bool:
        """Tell whether what it did can still be taken back."""
        return (
            self.state is ImportState.DONE
            and self.ran_at is not None
            and self.ran_at > now - UNDO_FOR
        )


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not brought in, and why; no column where it is about the row as a whole."""

    number: int
    fault: RowFault
    column: ImportColumn | None


def imports() -> list[ImportView]:
    """Return the newest lists."""
    return _found()


def imports_to_decide() -> list[ImportView]:
    """Return the lists that wait for a person: to say what they hold, or to bring them in."""
    return _found(ImportedList.state.in_(TO_DECIDE), ImportedList.forgotten_at.is_(None))


def imported(import_id: str) -> ImportView:
    """Return one list. Raises NotFound."""
    found = _found(ImportedList.id == import_id)
    if not found:
        raise NotFound("import")
    return found[0]


def waiting_imports() -> list[tuple[str, ImportState]]:
    """Return the lists that wait for a worker, the oldest first."""
    rows = db.session.execute(
        select(ImportedList.id, ImportedList.state)
        .where(ImportedList.state.in_(WAITING))
        .order_by(ImportedList.created_at)
    )
    return [(import_id, state) for import_id, state in rows]


def faults(import_id: str) -> list[tuple[RowFault, int]]:
    """Return what is wrong with how many rows of a list, the most frequent first."""
    count = func.count()
    rows = db.session.execute(
        select(ImportRow.fault, count)
        .where(ImportRow.import_id == import_id, ImportRow.fault.is_not(None))
        .group_by(ImportRow.fault)
        .order_by(count.desc(), ImportRow.fault)
    )
    return [(fault, number) for fault, number in rows if fault is not None]


def rejects(import_id: str, *, limit: int | None = None) -> Iterator[Reject]:
    """Yield the rows of a list that are not brought in, in its order."""
    statement = (
        select(ImportRow.number, ImportRow.fault, ImportRow.fault_column)
        .where(ImportRow.import_id == import_id, ImportRow.fault.is_not(None))
        .order_by(ImportRow.number)
        .limit(limit)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for number, fault, column in db.session.execute(statement):
        if fault is not None:
            yield Reject(number, fault, column)


def read_matching(text: str) -> Matching | None:
    """Return which column holds what, as it is kept; None where nobody has said it yet."""
    if not text:
        return None
    kept = json.loads(text)
    places = {ImportColumn(name): int(place) for name, place in kept["places"].items()}
    return Matching(places, day_first=bool(kept["day_first"]))


def _found(*conditions: ColumnElement[bool]) -> list[ImportView]:
    """Return the newest lists that meet some conditions."""
    statement = (
        select(
            ImportedList,
            StaffMember.email,
            Campaign.slug,
            Partner.slug,
            Partner.name,
            Source.code,
            ImportedList.content.is_not(None),
        )
        .outerjoin(StaffMember, StaffMember.id == ImportedList.staff_member_id)
        .outerjoin(Campaign, Campaign.id == ImportedList.campaign_id)
        .outerjoin(Partner, Partner.id == ImportedList.partner_id)
        .outerjoin(Source, Source.id == ImportedList.source_id)
        .where(*conditions)
        .order_by(ImportedList.created_at.desc(), ImportedList.id)
        .limit(SHOWN_AT_MOST)
        .execution_options(populate_existing=True)
    )
    return [
        ImportView(
            id=row.id,
            kind=row.kind,
            name=row.name,
            sha256=row.sha256,
            state=row.state,
            rows=row.rows,
            email=email or "",
            campaign=campaign or "",
            purpose=ExportPurpose(row.purpose, slug or "") if row.purpose else None,
            partner=partner or "",
            source=source or "",
            wording_version=row.wording_version,
            locale=row.locale,
            agreed_on=row.agreed_on,
            holder=row.holder,
            everyone_is_adult=row.everyone_is_adult,
            matching=read_matching(row.matching),
            did=Forecast(row.made, row.merged, row.unchanged, row.rejected),
            gone=row.gone,
            kept=row.kept,
            created_at=row.created_at,
            ran_at=row.ran_at,
            undone_at=row.undone_at,
            is_forgotten=row.forgotten_at is not None,
            has_file=has_file,
        )
        for row, email, campaign, slug, partner, source, has_file in db.session.execute(statement)
    ]
