"""The letters that people wrote."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, new_id


class Letter(Base):
    """One letter to one legislator, as the office reads it, greeting and signature included."""

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("action_id", "target_id"),
        Index(None, "target_id"),
        Index(None, "in_place_of", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    action_id: Mapped[str] = mapped_column(ForeignKey("actions.id"))
    target_id: Mapped[str] = mapped_column(ForeignKey("targets.id"))
    position: Mapped[int]
    locale: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    original_body: Mapped[str] = mapped_column(Text, default="")
    """The letter in the writer's language where that is not English; else empty."""
    length: Mapped[int]
    """Characters of the body; stays when the text goes."""
    accepted_at: Mapped[datetime | None]
    """When the confirmed letter was taken into the outbox; none for a repeat of an earlier one."""
    in_place_of: Mapped[str | None] = mapped_column(ForeignKey("letters.id"))
    """The letter to who left office, in whose place its writer sent this one to who followed."""
    asked_at: Mapped[datetime | None]
    """When its writer was asked whether it may go to who followed."""


NO_WORDS: dict[str, str] = {"subject": "", "body": "", "original_body": ""}
"""The values of a letter whose text is gone; its length stays."""
