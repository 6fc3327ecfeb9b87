"""Every column that can name or quote a person is forgotten by the nightly job and by erasure.

A new table or a new text column fails here until somebody has judged it.
"""

import pytest
from sqlalchemy import Enum, LargeBinary, String

import campaign.models  # noqa: F401  # Its import makes the tables known.
from campaign.db import Base
from campaign.models import actions, deliveries, letters, supporters

FORGOTTEN = {
    "actions": set(actions.NOBODY),
    "letters": set(letters.NO_WORDS),
    "deliveries": {*deliveries.NO_MAIL, "recipient"},
    "supporters": set(supporters.NOBODY),
    "name_words": {supporters.NameWord.word.key},
}
"""What goes when its time is over, and at once when a person is erased."""

DELETED = {
    "imports": {"name", "holder"},
    "import_rows": {"email", "given_name", "family_name", "city", "zip"},
    "import_changes": {"given_name", "family_name", "city", "zip"},
    "stories": {"text", "given_name", "town"},
    "translations": {"words", "english"},
}
"""Rows that go whole, or are emptied, when their own time is over."""

PERSONAL = {
    "actions": {
        "email",
        "given_name",
        "family_name",
        "name_key",
        "street",
        "city",
        "zip",
        "submission_digest",
    },
    "letters": {"subject", "body", "original_body"},
    "deliveries": {
        "recipient",
        "from_name",
        "reply_to_name",
        "reply_to_address",
        "subject",
        "text",
        "html",
        "headers",
        "provider_ref",
    },
    "supporters": {"email", "given_name", "family_name", "city", "zip"},
    "name_words": {"word"},
}

HARMLESS = {
    "actions": {"locale", "submission_key", "consent_wording"},
    "letters": {"locale", "in_place_of"},
    "deliveries": {
        "notice_kind",
        "from_address",
        "dedupe_key",
        "lease",
    },
    "supporters": {"locale"},
    "name_words": set(),
    "confirmations": {"page_token_hash", "link_token_hash", "code_hash"},
    "consents": {"wording_version", "locale"},
    "delivery_events": {"code", "reply", "actor"},
    "receipts": {"provider", "kind"},
    "suppressions": {"address_hash", "reason"},
    "drafts": {"cookie_hash", "payload"},
    "imports": {"sha256", "content", "matching", "wording_version", "locale"},
    "import_rows": {"locale"},
    "import_changes": set(),
    "tally_deltas": {"locale", "facet"},
    "tallies": {"locale", "facet"},
    "action_recommendations": set(),
    "call_words": set(),
    "stories": {"locale", "wording_version"},
    "translations": {"locale"},
}
"""Hashes, keys, codes and words of ours; addresses in replies are masked.

Drafts and files of lists are encrypted.
"""

NOT_OF_WRITERS = {
    "audit_entries",
    "breakers",
    "buckets",
    "campaign_drafts",
    "campaign_editions",
    "campaign_texts",
    "campaigns",
    "committee_edits",
    "committee_members",
    "committees",
    "districts",
    "export_presets",
    "exports",
    "heartbeats",
    "invitations",
    "job_runs",
    "letter_parts",
    "office_edits",
    "office_health",
    "partners",
    "passkeys",
    "pauses",
    "recommendation_texts",
    "recommendations",
    "roles",
    "roster_editions",
    "roster_proposals",
    "saved_views",
    "sessions",
    "sign_in_links",
    "sources",
    "staff_members",
    "staff_roles",
    "targets",
    "zip_districts",
}
"""The cause, the people in office, the staff, and the program itself."""


def texts(table: str) -> set[str]:
    """Return the columns of a table that could hold words of people."""
    return {
        column.name
        for column in Base.metadata.tables[table].columns
        if isinstance(column.type, String | LargeBinary)
        and not isinstance(column.type, Enum)
        and column.name != "id"
        and not column.name.endswith("_id")
    }


def test_every_table_is_judged() -> None:
    assert set(Base.metadata.tables) == {*HARMLESS, *NOT_OF_WRITERS}


@pytest.mark.parametrize("table", HARMLESS)
def test_every_text_of_a_writers_table_is_judged(table: str) -> None:
    judged = PERSONAL.get(table, set()) | DELETED.get(table, set())

    assert texts(table) == judged | HARMLESS[table]


def test_all_that_is_personal_is_forgotten_and_nothing_else() -> None:
    assert FORGOTTEN == PERSONAL
