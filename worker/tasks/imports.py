"""The task for long lists: they are tried and brought in outside of any request."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from celery import shared_task
from flask import current_app

from campaign import wiring
from campaign.domain.imports import ImportState
from campaign.queries.imports import waiting_imports
from campaign.services.check_import import check_import
from campaign.services.run_import import run_import

if TYPE_CHECKING:
    from config import Settings


@shared_task(name="clock.imports")
def go_on() -> None:
    """Try each list that waits for it, and bring each in that was ordered to."""
    settings: Settings = current_app.config["CAMPAIGN"]
    edges = wiring.edges()
    for import_id, state in waiting_imports():
        now = datetime.now(UTC)
        if state is ImportState.RUNNING:
            run_import(import_id, signer=edges.signer, now=now)
            continue
        check_import(
            import_id,
            tables=edges.tables,
            sealer=edges.sealer,
            signer=edges.signer,
            retention=settings.retention,
            now=now,
        )
