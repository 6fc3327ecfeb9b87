"""Say which column of a list holds what, and what its people agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaign.db import as_json, db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.import_columns import guess, has_headers
from campaign.domain.imports import (
    STAGED,
    Agreement,
    ImportColumn,
    ImportKind,
    ImportState,
    Matching,
    unpacked,
)
from campaign.domain.people import Purpose
from campaign.domain.ports import Sealer, TableReader
from campaign.domain.retention import Retention
from campaign.models.campaigns import Campaign
from campaign.models.imports import ImportedList, hold_import, move_import
from campaign.models.partners import keep_source
from campaign.queries.partners import partner_id

LOOKED_AT = 20
SHOWN_ROWS = 5
LONGEST_SHOWN = 60
MEDIA = {ImportKind.SHEET: "sheet"}


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a list, and which column seems to hold what.

    Where the list names no columns, `headers` are empty texts.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    guessed: Matching


def preview(import_id: str, *, tables: TableReader, sealer: Sealer) -> Preview:
    """Return the first rows of a list. Raises NotFound, Refused("import_forgotten")."""
    found = db.session.get(ImportedList, import_id)
    if found is None:
        raise NotFound("import")
    if found.content is None:
        raise Refused("import_forgotten")
    content = unpacked(sealer.unseal(found.content))
    rows = [row for row in islice(tables.rows(content), LOOKED_AT) if any(row)]
    named = has_headers(rows[0]) if rows else True
    headers, rows = (rows[0] if rows else [], rows[1:]) if named else ([], rows)
    width = max((len(row) for row in (headers, *rows)), default=0)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    headers = [*headers, *[""] * (width - len(headers))]
    shown = [[cell[:LONGEST_SHOWN] for cell in row] for row in filled[:SHOWN_ROWS]]
    return Preview(headers, shown, Matching(guess(headers, filled)))


def match_columns(
    import_id: str,
    matching: Matching,
    agreement: Agreement,
    *,
    retention: Retention,
    now: datetime,
) -> None:
    """Write down how a list is to be read; from here on it waits to be checked.

    A source that is new is made. Raises Refused: "import_moved_on", "import_forgotten",
    "email_unmatched", "age_unmatched", "date_unmatched", "date_ahead", "date_too_old",
    "purpose_unknown".
    """
    found = hold_import(db.session(), import_id)
    if found is None or found.state not in STAGED:
        raise Refused("import_moved_on")
    if found.content is None:
        raise Refused("import_forgotten")
    campaign = db.session.scalars(
        select(Campaign).where(Campaign.slug == agreement.campaign)
    ).one_or_none()
    partner = partner_id(agreement.purpose.partner_slug)
    is_for_partner = agreement.purpose.purpose is Purpose.PARTNER
    if campaign is None or (is_for_partner and partner is None):
        raise Refused("purpose_unknown", purpose=str(agreement.purpose))
    _check(matching, agreement, zone=ZoneInfo(campaign.time_zone), retention=retention, now=now)
    medium = MEDIA.get(found.kind, "list")
    places = {column.value: place for column, place in matching.places.items()}
    move_import(
        db.session(),
        import_id,
        STAGED,
        ImportState.CHECKING,
        matching=as_json({"places": places, "day_first": matching.day_first}),
        campaign_id=campaign.id,
        purpose=agreement.purpose.purpose,
        partner_id=partner if is_for_partner else None,
        source_id=keep_source(db.session(), agreement.source, medium=medium),
        wording_version=agreement.wording_version,
        locale=agreement.locale,
        agreed_on=agreement.agreed_on,
        holder=agreement.holder,
        everyone_is_adult=agreement.everyone_is_adult,
    )
    db.session.commit()


def _check(
    matching: Matching,
    agreement: Agreement,
    *,
    zone: ZoneInfo,
    retention: Retention,
    now: datetime,
) -> None:
    """Refuse a list that could bring nobody in: without addresses, ages or days."""
    if ImportColumn.EMAIL not in matching.places:
        raise Refused("email_unmatched")
    if ImportColumn.AGE not in matching.places and not agreement.everyone_is_adult:
        raise Refused("age_unmatched")
    day = agreement.agreed_on
    if day is None:
        if ImportColumn.AGREED_AT not in matching.places:
            raise Refused("date_unmatched")
        return
    if day > now.astimezone(zone).date():
        raise Refused("date_ahead")
    if datetime.combine(day, time(12), zone) <= now - timedelta(days=retention.sign_up):
        raise Refused("date_too_old", months=retention.sign_up // 30)
