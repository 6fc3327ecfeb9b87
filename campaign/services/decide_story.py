"""Decide on a story that others may read: publish it, keep it inside, or leave it aside."""

from datetime import datetime

from sqlalchemy import update

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.staff import AuditVerb
from campaign.domain.stories import StoryState, StoryUse
from campaign.models.staff import record
from campaign.models.stories import Story

_VERBS = {
    StoryState.PUBLISHED: AuditVerb.STORY_PUBLISHED,
    StoryState.INSIDE: AuditVerb.STORY_KEPT,
    StoryState.DECLINED: AuditVerb.STORY_DECLINED,
}
OPEN = (StoryState.WAITING, *_VERBS)


def decide_story(
    story_id: str, decision: StoryState, *, staff_member_id: str | None, now: datetime
) -> None:
    """Write a decision down; a later one may change it, as long as the story is there.

    Raises NotFound, Refused("story_not_public") for one whose writer did not allow publishing,
    and Refused("story_gone") for one that was taken back.
    """
    session = db.session()
    story = session.get(Story, story_id, populate_existing=True)
    if story is None:
        raise NotFound(story_id)
    if decision is StoryState.PUBLISHED and story.use is not StoryUse.PUBLIC:
        raise Refused("story_not_public")
    moved = session.scalars(
        update(Story)
        .where(Story.id == story_id, Story.state.in_(OPEN), Story.ended_at.is_(None))
        .values(state=decision, decided_at=now)
        .returning(Story.id),
        execution_options={"synchronize_session": False},
    ).first()
    if moved is None:
        session.rollback()
        raise Refused("story_gone")
    record(session, _VERBS[decision], staff_member_id=staff_member_id, now=now, subject=story_id)
    session.commit()
