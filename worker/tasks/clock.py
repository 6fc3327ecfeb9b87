"""The clock's tasks. Two clocks are harmless: each job is safe to run twice, or takes its turn."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from celery import shared_task
from flask import current_app

from campaign import wiring
from campaign.services.answer_translation import end_translations
from campaign.services.beat import beat, has_beaten
from campaign.services.climb import climb
from campaign.services.expire import expire
from campaign.services.export.call import call_approvers
from campaign.services.export.make import make_next_export
from campaign.services.export.tidy import tidy_exports
from campaign.services.fold import fold_tallies
from campaign.services.gauge import gauge
from campaign.services.offer_successor import offer_successor
from campaign.services.purge import purge
from campaign.services.rebuild_tallies import rebuild_outdated
from campaign.services.receive import Counter, catch_up, read_inbox
from campaign.services.remind import remind
from campaign.services.stop_letters import stop_letters

if TYPE_CHECKING:
    from config import Settings


@shared_task(name="clock.beat")
def heartbeat() -> None:
    """Write down that the clock beats."""
    now = datetime.now(UTC)
    beat("clock", slot=f"{now:%Y-%m-%dT%H:%M}", now=now)


@shared_task(name="clock.fold")
def fold() -> None:
    """Fold counted facts into sums."""
    fold_tallies()


@shared_task(name="clock.recount")
def recount() -> None:
    """Count anew what an earlier edition of the program counted."""
    rebuild_outdated()


@shared_task(name="clock.climb")
def climb_ladder() -> None:
    """Take letters that e-mail cannot carry another way."""
    edges = wiring.edges()
    climb(
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=datetime.now(UTC),
    )


@shared_task(name="clock.successors")
def follow_the_roster() -> None:
    """Hold what would go to people who left, and ask its writers about who follows."""
    edges, now = wiring.edges(), datetime.now(UTC)
    for jurisdiction in edges.jurisdictions.values():
        stop_letters(jurisdiction, now=now)
    offer_successor(
        site=edges.site, renderer=edges.renderer, signer=edges.signer, bell=edges.bell, now=now
    )


@shared_task(name="clock.translations")
def end_waiting_for_english() -> None:
    """Let letters go that waited for a translation for long enough."""
    end_translations(bell=wiring.edges().bell, now=datetime.now(UTC))


@shared_task(name="clock.remind")
def remind_writers() -> None:
    """Remind those who have not confirmed."""
    edges = wiring.edges()
    remind(
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        now=datetime.now(UTC),
    )


@shared_task(name="clock.expire")
def expire_letters() -> None:
    """End the wait for what nobody confirmed."""
    edges = wiring.edges()
    expire(
        site=edges.site,
        retention=_settings().retention,
        renderer=edges.renderer,
        now=datetime.now(UTC),
    )


@shared_task(name="clock.purge")
def forget() -> None:
    """Forget, once a day, what is no longer kept; a purge that failed is tried again."""
    now = datetime.now(UTC)
    slot = f"{now:%Y-%m-%d}"
    if not has_beaten("purge", slot=slot):
        purge(retention=_settings().retention, now=now)
        beat("purge", slot=slot, now=now)


@shared_task(name="clock.exports")
def make_exports() -> None:
    """Delete files that nobody may fetch any more, call approvers, make what waits longest."""
    edges, now = wiring.edges(), datetime.now(UTC)
    tidy_exports(shelf=edges.export_shelf, now=now)
    call_approvers(renderer=edges.renderer, site=edges.site, bell=edges.bell, now=now)
    make_next_export(
        shelf=edges.export_shelf,
        sheets=edges.sheets,
        renderer=edges.renderer,
        site=edges.site,
        bell=edges.bell,
        clock=lambda: datetime.now(UTC),
    )


@shared_task(name="clock.gauge")
def gauge_mail() -> None:
    """Look at what bounces and what is complained of, and pause everything in time."""
    gauge(live=_settings().live, now=datetime.now(UTC))


@shared_task(name="clock.inbox")
def read_returns() -> None:
    """Read the inbox, if there is one, and believe the reports that came too early."""
    edges = wiring.edges()
    counter = Counter(
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=datetime.now(UTC),
    )
    catch_up(counter)
    if edges.inbox is not None:
        read_inbox(edges.inbox, edges.mail_reader, counter)


def _settings() -> "Settings":
    settings: Settings = current_app.config["CAMPAIGN"]
    return settings
