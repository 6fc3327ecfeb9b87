"""The buckets of the pacing: whose turn comes when."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Bucket(Base):
    """One rate that many deliveries share: an office's, a domain's, a campaign's, the relay's."""

    __tablename__ = "buckets"

    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    next_at: Mapped[datetime]
    """When the next turn would be due if nobody might come early (GCRA's theoretical arrival)."""
    slow_factor: Mapped[int] = mapped_column(default=1, server_default="1")
    """By how much the rate is divided, because somebody there asked for less."""
    slow_until: Mapped[datetime | None]
    day: Mapped[date | None]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many turns were taken on `day`."""
