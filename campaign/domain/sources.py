"""The codes by which people come: how one is written, and what carries it."""

import re
from enum import StrEnum

CODE_LIMIT = 40
LABEL_LIMIT = 200
PARTNER_NAME_LIMIT = 200

_CODE = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{CODE_LIMIT - 1}}}")


class SourceMedium(StrEnum):
    """What carries a code."""

    EVENT = "event"
    SCHOOL = "school"
    LINK = "link"
    POSTER = "poster"
    SHEET = "sheet"
    OTHER = "other"


def is_code(text: str) -> bool:
    """Tell whether a text may stand in an address as a code or a short name."""
    return _CODE.fullmatch(text) is not None
