"""Stories that others than the office may read, as far as their writers said."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.stories import StoryState, StoryUse


class Story(Base):
    """One writer's own words about one recommendation, and what they allowed."""

    __tablename__ = "stories"
    __table_args__ = (
        UniqueConstraint("action_id", "recommendation_id"),
        Index(None, "state", "agreed_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    action_id: Mapped[str] = mapped_column(ForeignKey("actions.id"))
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendations.id"))
    use: Mapped[StoryUse] = mapped_column(words(StoryUse, "use"))
    state: Mapped[StoryState] = mapped_column(words(StoryState, "state"))
    text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    given_name: Mapped[str] = mapped_column(String(80))
    town: Mapped[str] = mapped_column(String(80))
    wording_version: Mapped[str] = mapped_column(String(20))
    agreed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was taken back or its time was over; its words went then."""


GONE: dict[str, object] = {
    "text": "",
    "given_name": "",
    "town": "",
    "state": StoryState.TAKEN_BACK,
}
"""The values of a story that nobody reads any more."""


def take_back_stories(session: Session, action_id: str, *, now: datetime) -> int:
    """Empty the stories of an action; return how many there were."""
    ended = session.scalars(
        update(Story)
        .where(Story.action_id == action_id, Story.ended_at.is_(None))
        .values(ended_at=now, **GONE)
        .returning(Story.id),
        execution_options={"synchronize_session": False},
    ).all()
    return len(ended)


def forget_stories(session: Session, action_id: str) -> None:
    """Delete the stories of an action, as if they had never been kept."""
    session.execute(delete(Story).where(Story.action_id == action_id))
