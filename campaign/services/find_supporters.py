"""Look people up, and write down who looked."""

from datetime import datetime

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record
from campaign.queries.people import Found, SupporterSearch, search


def find_supporters(
    asked: SupporterSearch, *, page: int = 1, staff_member_id: str | None, now: datetime
) -> Found:
    """Return whom a search finds; the audit keeps which fields were used, not what was typed."""
    found = search(asked, page=page)
    record(
        db.session(),
        AuditVerb.SUPPORTERS_SEARCHED,
        staff_member_id=staff_member_id,
        facts={"by": asked.used, "found": found.total, "shown": len(found.rows)},
        now=now,
    )
    db.session.commit()
    return found
