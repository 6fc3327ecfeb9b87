"""Mail those who may approve a file that waits for a second person: each once."""

from datetime import datetime

from campaign.db import db
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, Renderer
from campaign.domain.site import Site
from campaign.models.deliveries.mails import enqueue_notice
from campaign.queries.exports import ExportView, approvers, exports_to_approve


def call_approvers(*, renderer: Renderer, site: Site, bell: Bell, now: datetime) -> None:
    """Queue a mail about each export that waits, to everybody but who asked for it.

    It says neither the reason nor what the list holds: both stand behind the sign-in.
    """
    called = False
    for export in exports_to_approve():
        rendered = renderer.render(
            Notice(NoticeKind.EXPORT_WAITS, export.locale, _values(export, site))
        )
        for member_id, email in approvers(export.staff_member_id):
            mail = NoticeMail(
                kind=NoticeKind.EXPORT_WAITS,
                rendered=rendered,
                recipient=email,
                dedupe_key=f"export_waits:{export.id}:{member_id}",
            )
            called |= enqueue_notice(db.session(), mail, site=site, now=now)
    db.session.commit()
    if called:
        bell.ring()


def _values(export: ExportView, site: Site) -> dict[str, object]:
    return {"export_url": site.export(export.id), "people": export.expected}
