"""Write the tallies anew from the rows, whatever they said before."""

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.tallies import EXACT
from campaign.models.tallies import Tally, add_up, forget_all
from campaign.queries.differences import counted_by_an_earlier_edition
from campaign.queries.recount import counted


def rebuild_tallies() -> int:
    """Replace every tally by what the rows say; return how many places hold a count.

    It sees one moment: what is confirmed meanwhile stays in the tail and is folded later.
    """
    db.session.rollback()  # The moment it sees is when its transaction begins.
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    forget_all(db.session())
    for sums in counted():
        add_up(db.session(), sums)
    places = select(func.count()).where(Tally.grain == EXACT, Tally.n != 0)
    written = db.session.scalars(places).one()
    db.session.commit()
    return written


def rebuild_outdated() -> int:
    """Replace what an earlier edition of the program counted, which told less; return how many."""
    outdated = counted_by_an_earlier_edition()
    db.session.rollback()
    return rebuild_tallies() if outdated else 0
