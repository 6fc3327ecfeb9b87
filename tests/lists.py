"""Lists of people as others hand them over, and the way of one through the real services."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook

from campaign import wiring
from campaign.domain.exports import ExportPurpose
from campaign.domain.imports import Agreement, ImportColumn, Matching
from campaign.domain.people import Purpose
from campaign.domain.retention import Retention
from campaign.services.check_import import check_import
from campaign.services.match_columns import match_columns, preview
from campaign.services.run_import import order_run, run_import
from campaign.services.stage_import import stage_import

HEADERS = "First Name,Last Name,Email,City,Zip\n"
AGREEMENT = Agreement(
    campaign="three-asks",
    purpose=ExportPurpose(Purpose.COALITION),
    wording_version="sheet-2026-09",
    locale="es",
    agreed_on=date(2026, 10, 1),
    source="oak-fair",
    holder="Olga Ortiz",
    everyone_is_adult=True,
)


def csv_of(*rows: str, headers: str = HEADERS) -> bytes:
    """Return a file of rows."""
    return (headers + "\n".join(rows) + "\n").encode()


def xlsx_of(*rows: Sequence[object]) -> bytes:
    """Return a workbook of rows."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def stage(content: bytes, now: datetime, *, name: str = "list.csv") -> str:
    """Hand a list over."""
    edges = wiring.edges()
    return stage_import(
        content,
        name=name,
        tables=edges.tables,
        sealer=edges.sealer,
        staff_member_id=None,
        now=now,
    )


def match(
    import_id: str, now: datetime, places: dict[ImportColumn, int] | None = None, **agreed: object
) -> None:
    """Say what its columns hold, as they are guessed or as told, and what was agreed to."""
    edges = wiring.edges()
    guessed = preview(import_id, tables=edges.tables, sealer=edges.sealer).guessed
    matching = guessed if places is None else Matching(places)
    agreement = replace(AGREEMENT, **agreed)
    match_columns(import_id, matching, agreement, retention=Retention(), now=now)


def check(
    import_id: str, now: datetime, places: dict[ImportColumn, int] | None = None, **agreed: object
) -> None:
    """Say what is on a list, and have it tried."""
    match(import_id, now, places, **agreed)
    edges = wiring.edges()
    check_import(
        import_id,
        tables=edges.tables,
        sealer=edges.sealer,
        signer=edges.signer,
        retention=Retention(),
        now=now,
    )


def run(import_id: str, now: datetime) -> None:
    """Have a checked list brought in."""
    order_run(import_id, staff_member_id=None)
    run_import(import_id, signer=wiring.edges().signer, now=now)


def bring_in(content: bytes, now: datetime, **agreed: object) -> str:
    """Take a list all the way."""
    import_id = stage(content, now)
    check(import_id, now, **agreed)
    run(import_id, now)
    return import_id
