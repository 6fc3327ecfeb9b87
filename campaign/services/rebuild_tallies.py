"""Write the tallies anew from the rows, whatever they said before."""

from campaign.db import db
from campaign.models.tallies import write_anew
from campaign.queries.recount import counted, counted_by_an_earlier_edition


def rebuild_tallies() -> int:
    """Replace every tally by what the rows say; return how many places hold a count.

    It sees one moment: what is confirmed meanwhile stays in the tail and is folded later.
    """
    db.session.rollback()  # The moment it sees is when its transaction begins.
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    sums = {place: n for place, n in counted().items() if n}
    write_anew(db.session(), sums)
    db.session.commit()
    return len(sums)


def rebuild_outdated() -> int:
    """Replace what an earlier edition of the program counted, which told less; return how many."""
    outdated = counted_by_an_earlier_edition()
    db.session.rollback()
    return rebuild_tallies() if outdated else 0
