"""Wishes for an English version of a writer's own words."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.translations import TranslationState


class Translation(Base):
    """One writer's own words and, once somebody wrote it, their English; both go when it ends."""

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("action_id"), Index(None, "state", "deadline"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    action_id: Mapped[str] = mapped_column(ForeignKey("actions.id"))
    state: Mapped[TranslationState] = mapped_column(words(TranslationState, "state"))
    locale: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text, default="")
    deadline: Mapped[datetime | None]
    taken_by_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    taken_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


NO_MORE_WORDS: dict[str, object] = {"words": "", "english": ""}


def forget_translations(session: Session, action_id: str) -> None:
    """Delete the wish of an action, as if it had never been there."""
    session.execute(delete(Translation).where(Translation.action_id == action_id))
