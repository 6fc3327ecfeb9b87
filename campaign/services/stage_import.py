"""Take a list in, whole or not at all; nothing of it is brought in yet."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.errors import Refused
from campaign.domain.import_columns import has_headers
from campaign.domain.imports import (
    FILE_NAME_LIMIT,
    LARGEST_FILE,
    MIB,
    STAGED,
    ImportState,
    packed,
)
from campaign.domain.ports import Sealer, TableReader
from campaign.domain.staff import AuditVerb
from campaign.domain.text import clean_line
from campaign.models.imports import ImportedList, discard_list, hold_import
from campaign.models.staff import record


def stage_import(  # The list, and the edges that read and keep it.
    content: bytes,
    *,
    name: str,
    tables: TableReader,
    sealer: Sealer,
    staff_member_id: str | None,
    now: datetime,
) -> str:
    """Keep a file, encrypted, and return the id of its list.

    It is read to its end first, so that nothing is kept of one that is refused. Raises Refused as
    the reader does, and Refused("file_too_large", limit) or Refused("file_without_rows").
    """
    if len(content) > LARGEST_FILE:
        raise Refused("file_too_large", limit=LARGEST_FILE // MIB)
    kind = tables.kind(content)
    rows = _count(tables.rows(content))
    if not rows:
        raise Refused("file_without_rows")
    staged = ImportedList(
        id=new_id(),
        staff_member_id=staff_member_id,
        kind=kind,
        name=clean_line(name[-FILE_NAME_LIMIT:], FILE_NAME_LIMIT),
        sha256=hashlib.sha256(content).hexdigest(),
        content=sealer.seal(packed(content)),
        rows=rows,
        state=ImportState.OPEN,
        created_at=now,
    )
    db.session.add(staged)
    record(
        db.session(),
        AuditVerb.IMPORT_STAGED,
        staff_member_id=staff_member_id,
        subject=staged.id,
        facts={"kind": kind, "sha256": staged.sha256, "rows": rows},
        now=now,
    )
    db.session.commit()
    return staged.id


def _count(rows: Iterator[list[str]]) -> int:
    """Return how many rows hold anything, without the headers."""
    filled = (row for row in rows if any(row))
    first = next(filled, None)
    if first is None:
        return 0
    return sum(1 for _ in filled) + (0 if has_headers(first) else 1)


def discard_import(import_id: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Throw a list away that was not brought in. Raises Refused("import_moved_on")."""
    found = hold_import(db.session(), import_id)
    if found is None or found.state not in STAGED:
        raise Refused("import_moved_on")
    facts = {"sha256": found.sha256, "rows": found.rows}
    discard_list(db.session(), import_id)
    record(
        db.session(),
        AuditVerb.IMPORT_DISCARDED,
        staff_member_id=staff_member_id,
        subject=import_id,
        facts=facts,
        now=now,
    )
    db.session.commit()
