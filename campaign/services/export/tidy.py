"""End exports whose time is over, and delete every file that nobody may fetch any more."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from campaign.db import database_time, db
from campaign.domain.exports import MOST_TRIES, ExportState
from campaign.domain.ports import ExportShelf
from campaign.models.exports import Export, move
from campaign.queries.exports import orphans

_S = ExportState


def tidy_exports(*, shelf: ExportShelf, now: datetime) -> None:
    """Let links lapse, wishes and approvals end, and die what somebody asked for who left us.

    What workers fell with too often is broken, and what a terminal never ended. Files whose
    export has gone on are deleted.
    """
    session = db.session()
    # Before the rows: a file that a worker begins meanwhile must not look like nobody's.
    there = shelf.names()
    lapsed = and_(Export.state == _S.READY, Export.link_until <= now)
    ended = Export.valid_until <= now
    too_often = and_(Export.tries >= MOST_TRIES, Export.leased_until <= database_time(session))
    at_a_terminal = and_(Export.lease.is_(None), ended)
    fell = and_(Export.state == _S.MAKING, or_(too_often, at_a_terminal))
    for export_id in orphans():
        export = session.get_one(Export, export_id)
        move(session, export_id, export.state, _S.OVER)
    for export in _found(fell):
        move(session, export.id, _S.MAKING, _S.BROKEN)
    for export in _found(lapsed):
        move(session, export.id, _S.READY, _S.LAPSED)
    for export in _found(and_(ended, Export.state.in_((_S.WAITING, _S.QUEUED, _S.LAPSED)))):
        move(session, export.id, export.state, _S.OVER)
    kept = set(session.scalars(select(Export.lease).where(Export.state.in_((_S.MAKING, _S.READY)))))
    session.commit()
    for name in there - kept:
        shelf.discard(name)


def _found(condition: ColumnElement[bool]) -> list[Export]:
    statement = select(Export).where(condition).execution_options(populate_existing=True)
    return list(db.session.scalars(statement))
