"""What writers say of their telephone calls."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, MayGo, keep_as_written, words
from campaign.domain.calls import CallOutcome


class CallWord(Base):
    """One word about the call for one letter; append-only, the newest row holds."""

    __tablename__ = "call_words"
    __table_args__ = (Index(None, "letter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    letter_id: Mapped[str] = mapped_column(ForeignKey("letters.id"))
    outcome: Mapped[CallOutcome] = mapped_column(words(CallOutcome, "outcome"))
    at: Mapped[datetime]


keep_as_written(CallWord, MayGo.NEVER)
