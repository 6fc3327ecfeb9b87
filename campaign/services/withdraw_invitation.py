"""Take an invitation into the console back before it was taken up."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.staff import AuditVerb
from campaign.models.staff import Invitation, record


def withdraw_invitation(invitation_id: str, *, staff_member_id: str, now: datetime) -> None:
    """Let the link of an invitation work no more. Raises NotFound."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("invitation")
    db.session.delete(invitation)
    record(
        db.session(),
        AuditVerb.STAFF_INVITATION_WITHDRAWN,
        staff_member_id=staff_member_id,
        subject=invitation.id,
        now=now,
    )
    db.session.commit()
