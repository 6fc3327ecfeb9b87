"""Write down who is in office: whole or not at all, at once or when somebody approves it."""

from datetime import datetime

from campaign.db import db
from campaign.domain.roster import Roster
from campaign.services.load_roster.seats import LoadedRoster, put_in_force


def load_roster(roster: Roster, *, now: datetime) -> LoadedRoster:
    """Load a whole roster; a second time nothing changes.

    Raises RosterError, with nothing written, for a roster that is not whole, is older than the
    one in force, or has a seat in a district that was not loaded.
    """
    loaded = put_in_force(roster, now=now)
    db.session.commit()
    return loaded
