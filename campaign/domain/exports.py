"""Lists of people that leave the program: for what, and what a cell of a file may hold."""

from dataclasses import dataclass

from campaign.domain.errors import Refused
from campaign.domain.people import Purpose

PARTNER_PREFIX = f"{Purpose.PARTNER.value}:"


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
