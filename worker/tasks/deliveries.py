"""The outbox's tasks: the bell, and the sweep."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from flask import current_app

from campaign import wiring
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
    with pulse_of(current_app).cycle() as cycle:
        deliver(
            mailer=edges.mailer,
            renderer=edges.renderer,
            signer=edges.signer,
            bell=edges.bell,
            site=edges.site,
            clock=lambda: _tell_time(cycle),
            terms=Terms(
                lease_for=timedelta(seconds=settings.lease_seconds),
                backoff_scale=settings.backoff_scale,
            ),
        )


@shared_task(name="deliveries.sweep")
def sweep_up() -> None:
    """Free what a dead worker left behind, and ring."""
    with pulse_of(current_app).cycle(sweeps=True):
        sweep(bell=wiring.edges().bell, now=datetime.now(UTC))


def _tell_time(cycle: Cycle) -> datetime:
    """Return the time; who asks for it, at every step, is alive."""
    cycle.alive()
    return datetime.now(UTC)
