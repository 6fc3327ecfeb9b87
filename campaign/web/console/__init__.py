"""The console: what organizers and staff open every morning."""

from flask import Blueprint

from campaign.web.console import (
    account,
    audit,
    counts,
    deliveries,
    legislators,
    packets,
    partners,
    roster,
    sources,
    supporters,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every page of the console."""
    modules = (
        account,
        audit,
        counts,
        deliveries,
        legislators,
        packets,
        partners,
        roster,
        sources,
        supporters,
    )
    return tuple(module.pages for module in modules)
