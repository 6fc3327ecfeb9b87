"""What a person reads before it leaves: a threat, a link, a telephone number.

The lists are short on purpose. A letter that is held costs a family a day, and a hard word about
hard things is what these letters are for; so only a threat against somebody counts, never a word.
"""

import re
from enum import StrEnum


class Concern(StrEnum):
    """Why somebody reads a letter first."""

    THREAT = "threat"
    LINK = "link"
    PHONE = "phone"


_LINK = re.compile(
    r"https?://|\bwww\.|\b[\w-]{2,}\.(?:com|org|net|info|biz|me|ly|us|gov|edu|mx|io)\b(?!\w)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")
_SOMEBODY = r"(?:you|him|her|them|your (?:family|kids|children|house|home|office))"
_THREAT = re.compile(
    rf"\b(?:i|we)(?:['\u2019]ll|['\u2019]m going to| will| am going to| are going to| gonna)"
    rf" (?:kill|shoot|stab|hurt|burn|bomb|attack|beat) {_SOMEBODY}\b"
    rf"|\b(?:kill|shoot|stab|bomb|murder) (?:you|your family)\b"
    r"|\byou (?:will|should|deserve to|are going to) die\b"
    r"|\b(?:te|le|les|lo|la|los|las) (?:voy|vamos) a (?:matar|disparar|golpear|quemar|apuñalar)\b"
    r"|\b(?:voy|vamos) a (?:matar|disparar|golpear|quemar|apuñalar)(?:te|le|les|lo|la|los|las)\b"
    r"|\b(?:te|lo|la|los|las) (?:mataré|mataremos|golpearé)\b"
    r"|\busted(?:es)? (?:va|van|merece|merecen) a? ?morir\b",
    re.IGNORECASE,
)
_PATTERNS = {Concern.THREAT: _THREAT, Concern.LINK: _LINK, Concern.PHONE: _PHONE}


def concern(text: str) -> Concern | None:
    """Return why a person should read a text first, the gravest reason; None for most texts."""
    plain = " ".join(text.split())
    return next((why for why, found in _PATTERNS.items() if found.search(plain)), None)


def concern_of_letter(body: str, original: str = "") -> Concern | None:
    """Return the same for a whole letter; greeting and signature, which are ours, do not count."""
    return concern("\n".join("\n".join(part.split("\n\n")[1:-1]) for part in (body, original)))
