"""How long each thing is kept; `docs/privacy.md` and the privacy page show the same table."""

from dataclasses import dataclass, fields
from datetime import timedelta

DRAFT_KEPT = timedelta(hours=24)
CODE_VALID = timedelta(minutes=10)
REMIND_AFTER = timedelta(hours=24)
REPEAT_WINDOW = timedelta(days=30)
STORY_KEPT = timedelta(days=730)
"""A story that others may read, until it is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Days for which each thing is kept; an installation may shorten them, never lengthen."""

    unconfirmed: int = 7
    letter: int = 30
    writer: int = 90
    sign_up: int = 730
    event: int = 180
    audit: int = 730


KEEP_AT_LEAST: dict[str, int] = {"audit": 30}
"""The database itself lets no line of the audit go that is younger."""

KEEP_AT_MOST: dict[str, int] = {field.name: int(str(field.default)) for field in fields(Retention)}
