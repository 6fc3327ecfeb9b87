"""Make the files that wait for a worker, one after the other."""

from collections.abc import Callable
from datetime import datetime, timedelta

from campaign.db import db
from campaign.domain.exports import LINK_VALID, ExportState
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, ExportShelf, Renderer, Sheets
from campaign.domain.site import Site
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.exports import Export, claim, go_on, move
from campaign.models.staff import StaffMember
from campaign.services.export.file import write_file

SAID_EVERY = timedelta(seconds=1)
"""How often a worker says how far it is."""


class LeaseLost(Exception):
    """Say that somebody else makes this file by now, or that nobody wants it any more."""


def make_next_export(  # The edges that a file and its notice take.
    *,
    shelf: ExportShelf,
    sheets: Sheets,
    renderer: Renderer,
    site: Site,
    bell: Bell,
    clock: Callable[[], datetime],
) -> bool:
    """Make the file that waits longest, and mail whoever asked; return False where none waits.

    It commits when it takes a file, with every word on how far it is, and at the end: a page
    shows it, and a worker that fell is known by its silence. Its file is made anew from the
    beginning then, so that it is one look at the database; nothing of a half one is handed out.
    """
    export = claim(db.session())
    if export is None:
        db.session.rollback()
        return False
    db.session.commit()
    lease, began = export.lease or "", clock()
    steps = _Steps(export.id, lease, clock, began)
    try:
        with shelf.write(lease) as sink:
            written = write_file(export.order, sink, sheets=sheets, heard=steps.hear)
            steps.say(written.rows)
    except LeaseLost:
        db.session.rollback()
        return True
    now = clock()
    ready = {
        "rows": written.rows,
        "sha256": written.sha256,
        "link_until": now + LINK_VALID,
        "leased_until": None,
    }
    if move(db.session(), export.id, ExportState.MAKING, ExportState.READY, **ready):
        mail = _notice(export, written.rows, renderer=renderer, site=site)
        enqueue_notice(db.session(), mail, site=site, now=now)
    db.session.commit()
    bell.ring()
    return True


class _Steps:
    """Says every second how far a file is, and with it that its worker lives."""

    def __init__(
        self, export_id: str, lease: str, clock: Callable[[], datetime], began: datetime
    ) -> None:
        self._export_id, self._lease = export_id, lease
        self._clock, self._said_at = clock, began

    def hear(self, rows: int) -> None:
        """Hear how many rows are written; say it when a second has passed."""
        if self._clock() - self._said_at >= SAID_EVERY:
            self.say(rows)

    def say(self, rows: int) -> None:
        """Write down how far we are. Raises LeaseLost."""
        ours = go_on(db.session(), self._export_id, self._lease, rows)
        db.session.commit()
        if not ours:
            raise LeaseLost
        self._said_at = self._clock()


def _notice(export: Export, rows: int, *, renderer: Renderer, site: Site) -> NoticeMail:
    member = db.session.get_one(StaffMember, export.staff_member_id)
    values = {
        "export_url": site.export(export.id),
        "rows": rows,
        "minutes": int(LINK_VALID.total_seconds() // 60),
    }
    return NoticeMail(
        kind=NoticeKind.EXPORT_READY,
        rendered=renderer.render(Notice(NoticeKind.EXPORT_READY, export.locale, values)),
        recipient=member.email,
        dedupe_key=f"export:{export.lease}",
    )
