"""Take up an invitation into the console, which works once."""

from datetime import datetime

from sqlalchemy import delete

from campaign.db import db
from campaign.domain.errors import Expired
from campaign.domain.ports import Signer
from campaign.domain.staff import INVITATION, AuditVerb
from campaign.models.staff import Invitation, let_in, record


def accept_invitation(token: str, *, signer: Signer, now: datetime) -> str:
    """Let in who holds the token, with the role of the invitation; return their id.

    Raises Expired when it is unknown, taken up, withdrawn or too old; they are not told apart.
    """
    taken = db.session.execute(
        delete(Invitation)
        .where(
            Invitation.token_hash == signer.digest(INVITATION, token),
            Invitation.expires_at > now,
        )
        .returning(Invitation.email, Invitation.role, Invitation.partner_id)
    ).one_or_none()
    if taken is None:
        raise Expired(INVITATION)
    member = let_in(db.session(), taken.email, taken.role, partner_id=taken.partner_id, now=now)
    record(
        db.session(),
        AuditVerb.STAFF_JOINED,
        staff_member_id=member.id,
        subject=member.id,
        facts={"role": taken.role.value},
        now=now,
    )
    db.session.commit()
    return member.id
