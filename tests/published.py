"""Rosters in the form in which Open States publishes them, with invented people."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from campaign.domain.roster import Legislator

HEADER = (
    "id",
    "name",
    "current_party",
    "current_district",
    "current_chamber",
    "given_name",
    "family_name",
    "gender",
    "email",
    "biography",
    "birth_date",
    "death_date",
    "image",
    "links",
    "sources",
    "capitol_address",
    "capitol_voice",
    "capitol_fax",
    "district_address",
    "district_voice",
    "district_fax",
    "twitter",
    "youtube",
    "instagram",
    "facebook",
    "wikidata",
)
"""The 26 columns."""


def person(member: Legislator, **changes: str) -> dict[str, str]:
    """Return the published row of a member; the Capitol office is left out, as it always is."""
    row = {
        "id": member.person_id,
        "name": member.full_name,
        "current_party": member.party,
        "current_district": member.district,
        "current_chamber": member.chamber.value,
        "given_name": member.given_name,
        "family_name": member.family_name,
        "gender": {"female": "Female", "male": "Male"}.get(member.gender, ""),
        "email": member.email,
        "image": member.photo_url,
        "links": member.contact_url,
        "district_address": member.office_address,
        "district_voice": member.office_phone,
    }
    return {**row, **changes}


def people_file(path: Path, rows: Iterable[Mapping[str, str]], *, without: str = "") -> Path:
    """Write a published file, lines ended as the publisher ends them."""
    columns = [name for name in HEADER if name != without]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path
