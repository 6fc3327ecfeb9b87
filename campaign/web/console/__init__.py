"""The console: what organizers and staff open every morning."""

from flask import Blueprint

from campaign.web.console import (
    account,
    audit,
    campaigns,
    campaigns_publish,
    campaigns_texts,
    counts,
    deliveries,
    exports,
    import_steps,
    imports,
    invitations,
    legislators,
    packets,
    partners,
    roster,
    sources,
    staff,
    supporters,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every page of the console."""
    modules = (
        account,
        audit,
        campaigns,
        campaigns_publish,
        campaigns_texts,
        counts,
        deliveries,
        exports,
        import_steps,
        imports,
        invitations,
        legislators,
        packets,
        partners,
        roster,
        sources,
        staff,
        supporters,
    )
    return tuple(module.pages for module in modules)
