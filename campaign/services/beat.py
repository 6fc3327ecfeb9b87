"""Write down that the clock beats, and that a job has its turn."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db, insert_or
from campaign.models.beats import Heartbeat, JobRun


def beat(job: str, *, slot: str, now: datetime) -> bool:
    """Take a job's turn for one slot of time; return False when another clock has it.

    Two clocks are harmless this way, and a missing one shows in the job's last beat.
    """
    session = db.session()
    turn = session.scalar(
        insert_or(session, JobRun)
        .values(name=job, slot=slot, ran_at=now)
        .on_conflict_do_nothing(index_elements=[JobRun.name, JobRun.slot])
        .returning(JobRun.id)
    )
    heartbeat = insert_or(session, Heartbeat).values(job=job, ran_at=now)
    session.execute(
        heartbeat.on_conflict_do_update(index_elements=[Heartbeat.job], set_={"ran_at": now})
    )
    session.commit()
    return turn is not None


def has_beaten(job: str, *, slot: str) -> bool:
    """Tell whether a job already had its turn for one slot of time."""
    had = select(JobRun.id).where(JobRun.name == job, JobRun.slot == slot)
    return db.session.scalar(had) is not None
