"""For whom each part of the site is. A blueprint without an entry fails the tests."""

from enum import StrEnum


class Audience(StrEnum):
    """Who may ask for a page."""

    ANYONE = "anyone"
    DRAFT = "draft"
    TOKEN = "token"  # noqa: S105  # The word for those who hold one.
    OPERATOR = "operator"
    PROVIDER = "provider"
    STAFF = "staff"


AUDIENCES: dict[str, Audience] = {
    "start": Audience.ANYONE,
    "api": Audience.ANYONE,
    "journey": Audience.DRAFT,
    "campaign_journey": Audience.DRAFT,
    "pages": Audience.ANYONE,
    "shares": Audience.ANYONE,
    "stories": Audience.ANYONE,
    "confirmations": Audience.TOKEN,
    "receipts": Audience.TOKEN,
    "office_forms": Audience.TOKEN,
    "calls": Audience.TOKEN,
    "successors": Audience.TOKEN,
    "translations": Audience.TOKEN,
    "tokens": Audience.TOKEN,
    "one_click": Audience.TOKEN,
    "sources": Audience.ANYONE,
    "embed": Audience.ANYONE,
    "hooks": Audience.PROVIDER,
    "mailbox": Audience.OPERATOR,
    "operator": Audience.OPERATOR,
    "security": Audience.STAFF,
    "console_account": Audience.STAFF,
    "console_audit": Audience.STAFF,
    "console_campaigns": Audience.STAFF,
    "console_campaigns_publish": Audience.STAFF,
    "console_campaigns_texts": Audience.STAFF,
    "console_counts": Audience.STAFF,
    "console_deliveries": Audience.STAFF,
    "console_invitations": Audience.STAFF,
    "console_exports": Audience.STAFF,
    "console_import_steps": Audience.STAFF,
    "console_imports": Audience.STAFF,
    "console_legislators": Audience.STAFF,
    "console_needs_person": Audience.STAFF,
    "console_packets": Audience.STAFF,
    "console_partners": Audience.STAFF,
    "console_person": Audience.STAFF,
    "console_reading": Audience.STAFF,
    "console_roster": Audience.STAFF,
    "console_staff": Audience.STAFF,
    "console_sources": Audience.STAFF,
    "console_stories": Audience.STAFF,
    "console_supporters": Audience.STAFF,
    "console_suppressions": Audience.STAFF,
    "console_translations": Audience.STAFF,
}
"""By the name of the blueprint. Which role may do what stands in `console/access.py`."""
