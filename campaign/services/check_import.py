"""Read a list to its end and say of every row what would become of it: the dry run."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaign.db import db
from campaign.domain.import_columns import has_headers
from campaign.domain.import_rows import CleanRow, RowCheck, Rules
from campaign.domain.imports import ImportState, Matching, RowFault, unpacked
from campaign.domain.people import SUPPRESSION
from campaign.domain.ports import Sealer, Signer, TableReader
from campaign.domain.retention import Retention
from campaign.models.campaigns import Campaign
from campaign.models.imports import ImportedList, clear_rows, hold_import, keep_rows, refuse_rows
from campaign.queries.import_people import ask_of, suppressed
from campaign.queries.imports import read_matching


def check_import(
    import_id: str,
    *,
    tables: TableReader,
    sealer: Sealer,
    signer: Signer,
    retention: Retention,
    now: datetime,
) -> None:
    """Stage the rows of a list that waits for it; of a refused one only what is wrong is kept.

    Where its file was forgotten meanwhile, it waits for nothing any more.
    """
    session = db.session()
    found = hold_import(session, import_id, unless_held=True)
    if found is None or found.state is not ImportState.CHECKING:
        session.rollback()
        return
    clear_rows(session, import_id)
    if found.content is None:
        found.state = ImportState.OPEN
        session.commit()
        return
    content = unpacked(sealer.unseal(found.content))
    rules = _rules(found, retention, now)
    rows = _checked(tables.rows(content), rules, no_mail=suppressed(), signer=signer)
    keep_rows(session, import_id, rows)
    for fault, condition in ask_of(found).refusals():
        refuse_rows(session, import_id, fault, condition)
    found.state, found.checked_at = ImportState.CHECKED, now
    session.commit()


def _rules(found: ImportedList, retention: Retention, now: datetime) -> Rules:
    zone = db.session.scalars(
        select(Campaign.time_zone).where(Campaign.id == found.campaign_id)
    ).one()
    return Rules(
        matching=read_matching(found.matching) or Matching(),
        locale=found.locale,
        zone=ZoneInfo(zone),
        agreed_on=found.agreed_on,
        everyone_is_adult=found.everyone_is_adult,
        oldest=now - timedelta(days=retention.sign_up),
        now=now,
    )


def _checked(
    rows: Iterator[list[str]], rules: Rules, *, no_mail: set[str], signer: Signer
) -> Iterator[CleanRow]:
    """Yield each row that holds anything, in order; the first one of an address counts.

    While rows are yielded they stream into the database, so nothing is asked of it here.
    """
    check: RowCheck | None = None
    seen: set[str] = set()
    for number, cells in enumerate(rows, start=1):
        if not any(cells):
            continue
        if check is None:
            check = RowCheck(rules, width=len(cells))
            if has_headers(cells):
                continue
        row = check(number, cells)
        if row.fault is None:
            if no_mail and signer.digest(SUPPRESSION, row.email) in no_mail:
                row = CleanRow(number, fault=RowFault.NO_MAIL)
            elif row.email in seen:
                row = row._replace(repeats=True)
            seen.add(row.email)
        yield row
