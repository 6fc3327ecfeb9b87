"""Fold counted facts into sums, so that reading a year costs no more than reading a day."""

from collections import Counter

from sqlalchemy import delete, select

from campaign.db import db, insert_or
from campaign.models.tallies import Tally, TallyDelta

BATCH = 10_000

_LINES = (
    "campaign_id",
    "day",
    "kind",
    "recommendation_id",
    "target_id",
    "district_id",
    "source_id",
    "locale",
)


def fold_tallies() -> int:
    """Move waiting facts into the sums, in one transaction; return how many.

    Two folds at once take different facts, and each sum is changed where it stands, so that
    nothing is counted twice.
    """
    columns = [getattr(TallyDelta, line) for line in _LINES]
    waiting = (
        select(TallyDelta.id).order_by(TallyDelta.id).limit(BATCH).with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(waiting))
    if not ids:
        db.session.rollback()
        return 0
    sums: Counter[tuple[object, ...]] = Counter()
    taken = delete(TallyDelta).where(TallyDelta.id.in_(ids)).returning(TallyDelta.n, *columns)
    for n, *lines in db.session.execute(taken):
        sums[tuple(lines)] += n
    _add(sums)
    db.session.commit()
    return len(ids)


def _add(sums: Counter[tuple[object, ...]]) -> None:
    """Add to the sums, always in the same order, so that two folds never wait for each other."""
    session = db.session()
    rows = [
        {**dict(zip(_LINES, lines, strict=True)), "n": n}
        for lines, n in sorted(sums.items(), key=str)
    ]
    statement = insert_or(session, Tally)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[getattr(Tally, line) for line in _LINES],
            set_={"n": Tally.n + statement.excluded.n},
        ),
        rows,
    )
