"""End a source, so that its link counts nobody any more, or let it count again."""

from datetime import datetime

from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.staff import AuditVerb
from campaign.models.partners import Source
from campaign.models.staff import record


def end_source(code: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Let a source's link lead on and count nobody. Raises NotFound.

    Who came by it before, and has not written yet, is still counted.
    """
    _change(code, now, AuditVerb.SOURCE_ENDED, staff_member_id=staff_member_id, now=now)


def reopen_source(code: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Let a source that has ended count again. Raises NotFound."""
    _change(code, None, AuditVerb.SOURCE_REOPENED, staff_member_id=staff_member_id, now=now)


def _change(
    code: str,
    ended_at: datetime | None,
    verb: AuditVerb,
    *,
    staff_member_id: str | None,
    now: datetime,
) -> None:
    """Write down when a source ended; what is so already is written down once."""
    source_id = db.session.scalar(select(Source.id).where(Source.code == code))
    if source_id is None:
        raise NotFound(code)
    as_before = Source.ended_at.is_not(None) if ended_at is None else Source.ended_at.is_(None)
    changed = db.session.scalars(
        update(Source)
        .where(Source.id == source_id, as_before)
        .values(ended_at=ended_at)
        .returning(Source.id),
        execution_options={"synchronize_session": False},
    ).all()
    if changed:
        record(db.session(), verb, staff_member_id=staff_member_id, subject=source_id, now=now)
    db.session.commit()
