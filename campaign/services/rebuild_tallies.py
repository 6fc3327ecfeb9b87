"""Write the tallies anew from the rows, whatever they said before."""

from sqlalchemy import delete, insert

from campaign.db import db
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.recount import counted


def rebuild_tallies() -> int:
    """Replace every tally by what the rows say; return how many differ from none.

    It sees one moment: what is confirmed meanwhile stays in the tail and is folded later.
    """
    db.session.rollback()  # The moment it sees is when its transaction begins.
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    rows = [
        {
            "campaign_id": place.campaign_id,
            "day": place.day,
            "kind": place.kind,
            "recommendation_id": place.recommendation_id,
            "target_id": place.target_id,
            "district_id": place.district_id,
            "source_id": place.source_id,
            "locale": place.locale,
            "n": n,
        }
        for place, n in counted().items()
        if n
    ]
    db.session.execute(delete(TallyDelta))
    db.session.execute(delete(Tally))
    if rows:
        db.session.execute(insert(Tally), rows)
    db.session.commit()
    return len(rows)
