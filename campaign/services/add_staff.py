"""Let somebody into the console: give them a role and a link that signs them in once."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.mail import is_plain_address
from campaign.domain.people import normalise_email
from campaign.domain.ports import Signer
from campaign.domain.site import Site
from campaign.domain.staff import SIGN_IN_LINK, AuditVerb, StaffRole
from campaign.models.staff import issue_link, let_in, record
from campaign.queries.partners import partner_for


def add_staff(  # Whom, as what, of which organization, and the edges it takes.
    email: str,
    role: StaffRole,
    *,
    partner_slug: str = "",
    signer: Signer,
    site: Site,
    now: datetime,
) -> str:
    """Return a fresh sign-in link for this person, who has this role from now on.

    Somebody who is there already keeps their other roles; somebody who was dismissed returns.
    Raises Refused("email_nonsense"), Refused("partner_missing") or Refused("partner_unknown").
    """
    address = normalise_email(email)
    if not is_plain_address(address):
        raise Refused("email_nonsense", email=email)
    partner_id = partner_for(role, partner_slug)
    member = let_in(db.session(), address, role, partner_id=partner_id, now=now)
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
