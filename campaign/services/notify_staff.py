"""Mail somebody of the staff about their own account."""

from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice
from campaign.domain.ports import Bell, Renderer
from campaign.domain.site import Site
from campaign.models.deliveries.mails import enqueue_notice


def notify_staff(  # What, to whom, and the edges it takes.
    notice: Notice,
    recipient: str,
    *,
    renderer: Renderer,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Queue one notice to one address."""
    mail = NoticeMail(
        kind=notice.kind,
        rendered=renderer.render(notice),
        recipient=recipient,
        dedupe_key=f"staff:{new_id()}",
    )
    enqueue_notice(db.session(), mail, site=site, now=now)
    db.session.commit()
    bell.ring()
