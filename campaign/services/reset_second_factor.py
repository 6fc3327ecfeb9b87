"""Take the second factor from somebody who cannot use it any more, so that they set up another."""

from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.staff import StaffMember, record


def reset_second_factor(member_id: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Forget app, passkeys and spare codes of somebody, and end their sessions.

    One's own is changed under "Your account", where it is asked for. Raises NotFound or
    Refused("not_oneself").
    """
    if member_id == staff_member_id:
        raise Refused("not_oneself")
    member = db.session.get(StaffMember, member_id)
    if member is None:
        raise NotFound("staff_member")
    member.tf_primary_method = None
    member.tf_totp_secret = None
    member.mf_recovery_codes = None
    member.webauthn = []
    member.fs_uniquifier = new_id()
    record(
        db.session(),
        AuditVerb.SECOND_FACTOR_RESET,
        staff_member_id=staff_member_id,
        subject=member.id,
        now=now,
    )
    db.session.commit()
