"""Fold counted facts into sums, so that reading a year costs no more than reading a day."""

from collections import Counter

from sqlalchemy import delete, select

from campaign.db import db
from campaign.domain.tallies import Place
from campaign.models.tallies import TallyDelta, add_up

BATCH = 5_000


def fold_tallies() -> int:
    """Move waiting facts into the sums, in one transaction; return how many.

    Two folds at once take different facts.
    """
    columns = [getattr(TallyDelta, line) for line in Place._fields]
    waiting = (
        select(TallyDelta.id).order_by(TallyDelta.id).limit(BATCH).with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(waiting))
    if not ids:
        db.session.rollback()
        return 0
    sums: Counter[Place] = Counter()
    taken = delete(TallyDelta).where(TallyDelta.id.in_(ids)).returning(TallyDelta.n, *columns)
    for n, *place in db.session.execute(taken):
        sums[Place._make(place)] += n
    add_up(db.session(), sums)
    db.session.commit()
    return len(ids)
