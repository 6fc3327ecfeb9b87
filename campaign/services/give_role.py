"""Give somebody of the staff another role; whoever was dismissed comes back by it."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import AuditVerb, StaffRole
from campaign.models.staff import StaffMember, record, role_row
from campaign.queries.partners import partner_for
from campaign.queries.staff import is_last_admin


def give_role(
    member_id: str,
    role: StaffRole,
    *,
    partner_slug: str,
    staff_member_id: str,
    now: datetime,
) -> None:
    """Let this role take the place of those that somebody has.

    Raises NotFound, Refused("not_oneself"), Refused("last_admin"), Refused("partner_missing")
    or Refused("partner_unknown").
    """
    if member_id == staff_member_id:
        raise Refused("not_oneself")
    member = db.session.get(StaffMember, member_id)
    if member is None:
        raise NotFound("staff_member")
    partner_id = partner_for(role, partner_slug)
    if role is not StaffRole.ADMIN and is_last_admin(member_id):
        raise Refused("last_admin")
    returns = member.disabled_at is not None
    member.disabled_at = None
    member.partner_id = partner_id
    member.roles = [role_row(db.session(), role)]
    record(
        db.session(),
        AuditVerb.STAFF_LET_IN_AGAIN if returns else AuditVerb.STAFF_ROLE_CHANGED,
        staff_member_id=staff_member_id,
        subject=member.id,
        facts={"role": role.value},
        now=now,
    )
    db.session.commit()
