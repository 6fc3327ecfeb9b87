"""Lists of people that come in: what a list is, what its people agreed to, and how it stands."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from campaign.domain.exports import ExportPurpose

MIB = 1024 * 1024

LARGEST_FILE = 32 * MIB
"""Bytes of a file, as it is sent."""

MOST_ROWS = 250_000
MOST_WORKBOOK_ROWS = 50_000
"""A workbook is unpacked and read cell by cell; a longer list comes as CSV."""

MOST_COLUMNS = 100
LONGEST_CELL = 10_000
ROWS_AT_ONCE = 5_000
"""A longer list is checked and brought in by a worker."""

SHEET_ROWS = 8
"""Rows of a paper sheet that are typed at a time."""

MOST_SHEET_ROWS = 500

STAGED_FOR = timedelta(days=3)
"""A list that nobody brings in is forgotten after that, and what was wrong with one that was."""

UNDO_FOR = timedelta(days=30)

NAME_LIMIT = 80
CITY_LIMIT = 80
WORDING_LIMIT = 20
HOLDER_LIMIT = 200
FILE_NAME_LIMIT = 200


class ImportKind(StrEnum):
    """What a list was before it came."""

    SHEET = "sheet"
    CSV = "csv"
    XLSX = "xlsx"


class ImportState(StrEnum):
    """How far a list has come."""

    OPEN = "open"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


STAGED = (ImportState.OPEN, ImportState.CHECKING, ImportState.CHECKED)
"""Nothing has been brought in yet, and the list may still change."""


class ImportColumn(StrEnum):
    """What a column of a list holds."""

    EMAIL = "email"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    CITY = "city"
    ZIP = "zip"
    LANGUAGE = "language"
    AGREED_AT = "agreed_at"
    AGE = "age"


SHEET_COLUMNS = (
    ImportColumn.GIVEN_NAME,
    ImportColumn.FAMILY_NAME,
    ImportColumn.EMAIL,
    ImportColumn.CITY,
    ImportColumn.ZIP,
)
"""The columns of a typed sheet, in the order in which they are typed."""


class RowFault(StrEnum):
    """Why a row is not brought in."""

    EMAIL_MISSING = "email_missing"
    EMAIL_WRONG = "email_wrong"
    TOO_LONG = "too_long"
    TOO_MANY_CELLS = "too_many_cells"
    ZIP_WRONG = "zip_wrong"
    DATE_MISSING = "date_missing"
    DATE_WRONG = "date_wrong"
    DATE_AHEAD = "date_ahead"
    DATE_TOO_OLD = "date_too_old"
    AGE_UNKNOWN = "age_unknown"
    MINOR = "minor"
    NO_MAIL = "no_mail"
    """The address is on the list of those that get no mail, for whatever reason."""
    SAID_NO = "said_no"


@dataclass(frozen=True, slots=True)
class Matching:
    """Which column of a list holds what; counted from 0."""

    places: Mapping[ImportColumn, int] = field(default_factory=dict)
    day_first: bool = False
    """Dates are written 31/12/2026, not 12/31/2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What everyone on a list agreed to, and how we know."""

    campaign: str
    purpose: ExportPurpose
    wording_version: str
    locale: str
    """Of those whose row names no language."""
    agreed_on: date | None
    """None where a column says it of each."""
    source: str
    holder: str
    """Who holds the sheet, or the tool's list."""
    everyone_is_adult: bool


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a list does, or did: rows by what becomes of them."""

    made: int
    merged: int
    unchanged: int
    rejected: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.made + self.merged + self.unchanged + self.rejected


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a list did: how many people went, and how many stay as somebody left them."""

    gone: int
    kept: int


def packed(content: bytes) -> bytes:
    """Return a file as it is encrypted and kept."""
    return zlib.compress(content, 1)


def unpacked(content: bytes) -> bytes:
    """Return a file as it came; only what `packed` made is given to it."""
    return zlib.decompress(content)
