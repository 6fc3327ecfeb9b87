"""The columns of each kind of file, in the order in which they stand in it."""

from collections.abc import Collection, Mapping

from campaign.domain.errors import Refused
from campaign.domain.exports import ExportKind, FileFormat

STREET = "street"
"""Left out unless somebody ticks it and says why."""

COUNT = "count"
"""What a file of counts cannot do without."""

COLUMNS: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.SUPPORTERS: (
        "given_name",
        "family_name",
        "email",
        STREET,
        "city",
        "zip",
        "language",
        "purpose",
        "agreed_at",
        "wording_version",
        "campaign",
        "source",
        "partner",
        "lower_district",
        "upper_district",
        "first_contact_at",
        "last_contact_at",
    ),
    ExportKind.LETTERS: (
        "campaign",
        "state",
        "channel",
        "legislator",
        "chamber",
        "district",
        "recommendations",
        "town",
        "language",
        "source",
        "partner",
        "own_words_percent",
        "submitted_at",
        "confirmed_at",
        "ended_at",
    ),
    ExportKind.COUNTS: (
        "campaign",
        "day",
        "kind",
        "recommendation",
        "legislator",
        "chamber",
        "district",
        "source",
        "partner",
        "language",
        COUNT,
    ),
}

CHOSEN_AT_FIRST: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.SUPPORTERS: (
        "given_name",
        "family_name",
        "email",
        "city",
        "zip",
        "language",
        "purpose",
        "agreed_at",
        "wording_version",
    ),
    ExportKind.LETTERS: COLUMNS[ExportKind.LETTERS],
    ExportKind.COUNTS: COLUMNS[ExportKind.COUNTS],
}

IDENTIFIER = "identifier"
"""What names a person to other programs; it stands in JSON alone."""

OSDI_COLUMNS = (
    IDENTIFIER,
    "given_name",
    "family_name",
    "email",
    "city",
    "zip",
    "language",
    "first_contact_at",
    "last_contact_at",
    "purpose",
    "agreed_at",
    "wording_version",
)
"""What the JSON of a person is made of; a street comes besides where it was ticked."""


def arranged(kind: ExportKind, file_format: FileFormat, chosen: Collection[str]) -> tuple[str, ...]:
    """Return the chosen columns in the file's own order.

    Raises Refused("columns_unknown", columns), Refused("columns_missing") or, where a kind is
    not written in this format, Refused("format_unknown").
    """
    unknown = sorted(set(chosen) - set(COLUMNS[kind]))
    if unknown:
        raise Refused("columns_unknown", columns=", ".join(unknown))
    if file_format is FileFormat.OSDI:
        if kind is not ExportKind.SUPPORTERS:
            raise Refused("format_unknown")
        return (*OSDI_COLUMNS, STREET) if STREET in chosen else OSDI_COLUMNS
    if not set(chosen) - {STREET}:
        raise Refused("columns_missing")
    wanted = {*chosen, COUNT} if kind is ExportKind.COUNTS else set(chosen)
    return tuple(name for name in COLUMNS[kind] if name in wanted)
