"""Times as the console shows them: on the clock of the state that is written to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_datetime

from campaign import wiring


def moment(at: datetime) -> str:
    """Return a day and time in the reader's language, on the first state's clock."""
    state = next(iter(wiring.edges().jurisdictions.values()))
    local = at.astimezone(ZoneInfo(state.time_zone))
    return str(format_datetime(local, "short", rebase=False))
