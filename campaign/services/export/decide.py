"""A second person says whether a list of many people may leave."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.exports import ANSWER_WITHIN, REASON_LIMIT, ExportState
from campaign.domain.staff import AuditVerb
from campaign.models.exports import Export, move
from campaign.models.staff import record


def approve_export(export_id: str, *, staff_member_id: str, now: datetime) -> None:
    """Let a file be made, from now on for as long as an approval holds.

    Raises NotFound, Refused("export_own") for whoever asked, and Refused("export_decided") where
    it waits no more.
    """
    _waiting(export_id, staff_member_id, now)
    _decide(
        export_id,
        ExportState.QUEUED,
        AuditVerb.EXPORT_APPROVED,
        staff_member_id=staff_member_id,
        now=now,
        valid_until=now + ANSWER_WITHIN,
    )


def refuse_export(export_id: str, reason: str, *, staff_member_id: str, now: datetime) -> None:
    """Let a file not be made, and say why.

    Raises as `approve_export` does, and Refused("export_reason_missing").
    """
    if not reason.strip():
        raise Refused("export_reason_missing")
    _waiting(export_id, staff_member_id, now)
    _decide(
        export_id,
        ExportState.REFUSED,
        AuditVerb.EXPORT_REFUSED,
        staff_member_id=staff_member_id,
        now=now,
        answer=reason.strip()[:REASON_LIMIT],
    )


def _waiting(export_id: str, staff_member_id: str, now: datetime) -> None:
    export = db.session.get(Export, export_id, populate_existing=True)
    if export is None:
        raise NotFound("export")
    if export.staff_member_id == staff_member_id:
        raise Refused("export_own")
    if export.state is not ExportState.WAITING or export.valid_until <= now:
        raise Refused("export_decided")


def _decide(
    export_id: str,
    new: ExportState,
    verb: AuditVerb,
    *,
    staff_member_id: str,
    now: datetime,
    **changes: object,
) -> None:
    session = db.session()
    changes = {**changes, "decided_by": staff_member_id, "decided_at": now}
    if not move(session, export_id, ExportState.WAITING, new, **changes):
        raise Refused("export_decided")
    record(session, verb, staff_member_id=staff_member_id, subject=export_id, now=now)
    session.commit()
