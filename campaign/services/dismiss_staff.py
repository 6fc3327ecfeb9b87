"""Close the console to somebody: from now on, and in every browser where they are signed in."""

from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.staff import StaffMember, record
from campaign.queries.staff import is_last_admin


def dismiss_staff(member_id: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Dismiss a member of staff; what they did stays recorded.

    Raises NotFound, Refused("not_oneself") or Refused("last_admin").
    """
    if member_id == staff_member_id:
        raise Refused("not_oneself")
    member = db.session.get(StaffMember, member_id)
    if member is None:
        raise NotFound("staff_member")
    if is_last_admin(member_id):
        raise Refused("last_admin")
    member.disabled_at = now
    member.roles = []
    member.fs_uniquifier = new_id()
    record(
        db.session(),
        AuditVerb.STAFF_DISMISSED,
        staff_member_id=staff_member_id,
        subject=member.id,
        now=now,
    )
    db.session.commit()
