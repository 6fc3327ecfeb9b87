"""Ask somebody by mail to come into the console; nobody is let in before they took it up."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, new_id
from campaign.domain.errors import NotFound, Refused
from campaign.domain.mail import NoticeMail, is_plain_address
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import normalise_email
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import Site
from campaign.domain.staff import INVITATION, INVITATION_VALID, AuditVerb, Invitee
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.staff import Invitation, StaffMember, record
from campaign.queries.partners import partner_for


def invite_staff(  # Whom, by whom, and the edges it takes.
    invitee: Invitee,
    *,
    staff_member_id: str | None,
    renderer: Renderer,
    signer: Signer,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Queue a mail with a link that works once, for three days.

    Raises Refused: "email_nonsense", "on_the_staff", "invited_already", "partner_missing" or
    "partner_unknown".
    """
    address = normalise_email(invitee.email)
    if not is_plain_address(address):
        raise Refused("email_nonsense", email=invitee.email)
    partner_id = partner_for(invitee.role, invitee.partner_slug)
    if db.session.scalar(select(StaffMember.id).where(StaffMember.email == address)):
        raise Refused("on_the_staff")
    if db.session.scalar(select(Invitation.id).where(Invitation.email == address)):
        raise Refused("invited_already")
    invitation = Invitation(
        id=new_id(),
        email=address,
        role=invitee.role,
        partner_id=partner_id,
        locale=invitee.locale,
    )
    _send(invitation, renderer=renderer, signer=signer, site=site, now=now)
    db.session.add(invitation)
    record(
        db.session(),
        AuditVerb.STAFF_INVITED,
        staff_member_id=staff_member_id,
        subject=invitation.id,
        facts={"role": invitee.role.value},
        now=now,
    )
    db.session.commit()
    bell.ring()


def invite_again(  # Whom, by whom, and the edges it takes.
    invitation_id: str,
    *,
    staff_member_id: str,
    renderer: Renderer,
    signer: Signer,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Queue the mail once more with a fresh link; the earlier one is over. Raises NotFound."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("invitation")
    _send(invitation, renderer=renderer, signer=signer, site=site, now=now)
    record(
        db.session(),
        AuditVerb.STAFF_INVITED_AGAIN,
        staff_member_id=staff_member_id,
        subject=invitation.id,
        now=now,
    )
    db.session.commit()
    bell.ring()


def _send(
    invitation: Invitation, *, renderer: Renderer, signer: Signer, site: Site, now: datetime
) -> None:
    token = signer.token()
    token_hash = signer.digest(INVITATION, token)
    invitation.renew(token_hash, now=now)
    values = {
        "link_url": site.invitation(token),
        "days": INVITATION_VALID.days,
    }
    notice = NoticeMail(
        kind=NoticeKind.INVITATION,
        rendered=renderer.render(Notice(NoticeKind.INVITATION, invitation.locale, values)),
        recipient=invitation.email,
        dedupe_key=f"invitation:{token_hash}",
    )
    enqueue_notice(db.session(), notice, site=site, now=now)
