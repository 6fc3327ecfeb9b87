"""Edit a campaign beside what is published: nothing of it is seen before it is published."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import delete

from campaign.db import db, insert_or, take_turn
from campaign.domain.content import CampaignContent
from campaign.domain.content_changes import facts_fingerprint
from campaign.domain.content_pages import Texts, page_fingerprint, with_texts
from campaign.domain.errors import Conflict, NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.models.campaigns import CampaignDraft
from campaign.models.staff import record
from campaign.queries.authoring import Workpiece, as_text, workpiece

Change = Callable[[CampaignContent], CampaignContent]


def begin_campaign(content: CampaignContent, *, staff_member_id: str | None, now: datetime) -> None:
    """Begin a campaign as a draft. Raises Refused("campaign_slug_taken")."""
    take_turn(db.session(), f"campaign {content.slug}")
    if _exists(content.slug):
        raise Refused("campaign_slug_taken", slug=content.slug)
    _keep(content, 0, staff_member_id, now)
    _record(AuditVerb.CAMPAIGN_EDITED, content.slug, staff_member_id, now, page="begun")
    db.session.commit()


def bring_content(
    content: CampaignContent,
    *,
    states: Collection[str],
    staff_member_id: str | None,
    now: datetime,
) -> None:
    """Take a whole content, for one of these states, as a campaign's draft.

    A draft that says something else must be published or thrown away first. Raises
    Refused("jurisdiction_unknown") and Refused("campaign_draft_stands").
    """
    if content.jurisdiction not in states:
        raise Refused("jurisdiction_unknown", name=content.jurisdiction)
    take_turn(db.session(), f"campaign {content.slug}")
    piece = workpiece(content.slug) if _exists(content.slug) else None
    if piece and piece.draft and piece.draft.content != content:
        raise Refused("campaign_draft_stands")
    _keep(content, piece.version if piece else 0, staff_member_id, now)
    _record(AuditVerb.CAMPAIGN_EDITED, content.slug, staff_member_id, now, page="brought")
    db.session.commit()


def save_texts(
    slug: str, page: str, texts: Texts, *, seen: str, staff_member_id: str | None, now: datetime
) -> None:
    """Write a page's texts into the draft. Raises NotFound.

    Raises Conflict when the page does not stand as it was seen any more.
    """
    piece = _turn_at(slug)
    if page_fingerprint(piece.content, page) != seen:
        raise Conflict(page)
    _change(piece, lambda content: with_texts(content, page, texts), page, staff_member_id, now)


def save_facts(
    slug: str, changed: Change, *, seen: str, staff_member_id: str | None, now: datetime
) -> None:
    """Write other facts into the draft. Raises NotFound, and Conflict as `save_texts` does."""
    piece = _turn_at(slug)
    if facts_fingerprint(piece.content) != seen:
        raise Conflict(slug)
    _change(piece, changed, "facts", staff_member_id, now)


def arrange(slug: str, changed: Change, *, staff_member_id: str | None, now: datetime) -> None:
    """Add, move or take away a recommendation of the draft. Raises NotFound and Refused.

    One that was published stays, for letters ask for it: Refused("recommendation_gone").
    """
    piece = _turn_at(slug)
    after = {item.slug for item in changed(piece.content).recommendations}
    for item in piece.published.recommendations if piece.published else ():
        if item.slug not in after:
            raise Refused("recommendation_gone", campaign=slug, recommendation=item.slug)
    _change(piece, changed, "recommendations", staff_member_id, now)


def discard_draft(slug: str, *, staff_member_id: str | None, now: datetime) -> None:
    """Throw away what was not published. Raises NotFound where nothing was edited."""
    if _turn_at(slug).draft is None:
        raise NotFound(slug)
    _forget(slug)
    _record(AuditVerb.CAMPAIGN_DISCARDED, slug, staff_member_id, now)
    db.session.commit()


def _turn_at(slug: str) -> Workpiece:
    """Return a campaign that nobody else changes until the end of this transaction."""
    take_turn(db.session(), f"campaign {slug}")
    db.session.expire_all()  # What was looked at before may be older than this turn.
    return workpiece(slug)


def _exists(slug: str) -> bool:
    try:
        workpiece(slug)
    except NotFound:
        return False
    return True


def _change(
    piece: Workpiece, changed: Change, page: str, staff_member_id: str | None, now: datetime
) -> None:
    """Change the draft; one that says what is published is none."""
    content = changed(piece.content)
    if content == piece.content:
        return
    if content == piece.published:
        _forget(piece.slug)
    else:
        base = piece.draft.base_version if piece.draft else piece.version
        _keep(content, base, staff_member_id, now)
    _record(AuditVerb.CAMPAIGN_EDITED, piece.slug, staff_member_id, now, page=page)
    db.session.commit()


def _keep(
    content: CampaignContent, base_version: int, staff_member_id: str | None, now: datetime
) -> None:
    values = {
        "content": as_text(content),
        "base_version": base_version,
        "staff_member_id": staff_member_id,
        "edited_at": now,
    }
    db.session.execute(
        insert_or(db.session(), CampaignDraft)
        .values(slug=content.slug, **values)
        .on_conflict_do_update(index_elements=[CampaignDraft.slug], set_=values)
    )


def _forget(slug: str) -> None:
    db.session.execute(delete(CampaignDraft).where(CampaignDraft.slug == slug))


def _record(
    verb: AuditVerb, slug: str, staff_member_id: str | None, now: datetime, **details: object
) -> None:
    record(
        db.session(),
        verb,
        staff_member_id=staff_member_id,
        now=now,
        subject=slug,
        facts=details,
    )
