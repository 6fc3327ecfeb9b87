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
    needs_person,
    packets,
    partners,
    person,
    reading,
    roster,
    sources,
    staff,
    stories,
    supporters,
    suppressions,
    translations,
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
        needs_person,
        packets,
        partners,
        person,
        reading,
        roster,
        sources,
        staff,
        stories,
        supporters,
        suppressions,
        translations,
    )
    return tuple(module.pages for module in modules)
