"""Hand a file out: to whoever asked for it, once, while its link holds."""

from collections.abc import Iterator
from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.exports import ExportState
from campaign.domain.ports import ExportShelf
from campaign.domain.staff import AuditVerb
from campaign.models.exports import Export, move
from campaign.models.staff import record


def fetch_export(
    export_id: str, *, shelf: ExportShelf, staff_member_id: str, now: datetime
) -> Iterator[bytes]:
    """Return the pieces of a file, which lies nowhere any more from then on.

    Raises NotFound where this person asked for no such file, and Expired where it was fetched
    before, its link is over, or it does not lie here.
    """
    export = _own(export_id, staff_member_id)
    if export.state is not ExportState.READY or not export.link_until or export.link_until <= now:
        raise Expired("export")
    session, name = db.session(), export.lease or ""
    try:
        pieces = shelf.open(name)
    except NotFound as missing:
        raise Expired("export") from missing
    if not move(session, export_id, ExportState.READY, ExportState.FETCHED, fetched_at=now):
        raise Expired("export")
    facts = {"rows": export.rows, "sha256": export.sha256, "whole": True}
    record(
        session,
        AuditVerb.EXPORT_TAKEN,
        staff_member_id=staff_member_id,
        subject=export_id,
        facts={**export.order.facts, **facts},
        now=now,
    )
    session.commit()
    shelf.discard(name)
    return pieces


def ask_again(export_id: str, *, staff_member_id: str, now: datetime) -> None:
    """Have a file made again that nobody fetched in time; an approval holds for it still.

    Raises NotFound, and Refused("export_over") when its days are over.
    """
    export = _own(export_id, staff_member_id)
    if export.valid_until <= now or not move(
        db.session(), export_id, ExportState.LAPSED, ExportState.QUEUED, tries=0, done=0
    ):
        raise Refused("export_over")
    db.session.commit()


def _own(export_id: str, staff_member_id: str) -> Export:
    export = db.session.get(Export, export_id, populate_existing=True)
    if export is None or export.staff_member_id != staff_member_id:
        raise NotFound("export")
    return export
