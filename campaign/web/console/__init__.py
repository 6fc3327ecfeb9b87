"""The console: what organizers and staff open every morning."""

from flask import Blueprint

from campaign.web.console import (
    account,
    audit,
    counts,
    deliveries,
    legislators,
    needs_person,
    packets,
    person,
    roster,
    supporters,
    suppressions,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every page of the console."""
    modules = (
        account,
        audit,
        counts,
        deliveries,
        legislators,
        needs_person,
        packets,
        person,
        roster,
        supporters,
        suppressions,
    )
    return tuple(module.pages for module in modules)
