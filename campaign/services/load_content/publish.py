"""Publish what staff have edited: from here on the site and new letters say it."""

from datetime import datetime

from sqlalchemy import delete

from campaign.db import db, take_turn
from campaign.domain.content import EditionSource
from campaign.domain.content_check import check
from campaign.domain.errors import Conflict, NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import CampaignDraft
from campaign.models.staff import record
from campaign.queries.authoring import workpiece
from campaign.services.load_content.rows import campaign_row, write_content, write_edition


def publish_campaign(
    slug: str, *, seen: str, note: str, staff_member_id: str | None, now: datetime
) -> int:
    """Publish a campaign's draft and return the number of the version.

    `seen` is the fingerprint of what somebody looked at: letters in the making, and what was sent,
    keep their words. Raises NotFound where there is no draft, Conflict when it or what is
    published has changed since, Refused("content_faulty") and Refused("recommendation_gone").
    """
    take_turn(db.session(), f"campaign {slug}")
    db.session.expire_all()  # What was looked at before may be older than this turn.
    piece = workpiece(slug)
    if piece.draft is None:
        raise NotFound(slug)
    if piece.fingerprint != seen:
        raise Conflict(slug)
    content = piece.draft.content
    faults = check(content)
    if faults:
        raise Refused("content_faulty", count=len(faults))
    campaign = campaign_row(slug, now=now)
    write_content(campaign, content, now=now)
    version = write_edition(
        campaign,
        content,
        EditionSource.CONSOLE,
        note=note,
        staff_member_id=staff_member_id,
        now=now,
    )
    db.session.execute(delete(CampaignDraft).where(CampaignDraft.slug == slug))
    record(
        db.session(),
        AuditVerb.CAMPAIGN_PUBLISHED,
        staff_member_id=staff_member_id,
        now=now,
        subject=slug,
        facts={"version": version, "texts": len(piece.changes)},
    )
    db.session.commit()
    return version
