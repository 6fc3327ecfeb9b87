"""Take a sign-in link, which works once."""

from datetime import datetime

from sqlalchemy import update

from campaign.db import db
from campaign.domain.errors import Expired
from campaign.domain.ports import Signer
from campaign.domain.staff import SIGN_IN_LINK
from campaign.models.staff import SignInLink


def use_sign_in_link(token: str, *, signer: Signer, now: datetime) -> str:
    """Return the id of the person whom the link signs in.

    Raises Expired when it is unknown, used or too old; the three are not told apart.
    """
    member_id: str | None = db.session.scalar(
        update(SignInLink)
        .where(
            SignInLink.token_hash == signer.digest(SIGN_IN_LINK, token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignInLink.staff_member_id)
    )
    if member_id is None:
        raise Expired(SIGN_IN_LINK)
    db.session.commit()
    return member_id
