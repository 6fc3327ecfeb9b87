"""What a writer has typed so far, encrypted, for a day."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Draft(Base):
    """One browser's unfinished letter; only the hash of its cookie is known here."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "expires_at"),)

    cookie_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
