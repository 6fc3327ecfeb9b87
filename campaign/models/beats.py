"""The clock's traces: that it beats, and that each job ran once for its hour."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Heartbeat(Base):
    """When a job last ran."""

    __tablename__ = "heartbeats"

    job: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime]


class JobRun(Base):
    """A job ran for one slot of time; two clocks cannot both take it."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("name", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(60))
    slot: Mapped[str] = mapped_column(String(40))
    ran_at: Mapped[datetime]
