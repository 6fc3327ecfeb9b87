"""People in the words of the Open Supporter Data Interface (OSDI), version 1.2."""

from collections.abc import Mapping

from campaign.domain.export_columns import IDENTIFIER, STREET

PEOPLE = "osdi:people"
SYSTEM = "campaign"
"""Names this program before the ids that it gives to people."""

COUNTRY = "US"


def person(row: Mapping[str, str]) -> dict[str, object]:
    """Return one person as OSDI writes them, from the columns of an export."""
    street = row.get(STREET, "")
    address = {
        "primary": True,
        "address_type": "Home",
        **({"address_lines": [street]} if street else {}),
        "locality": row["city"],
        "postal_code": row["zip"],
        "country": COUNTRY,
    }
    return {
        "identifiers": [f"{SYSTEM}:{row[IDENTIFIER]}"],
        "given_name": row["given_name"],
        "family_name": row["family_name"],
        "languages_spoken": [row["language"]],
        "email_addresses": [{"primary": True, "address": row["email"], "status": "subscribed"}],
        "postal_addresses": [address],
        "created_date": row["first_contact_at"],
        "modified_date": row["last_contact_at"],
        "custom_fields": {name: row[name] for name in ("purpose", "agreed_at", "wording_version")},
    }
