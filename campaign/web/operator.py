"""What an operator's monitoring asks."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from campaign.queries.gauges import gauges
from campaign.queries.health import delivery_counts, is_ready, seconds_since_beats
from campaign.web.campaigns import now
from campaign.web.doors import is_on_this_machine
from campaign.wiring import edges

operator = Blueprint("operator", __name__)


@operator.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that this process answers."""
    return {"status": "ok"}


@operator.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the database answers and a campaign is loaded."""
    if is_ready():
        return {"status": "ok"}
    return {"status": "no campaign is loaded"}, 503


@operator.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give numbers to a monitor on this machine; nothing in them points at a person."""
    if not is_on_this_machine():
        abort(404)
    registry = CollectorRegistry()
    labels = ["kind", "channel", "state"]
    deliveries = Gauge("campaign_deliveries", "Deliveries", labels, registry=registry)
    for places, count in delivery_counts().items():
        deliveries.labels(*places).set(count)
    beats = Gauge("campaign_beat_age_seconds", "Since the job ran", ["job"], registry=registry)
    for job, seconds in seconds_since_beats(now()).items():
        beats.labels(job).set(seconds)
    seen = gauges(live=edges().site.live, now=now())
    bounces = Gauge("campaign_bounce_share", "Letters that bounced", registry=registry)
    bounces.set(seen.bounces.share)
    complaints = Gauge("campaign_complaint_share", "Mails complained of", registry=registry)
    complaints.set(seen.complaints.share)
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")
