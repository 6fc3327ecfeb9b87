"""How much mail a new sending domain may send while the world gets to know it.

Fifty on the first two days, then twice as many every second day, for four weeks. Plans for
senders with other mail to fall back on begin at the same fifty and double almost daily; ours
gives each step a second day, to see what comes back. `docs/deliverability.md` names the source.
"""

from datetime import date

FIRST = 50
DAYS_OF_A_STEP = 2
DAYS = 28


def ceiling_on(day_number: int) -> int | None:
    """Return how many mails may leave on a day, the first being 1; None once it is warm.

    A day before the first is as the first: nothing is known of the domain yet.
    """
    if day_number > DAYS:
        return None
    return int(FIRST * 2 ** ((max(day_number, 1) - 1) // DAYS_OF_A_STEP))


def ceiling_for(day: date, *, first: date) -> int | None:
    """Return how many mails may leave on a day of the calendar, if mail began on the first."""
    return ceiling_on((day - first).days + 1)
