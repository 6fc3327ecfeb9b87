"""Which tasks there are, in which queue each waits, and when the clock calls it."""

from datetime import timedelta
from typing import Any, Final

DELIVERIES: Final = "deliveries"
CLOCK: Final = "clock"

QUEUES: Final = {
    "deliveries.claim": DELIVERIES,
    "deliveries.sweep": DELIVERIES,
    "clock.beat": CLOCK,
    "clock.fold": CLOCK,
    "clock.recount": CLOCK,
    "clock.climb": CLOCK,
    "clock.successors": CLOCK,
    "clock.translations": CLOCK,
    "clock.remind": CLOCK,
    "clock.expire": CLOCK,
    "clock.purge": CLOCK,
    "clock.exports": CLOCK,
    "clock.gauge": CLOCK,
    "clock.inbox": CLOCK,
    "clock.imports": CLOCK,
}

EVERY: Final = {
    "deliveries.sweep": timedelta(seconds=30),
    "clock.beat": timedelta(seconds=15),
    "clock.fold": timedelta(seconds=5),
    "clock.recount": timedelta(minutes=1),
    "clock.climb": timedelta(seconds=30),
    "clock.successors": timedelta(seconds=30),
    "clock.translations": timedelta(minutes=1),
    "clock.remind": timedelta(minutes=10),
    "clock.expire": timedelta(minutes=10),
    "clock.purge": timedelta(hours=1),
    "clock.exports": timedelta(seconds=5),
    "clock.gauge": timedelta(minutes=10),
    "clock.inbox": timedelta(minutes=1),
    "clock.imports": timedelta(seconds=5),
}
"""`clock.purge` is called every hour and does its work once a day, at the first chance."""


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return Celery's schedule. `Any`, for each entry is a dictionary of Celery's own.

    A call that nobody took before the next one is worthless.
    """
    return {
        task: {
            "task": task,
            "schedule": every,
            "options": {"queue": QUEUES[task], "expires": every.total_seconds()},
        }
        for task, every in EVERY.items()
    }
