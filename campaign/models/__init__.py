"""The tables. Naming one here makes it known to the migrations."""

from campaign.models import (
    actions,
    beats,
    breakers,
    buckets,
    campaigns,
    deliveries,
    drafts,
    letters,
    partners,
    pauses,
    places,
    roster,
    staff,
    supporters,
    tallies,
    views,
)

__all__ = [
    "actions",
    "beats",
    "breakers",
    "buckets",
    "campaigns",
    "deliveries",
    "drafts",
    "letters",
    "partners",
    "pauses",
    "places",
    "roster",
    "staff",
    "supporters",
    "tallies",
    "views",
]
