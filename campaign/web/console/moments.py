"""Times as the console shows them: on the clock of the state that is written to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_datetime

from campaign import wiring


def zone() -> ZoneInfo:
    """Return the time zone of the first state, whose days the console speaks of."""
    state = next(iter(wiring.edges().jurisdictions.values()))
    return ZoneInfo(state.time_zone)


def moment(at: datetime) -> str:
    """Return a day and time in the reader's language, on the first state's clock."""
    return str(format_datetime(at.astimezone(zone()), "short", rebase=False))
