"""Give whoever started the program a way into its console, without any password."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id
from campaign.domain.ports import Signer
from campaign.domain.site import Site
from campaign.domain.staff import SIGN_IN_LINK, StaffRole
from campaign.models.staff import Role, StaffMember, issue_link

FIRST_ADMIN = "admin@localhost"


def open_console(*, signer: Signer, site: Site, now: datetime) -> str:
    """Return a link that signs the longest-serving admin in once; make one where there is none."""
    member_id = db.session.scalar(
        select(StaffMember.id)
        .where(
            StaffMember.roles.any(Role.name == StaffRole.ADMIN), StaffMember.disabled_at.is_(None)
        )
        .order_by(StaffMember.created_at)
        .limit(1)
    )
    token = signer.token()
    issue_link(
        db.session(),
        member_id or _first_admin(now),
        signer.digest(SIGN_IN_LINK, token),
        now=now,
    )
    db.session.commit()
    return site.sign_in_link(token)


def _first_admin(now: datetime) -> str:
    """Return the admin who belongs to the machine itself, dismissed before or not there yet."""
    admin = db.session.scalar(select(StaffMember).where(StaffMember.email == FIRST_ADMIN))
    if admin is None:
        admin = StaffMember(id=new_id(), email=FIRST_ADMIN, created_at=now)
        db.session.add(admin)
    role = db.session.scalar(select(Role).where(Role.name == StaffRole.ADMIN))
    admin.roles = [role or Role(name=StaffRole.ADMIN)]
    admin.disabled_at = None
    db.session.flush()
    return admin.id
