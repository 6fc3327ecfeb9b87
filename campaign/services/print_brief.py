"""Print the memo about one legislator, and keep that somebody made it."""

from datetime import datetime

from campaign.db import db
from campaign.domain.paper import PaperBrief
from campaign.domain.ports import Printer
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record


def print_brief(
    target_id: str,
    paper: PaperBrief,
    *,
    printer: Printer,
    staff_member_id: str | None,
    now: datetime,
) -> bytes:
    """Return the memo as a PDF; the audit keeps who made it, and in which language."""
    db.session.rollback()  # On SQLite a reader turns into no writer once somebody else has written.
    record(
        db.session(),
        AuditVerb.BRIEF_PRINTED,
        staff_member_id=staff_member_id,
        now=now,
        subject=target_id,
        facts={"language": paper.locale},
    )
    db.session.commit()
    return printer.brief(paper)
