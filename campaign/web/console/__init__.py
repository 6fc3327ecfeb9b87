"""The console: what organizers and staff open every morning."""

from flask import Blueprint

from campaign.web.console import (
    account,
    audit,
    counts,
    deliveries,
    import_steps,
    imports,
    legislators,
    packets,
    roster,
    supporters,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every page of the console."""
    modules = (
        account,
        audit,
        counts,
        deliveries,
        import_steps,
        imports,
        legislators,
        packets,
        roster,
        supporters,
    )
    return tuple(module.pages for module in modules)
