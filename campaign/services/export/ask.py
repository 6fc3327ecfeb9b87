"""Ask for a file: a small one is handed over at once, another is made, or waits for a person."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete

from campaign.db import as_json, db, new_id, take_turn
from campaign.domain.errors import NotFound, Refused
from campaign.domain.export_columns import STREET, arranged
from campaign.domain.exports import (
    ALONE_AT_MOST,
    ANSWER_WITHIN,
    AT_ONCE_AT_MOST,
    EXCEL_ROWS,
    ExportKind,
    ExportOrder,
    ExportState,
    FileFormat,
)
from campaign.domain.ports import Sheets
from campaign.domain.staff import AuditVerb
from campaign.models.exports import Export, ExportPreset
from campaign.models.staff import record
from campaign.queries.export_choices import choices
from campaign.queries.export_lines import count
from campaign.queries.exports import people_taken
from campaign.services.export.file import Sink, Written, write_file


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and in which language they read."""

    staff_member_id: str
    locale: str


@dataclass(frozen=True, slots=True)
class NewPreset:
    """A name under which the columns of an order are kept."""

    name: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish; `content` is the file where it was small enough."""

    export_id: str
    state: ExportState
    content: bytes | None = None


def checked(order: ExportOrder, *, locale: str) -> ExportOrder:
    """Return an order with its columns in their places, and nothing that is not there.

    Raises Refused for a column, a format or a name that is unknown, or a reason that is missing.
    """
    order = replace(order, columns=arranged(order.kind, order.file_format, order.columns))
    unknown = [name for name, there in choices(locale).knows(order).items() if not there]
    if unknown:
        raise Refused("export_unknown", names=", ".join(unknown))
    if (order.purpose is None) is (order.kind is ExportKind.SUPPORTERS):
        raise Refused("purpose_unknown", purpose="")
    if not order.reason:
        raise Refused("export_reason_missing")
    if STREET in order.columns and not order.street_reason:
        raise Refused("street_reason_missing")
    first, last = order.filters.first, order.filters.last
    if first is not None and last is not None and first > last:
        raise Refused("days_swapped")
    return order


def ask_for_export(
    order: ExportOrder,
    *,
    asker: Asker,
    sheets: Sheets,
    preset: NewPreset | None = None,
    now: datetime,
) -> Asked:
    """Write a wish down, with the file itself where it is small and needs no second person.

    Raises Refused as `checked` does, and Refused("too_many_rows", most) for a sheet too long.
    """
    ticked, order = order.columns, checked(order, locale=asker.locale)
    rows = _rows(order)
    take_turn(db.session(), f"exports:{asker.staff_member_id}")
    state = _state(order, rows, asker, now)
    export = _export(order, rows, asker=asker, now=now)
    db.session.add(export)
    if preset is not None:
        _keep(preset, order.kind, ticked, asker)
    if state is not ExportState.FETCHED:
        export.state = state
        _record(AuditVerb.EXPORT_ASKED, export, {**order.facts, "rows": rows}, now)
        db.session.commit()
        return Asked(export.id, state)
    content = io.BytesIO()
    written = write_file(order, content.write, sheets=sheets, heard=_nobody)
    _take(export, written, now)
    db.session.commit()
    return Asked(export.id, state, content.getvalue())


def export_at_terminal(
    order: ExportOrder, sink: Sink, *, locale: str, sheets: Sheets, now: datetime
) -> int:
    """Hand a file to a terminal of the server, however long, and return its rows.

    Whoever sits there has the database in hand, so nobody is asked to approve. It commits twice:
    that a file was begun is known before its first byte leaves. Raises Refused as above.
    """
    order = checked(order, locale=locale)
    rows = _rows(order)
    export = _export(order, rows, asker=None, now=now)
    export.locale = locale
    db.session.add(export)
    _record(AuditVerb.EXPORT_ASKED, export, {**order.facts, "rows": rows}, now)
    db.session.commit()
    written = None
    try:
        written = write_file(order, sink, sheets=sheets, heard=_nobody)
    finally:
        db.session.rollback()
        if written is None:
            export.state = ExportState.BROKEN
            _record(AuditVerb.EXPORT_TAKEN, export, {**order.facts, "whole": False}, now)
        else:
            _take(export, written, now)
        db.session.commit()
    return written.rows


def forget_preset(preset_id: str, *, staff_member_id: str) -> None:
    """Forget a choice of columns of one's own. Raises NotFound."""
    own = delete(ExportPreset).where(
        ExportPreset.id == preset_id, ExportPreset.staff_member_id == staff_member_id
    )
    if db.session.scalar(own.returning(ExportPreset.id)) is None:
        raise NotFound("export_preset")
    db.session.commit()


def _rows(order: ExportOrder) -> int:
    """Return how many rows a file will have; nobody waits for the database meanwhile."""
    db.session.commit()
    rows = count(order)
    if order.file_format is FileFormat.XLSX and rows > EXCEL_ROWS:
        raise Refused("too_many_rows", most=EXCEL_ROWS)
    return rows


def _state(order: ExportOrder, rows: int, asker: Asker, now: datetime) -> ExportState:
    if order.kind is ExportKind.SUPPORTERS:
        taken = people_taken(asker.staff_member_id, now=now)
        if taken + rows > ALONE_AT_MOST:
            return ExportState.WAITING
    return ExportState.FETCHED if rows <= AT_ONCE_AT_MOST else ExportState.QUEUED


def _export(order: ExportOrder, rows: int, *, asker: Asker | None, now: datetime) -> Export:
    return Export(
        id=new_id(),
        staff_member_id=asker.staff_member_id if asker else None,
        kind=order.kind,
        file_format=order.file_format,
        purpose=str(order.purpose) if order.purpose else "",
        columns=as_json(order.columns),
        filters=as_json(order.filters.facts),
        reason=order.reason,
        street_reason=order.street_reason,
        locale=asker.locale if asker else "",
        state=ExportState.MAKING,
        expected=rows,
        asked_at=now,
        valid_until=now + ANSWER_WITHIN,
    )


def _take(export: Export, written: Written, now: datetime) -> None:
    """Write down that a file left in the very answer to the wish for it."""
    export.state = ExportState.FETCHED
    export.rows, export.done, export.sha256 = written.rows, written.rows, written.sha256
    export.fetched_at = now
    facts = {**export.order.facts, "rows": written.rows, "sha256": written.sha256, "whole": True}
    _record(AuditVerb.EXPORT_TAKEN, export, facts, now)


def _record(verb: AuditVerb, export: Export, facts: dict[str, object], now: datetime) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=export.staff_member_id,
        subject=export.id,
        facts=facts,
        now=now,
    )


def _keep(preset: NewPreset, kind: ExportKind, columns: Sequence[str], asker: Asker) -> None:
    """Keep the columns that were ticked; of one person's, a name stands for the newest."""
    db.session.execute(
        delete(ExportPreset).where(
            ExportPreset.staff_member_id == asker.staff_member_id,
            ExportPreset.kind == kind,
            ExportPreset.name == preset.name,
        )
    )
    db.session.add(
        ExportPreset(
            staff_member_id=asker.staff_member_id,
            kind=kind,
            name=preset.name,
            columns=as_json(columns),
            shared=preset.shared,
        )
    )


def _nobody(rows: int) -> None:
    """Hear nothing: nobody waits at a page."""
    del rows
