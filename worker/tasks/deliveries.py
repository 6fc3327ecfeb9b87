"""The outbox's tasks: the bell, and the sweep."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from celery import shared_task
from flask import current_app

from campaign import wiring
from campaign.domain.pacing import Rate, rates
from campaign.domain.warm_up import ceiling_for
from campaign.services.deliver import Terms, deliver
from campaign.services.sweep import sweep
from worker.watchdog import Cycle, pulse_of

if TYPE_CHECKING:
    from config import Settings


@shared_task(name="deliveries.claim")
def claim() -> None:
    """Hand over what is due; this is what the bell calls."""
    settings: Settings = current_app.config["CAMPAIGN"]
    edges = wiring.edges()
    tell, pulse = steady_clock(), pulse_of(current_app)
    with pulse.cycle() as cycle:
        deliver(
            mailer=edges.mailer,
            renderer=edges.renderer,
            signer=edges.signer,
            bell=edges.bell,
            site=edges.site,
            clock=lambda: _tell_time(tell, cycle),
            terms=Terms(
                lease_for=timedelta(seconds=settings.lease_seconds),
                backoff_scale=settings.backoff_scale,
                rates=_rates(settings),
                nap=time.sleep,
                told_to_stop=lambda: pulse.told_to_stop,
            ),
        )


@shared_task(name="deliveries.sweep")
def sweep_up() -> None:
    """Free what a dead worker left behind, and ring."""
    with pulse_of(current_app).cycle(sweeps=True):
        sweep(bell=wiring.edges().bell, now=datetime.now(UTC))


def _tell_time(tell: Callable[[], datetime], cycle: Cycle) -> datetime:
    """Return the time; who asks for it, at every step, is alive."""
    cycle.alive()
    return tell()


def _rates(settings: "Settings") -> tuple[Rate, ...]:
    """Return the rates of the pacing; a new sending domain's first days have a ceiling."""
    if not settings.pacing:
        return ()
    if settings.warm_up_from is None:
        return rates(settings.paces)
    return rates(settings.paces, relay_ceiling=partial(ceiling_for, first=settings.warm_up_from))


def steady_clock() -> Callable[[], datetime]:
    """Return a clock for one run: nobody can set it back, and it goes on while we are frozen."""
    began, counted = datetime.now(UTC), _seconds()
    return lambda: began + timedelta(seconds=_seconds() - counted)


def _seconds() -> float:
    """Return the seconds since the machine started, its sleep included where it counts that."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
