"""Files that leave the program: what is in one, who may have it, and how long it lies."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from campaign.domain.errors import Refused
from campaign.domain.people import Purpose

PARTNER_PREFIX = f"{Purpose.PARTNER.value}:"

AT_ONCE_AT_MOST = 5_000
"""Rows that are handed over in the answer itself; the worker makes a longer file."""

ALONE_AT_MOST = 1_000
"""People whom one person may take in a day; above it a second person approves."""

A_DAY = timedelta(hours=24)
ANSWER_WITHIN = timedelta(days=3)
"""How long a wish waits for a second person, and how long an approval holds."""

LINK_VALID = timedelta(minutes=15)
"""How long a file that is ready can be fetched, once."""

MOST_TRIES = 3
"""Workers may fall so often while they make one file."""

EXCEL_ROWS = 1_048_575
"""A sheet of Excel holds so many rows beneath its header."""

REASON_LIMIT = 300
PRESET_NAME_LIMIT = 60


class ExportKind(StrEnum):
    """What a file is about."""

    SUPPORTERS = "supporters"
    LETTERS = "letters"
    COUNTS = "counts"


class FileFormat(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"
    OSDI = "osdi"
    """JSON in the words of the Open Supporter Data Interface; of supporters alone."""


MEDIA_TYPES: Mapping[FileFormat, str] = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.OSDI: "application/json",
}
ENDINGS: Mapping[FileFormat, str] = {
    FileFormat.CSV: "csv",
    FileFormat.XLSX: "xlsx",
    FileFormat.OSDI: "json",
}


class ExportState(StrEnum):
    """Where an export stands."""

    WAITING = "waiting"
    """For a second person."""
    QUEUED = "queued"
    MAKING = "making"
    READY = "ready"
    FETCHED = "fetched"
    LAPSED = "lapsed"
    """Nobody fetched the file in time: it is deleted, and can be made again."""
    REFUSED = "refused"
    BROKEN = "broken"
    OVER = "over"
    """Its days are over, or whoever asked for it works here no more."""


_S = ExportState
MOVES: Mapping[ExportState, frozenset[ExportState]] = {
    _S.WAITING: frozenset({_S.QUEUED, _S.REFUSED, _S.OVER}),
    _S.QUEUED: frozenset({_S.MAKING, _S.OVER}),
    _S.MAKING: frozenset({_S.MAKING, _S.READY, _S.FETCHED, _S.BROKEN, _S.OVER}),
    _S.READY: frozenset({_S.FETCHED, _S.LAPSED, _S.OVER}),
    _S.LAPSED: frozenset({_S.QUEUED, _S.OVER}),
}
"""From where to where an export may go; what is not here is an end."""

OPEN = frozenset(MOVES)
"""The states in which something can still become of an export."""


@dataclass(frozen=True, slots=True)
class ExportPurpose:
    """What the people on a list agreed to: updates of the coalition, or of one partner."""

    purpose: Purpose
    partner_slug: str = ""

    @classmethod
    def parse(cls, text: str) -> "ExportPurpose":
        """Read "coalition" or "partner:<slug>". Raises Refused("purpose_unknown", purpose)."""
        if text == Purpose.COALITION.value:
            return cls(Purpose.COALITION)
        if text.startswith(PARTNER_PREFIX) and len(text) > len(PARTNER_PREFIX):
            return cls(Purpose.PARTNER, text.removeprefix(PARTNER_PREFIX))
        raise Refused("purpose_unknown", purpose=text)

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        if self.purpose is Purpose.COALITION:
            return self.purpose.value
        return f"{PARTNER_PREFIX}{self.partner_slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFilters:
    """What narrows a file; an empty text does not. Days include both ends."""

    campaign: str = ""
    """A slug."""
    first: date | None = None
    last: date | None = None
    district: str = ""
    """The division's id, such as ocd-division/country:us/state:ca/sldl:5."""
    source: str = ""
    """A source code."""
    partner: str = ""
    """The slug of the partner by whose sources they came."""
    language: str = ""
    recommendation: str = ""
    """A slug."""

    @classmethod
    def parse(cls, facts: Mapping[str, str]) -> "ExportFilters":
        """Read what `facts` returned."""
        words = {name: text for name, text in facts.items() if name not in {"first", "last"}}
        return cls(first=_day(facts.get("first")), last=_day(facts.get("last")), **words)

    @property
    def facts(self) -> dict[str, str]:
        """Return what narrows, by its name, as words that can be written down."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in found.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """One file that somebody asks for."""

    kind: ExportKind
    file_format: FileFormat
    columns: tuple[str, ...]
    reason: str
    purpose: ExportPurpose | None = None
    """Of supporters alone: what everybody on the list agreed to."""
    filters: ExportFilters = ExportFilters()
    street_reason: str = ""

    @property
    def facts(self) -> dict[str, object]:
        """Return what the audit keeps of it; what was typed is not among it."""
        found: dict[str, object] = {
            "kind": self.kind.value,
            "format": self.file_format.value,
            "columns": list(self.columns),
            "filters": [f"{name}={text}" for name, text in self.filters.facts.items()],
        }
        return found if self.purpose is None else {**found, "purpose": str(self.purpose)}

    def file_name(self, day: date) -> str:
        """Return the name under which a browser keeps the file."""
        of = f"-{str(self.purpose).replace(':', '-')}" if self.purpose else ""
        return f"{self.kind.value}{of}-{day:%Y-%m-%d}.{ENDINGS[self.file_format]}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
