"""Stories that may be read: by everybody, by the coalition, and in a memo for a visit."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select

from campaign.db import db
from campaign.domain.stories import StoryState, StoryUse
from campaign.models.actions import Action
from campaign.models.campaigns import Recommendation, RecommendationText
from campaign.models.letters import Letter
from campaign.models.stories import Story

A_PAGE = 12


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story as it is read; `recommendation` is its title in the reader's language."""

    id: str
    slug: str
    recommendation: str
    text: str
    locale: str
    given_name: str
    town: str
    use: StoryUse
    state: StoryState
    agreed_at: datetime


def published(campaign_id: str, locale: str, *, slug: str = "", page: int = 1) -> list[StoryView]:
    """Return a page of the published stories, the newest first, perhaps of one recommendation."""
    statement = _stories(locale).where(
        Action.campaign_id == campaign_id, Story.state == StoryState.PUBLISHED
    )
    if slug:
        statement = statement.where(Recommendation.slug == slug)
    return _views(statement.order_by(Story.agreed_at.desc(), Story.id), page)


def to_read(
    campaign_id: str, locale: str, states: Collection[StoryState], *, page: int = 1
) -> list[StoryView]:
    """Return a page of the stories in these states, the oldest first."""
    statement = _stories(locale).where(Action.campaign_id == campaign_id, Story.state.in_(states))
    return _views(statement.order_by(Story.agreed_at, Story.id), page)


def excerpts(campaign_id: str, target_id: str, locale: str, *, most: int) -> list[StoryView]:
    """Return published stories of people who wrote to a legislator, the newest first."""
    wrote = exists().where(Letter.action_id == Story.action_id, Letter.target_id == target_id)
    statement = _stories(locale).where(
        Action.campaign_id == campaign_id, Story.state == StoryState.PUBLISHED, wrote
    )
    return _views(statement.order_by(Story.agreed_at.desc(), Story.id).limit(most), 1)


def use_of(action_id: str) -> StoryUse:
    """Return who may read the stories of an action now; the office alone where none is kept."""
    found = db.session.scalars(
        select(Story.use).where(Story.action_id == action_id, Story.ended_at.is_(None)).limit(1)
    ).first()
    return StoryUse.OFFICE if found is None else StoryUse(found)


@dataclass(frozen=True, slots=True)
class OwnStory:
    """A story as its writer gets a copy of it: the words, who may read them, how it stands."""

    text: str
    locale: str
    given_name: str
    town: str
    use: StoryUse
    state: StoryState
    wording_version: str
    agreed_at: datetime


def own_stories(action_ids: Collection[str]) -> list[OwnStory]:
    """Return the stories of these actions, the first one first."""
    rows = db.session.scalars(
        select(Story).where(Story.action_id.in_(action_ids)).order_by(Story.agreed_at, Story.id)
    )
    names = [field.name for field in fields(OwnStory)]
    return [OwnStory(**{name: getattr(row, name) for name in names}) for row in rows]


def waiting_stories() -> int:
    """Return how many stories wait for somebody who reads them."""
    waits = select(func.count()).select_from(Story).where(Story.state == StoryState.WAITING)
    return db.session.scalar(waits) or 0


def _stories(locale: str) -> Select[Story, str, str]:
    return (
        select(Story, Recommendation.slug, RecommendationText.title)
        .join(Action, Action.id == Story.action_id)
        .join(Recommendation, Recommendation.id == Story.recommendation_id)
        .join(
            RecommendationText,
            and_(
                RecommendationText.recommendation_id == Recommendation.id,
                RecommendationText.locale == locale,
            ),
        )
    )


def _views(statement: Select[Story, str, str], page: int) -> list[StoryView]:
    rows = db.session.execute(statement.limit(A_PAGE).offset(A_PAGE * (page - 1)))
    return [
        StoryView(
            id=story.id,
            slug=slug,
            recommendation=title,
            text=story.text,
            locale=story.locale,
            given_name=story.given_name,
            town=story.town,
            use=story.use,
            state=story.state,
            agreed_at=story.agreed_at,
        )
        for story, slug, title in rows
    ]
