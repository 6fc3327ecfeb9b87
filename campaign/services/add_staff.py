"""Let somebody into the console: give them a role and a link that signs them in once."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id
from campaign.domain.errors import Refused
from campaign.domain.mail import is_plain_address
from campaign.domain.people import normalise_email
from campaign.domain.ports import Signer
from campaign.domain.site import Site
from campaign.domain.staff import SIGN_IN_LINK, AuditVerb, StaffRole
from campaign.models.staff import Role, StaffMember, issue_link, record


def add_staff(email: str, role: StaffRole, *, signer: Signer, site: Site, now: datetime) -> str:
    """Return a fresh sign-in link for this person, who has this role from now on.

    Somebody who is there already keeps their other roles; somebody who was dismissed returns.
    Raises Refused("email_nonsense").
    """
    address = normalise_email(email)
    if not is_plain_address(address):
        raise Refused("email_nonsense", email=email)
    member = db.session.scalar(select(StaffMember).where(StaffMember.email == address))
    if member is None:
        member = StaffMember(id=new_id(), email=address, created_at=now, roles=[])
        db.session.add(member)
    member.disabled_at = None
    row = _role(role)
    if row not in member.roles:
        member.roles.append(row)
    db.session.flush()
    token = signer.token()
    issue_link(db.session(), member.id, signer.digest(SIGN_IN_LINK, token), now=now)
    record(
        db.session(),
        AuditVerb.STAFF_ADDED,
        staff_member_id=None,
        subject=member.id,
        facts={"role": role.value},
        now=now,
    )
    db.session.commit()
    return site.sign_in_link(token)


def _role(role: StaffRole) -> Role:
    found = db.session.scalar(select(Role).where(Role.name == role))
    return found or Role(name=role)
