"""Take the rows of a paper sheet as somebody types them, a few at a time."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from campaign.db import as_json, db, new_id
from campaign.domain.errors import NotFound, Refused
from campaign.domain.imports import (
    MOST_SHEET_ROWS,
    SHEET_COLUMNS,
    STAGED,
    ImportKind,
    ImportState,
    packed,
    unpacked,
)
from campaign.domain.ports import Sealer, TableReader
from campaign.domain.staff import AuditVerb
from campaign.models.imports import ImportedList, clear_rows, hold_import
from campaign.models.staff import record


def begin_sheet(*, sealer: Sealer, staff_member_id: str | None, now: datetime) -> str:
    """Open an empty sheet and return the id of its list."""
    places = {column.value: place for place, column in enumerate(SHEET_COLUMNS)}
    sheet = ImportedList(
        id=new_id(),
        staff_member_id=staff_member_id,
        kind=ImportKind.SHEET,
        state=ImportState.OPEN,
        matching=as_json({"places": places, "day_first": False}),
        created_at=now,
    )
    _write(sheet, [], sealer)
    db.session.add(sheet)
    record(
        db.session(),
        AuditVerb.IMPORT_STAGED,
        staff_member_id=staff_member_id,
        subject=sheet.id,
        facts={"kind": ImportKind.SHEET},
        now=now,
    )
    db.session.commit()
    return sheet.id


def type_rows(
    import_id: str, rows: Iterable[Sequence[str]], *, tables: TableReader, sealer: Sealer
) -> int:
    """Add rows to a sheet; return how many it has. Raises Refused("import_moved_on").

    Raises Refused("sheet_is_full", limit) where a file would be better.
    """
    sheet = _held(import_id)
    typed = [*_typed(sheet, tables, sealer), *(list(row) for row in rows)]
    if len(typed) > MOST_SHEET_ROWS:
        raise Refused("sheet_is_full", limit=MOST_SHEET_ROWS)
    _keep(sheet, typed, sealer)
    return len(typed)


def take_row_out(import_id: str, place: int, *, tables: TableReader, sealer: Sealer) -> None:
    """Take a row out of a sheet, counted from 0; one that is not there changes nothing."""
    sheet = _held(import_id)
    typed = _typed(sheet, tables, sealer)
    _keep(sheet, [row for number, row in enumerate(typed) if number != place], sealer)


def typed_rows(import_id: str, *, tables: TableReader, sealer: Sealer) -> list[list[str]]:
    """Return the rows of a sheet. Raises NotFound where it is none, or forgotten."""
    sheet = db.session.get(ImportedList, import_id)
    if sheet is None or sheet.kind is not ImportKind.SHEET or sheet.content is None:
        raise NotFound("sheet")
    return _typed(sheet, tables, sealer)


def _held(import_id: str) -> ImportedList:
    sheet = hold_import(db.session(), import_id)
    if sheet is None or sheet.kind is not ImportKind.SHEET or sheet.content is None:
        raise NotFound("sheet")
    if sheet.state not in STAGED:
        raise Refused("import_moved_on")
    return sheet


def _typed(sheet: ImportedList, tables: TableReader, sealer: Sealer) -> list[list[str]]:
    content = unpacked(sealer.unseal(sheet.content or b""))
    _, *rows = tables.rows(content)
    return [row + [""] * (len(SHEET_COLUMNS) - len(row)) for row in rows]


def _keep(sheet: ImportedList, rows: Sequence[Sequence[str]], sealer: Sealer) -> None:
    """Keep the rows; what was checked before is to be checked again."""
    clear_rows(db.session(), sheet.id)
    sheet.state = ImportState.OPEN
    _write(sheet, rows, sealer)
    db.session.commit()


def _write(sheet: ImportedList, rows: Sequence[Sequence[str]], sealer: Sealer) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([[column.value for column in SHEET_COLUMNS], *rows])
    content = text.getvalue().encode()
    sheet.content, sheet.rows = sealer.seal(packed(content)), len(rows)
    sheet.sha256 = hashlib.sha256(content).hexdigest()
