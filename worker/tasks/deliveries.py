"""The outbox's tasks: the bell, and the sweep."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from flask import current_app

from campaign import wiring
from campaign.domain.pacing import rates
from campaign.services.deliver import Terms, deliver
from campaign.services.sweep import sweep

if TYPE_CHECKING:
    from config import Settings


@shared_task(name="deliveries.claim")
def claim() -> None:
    """Hand over what is due; this is what the bell calls."""
    settings: Settings = current_app.config["CAMPAIGN"]
    edges = wiring.edges()
    deliver(
        mailer=edges.mailer,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        site=edges.site,
        clock=lambda: datetime.now(UTC),
        terms=Terms(
            lease_for=timedelta(seconds=settings.lease_seconds),
            backoff_scale=settings.backoff_scale,
            rates=rates(settings.paces) if settings.pacing else (),
            nap=time.sleep,
        ),
    )


@shared_task(name="deliveries.sweep")
def sweep_up() -> None:
    """Free what a dead worker left behind, and ring."""
    sweep(bell=wiring.edges().bell, now=datetime.now(UTC))
