"""What is counted, and along which lines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TallyKind(StrEnum):
    """The kinds of fact that are counted; a letter with three asks is one letter."""

    LETTER = "letter"
    ASK = "ask"
    WRITER = "writer"
    SIGN_UP = "sign_up"


@dataclass(frozen=True, slots=True)
class Delta:
    """One counted fact; an empty text stands where a line does not apply."""

    campaign_id: str
    day: date
    kind: TallyKind
    recommendation_id: str = ""
    target_id: str = ""
    district_id: str = ""
    source_id: str = ""
    locale: str = ""
    n: int = 1
