"""Load a campaign's content into the database, as often as wished: what is the same stays."""

from datetime import datetime

from campaign.db import db, take_turn
from campaign.domain.content import CampaignContent, EditionSource
from campaign.domain.content_changes import changes
from campaign.domain.errors import Refused
from campaign.domain.staff import AuditVerb
from campaign.models.staff import record
from campaign.queries.authoring import newest_source, published_content
from campaign.services.load_content.rows import (
    ContentReport,
    campaign_row,
    write_content,
    write_edition,
)

__all__ = ["ContentReport", "load_content"]


def load_content(
    content: CampaignContent, *, now: datetime, over_edits: bool = False
) -> ContentReport:
    """Make the database hold this content, and say what changed.

    What changes is kept as the campaign's next version. Raises Refused("edited_in_console")
    when the newest version was published in the console and says something else, unless told
    to load over it, and Refused("recommendation_gone").
    """
    take_turn(db.session(), f"campaign {content.slug}")
    campaign = campaign_row(content.slug, now=now)
    source = newest_source(campaign.id)
    if source is EditionSource.CONSOLE and not over_edits:
        _refuse_to_undo(content)
    report = write_content(campaign, content, now=now)
    if source is None or not report.unchanged:
        version = write_edition(
            campaign, content, EditionSource.FOLDER, note="", staff_member_id=None, now=now
        )
        if source is not None:
            record(
                db.session(),
                AuditVerb.CAMPAIGN_PUBLISHED,
                staff_member_id=None,
                now=now,
                subject=content.slug,
                facts={"version": version},
            )
    db.session.commit()
    return report


def _refuse_to_undo(content: CampaignContent) -> None:
    if changes(published_content(content.slug), content):
        db.session.rollback()
        raise Refused("edited_in_console", campaign=content.slug)
