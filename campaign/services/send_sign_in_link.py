"""Mail somebody of the staff a link that signs them in once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import normalise_email
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import Site
from campaign.domain.staff import LINK_VALID, LINKS_AN_HOUR, SIGN_IN_LINK
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.staff import SignInLink, StaffMember, issue_link


def send_sign_in_link(  # To whom, in which language, and the edges it takes.
    email: str,
    *,
    locale: str,
    renderer: Renderer,
    signer: Signer,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Queue the mail; an unknown address or a fourth link in an hour is passed over in silence.

    The page says the same in each case, so that nobody learns who works here.
    """
    member = db.session.scalar(
        select(StaffMember).where(
            StaffMember.email == normalise_email(email), StaffMember.disabled_at.is_(None)
        )
    )
    if member is None or _links_since(member.id, now - timedelta(hours=1)) >= LINKS_AN_HOUR:
        return
    token = signer.token()
    token_hash = signer.digest(SIGN_IN_LINK, token)
    values = {
        "link_url": site.sign_in_link(token),
        "minutes": int(LINK_VALID.total_seconds() // 60),
    }
    notice = NoticeMail(
        kind=NoticeKind.SIGN_IN_LINK,
        rendered=renderer.render(Notice(NoticeKind.SIGN_IN_LINK, locale, values)),
        recipient=member.email,
        dedupe_key=f"sign-in:{token_hash}",
    )
    issue_link(db.session(), member.id, token_hash, now=now)
    enqueue_notice(db.session(), notice, site=site, now=now)
    db.session.commit()
    bell.ring()


def _links_since(member_id: str, moment: datetime) -> int:
    statement = select(func.count()).where(
        SignInLink.staff_member_id == member_id, SignInLink.created_at > moment
    )
    return db.session.scalar(statement) or 0
