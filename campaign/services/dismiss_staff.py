"""Close the console to somebody: from now on, and in every browser where they are signed in."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id
from campaign.domain.errors import NotFound
from campaign.domain.people import normalise_email
from campaign.domain.staff import AuditVerb
from campaign.models.staff import StaffMember, record


def dismiss_staff(email: str, *, now: datetime) -> None:
    """Dismiss a member of staff; what they did stays recorded. Raises NotFound."""
    member = db.session.scalar(
        select(StaffMember).where(StaffMember.email == normalise_email(email))
    )
    if member is None:
        raise NotFound("staff_member")
    member.disabled_at = now
    member.roles = []
    member.fs_uniquifier = new_id()
    record(
        db.session(),
        AuditVerb.STAFF_DISMISSED,
        staff_member_id=None,
        subject=member.id,
        now=now,
    )
    db.session.commit()
