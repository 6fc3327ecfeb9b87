"""The people who write: their names, addresses and age bands, and how each is normalised."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class AgeBand(StrEnum):
    """How old a writer is, as far as the program needs to know."""

    UNDER_13 = "under-13"
    TEEN = "13-17"
    ADULT = "18-plus"


class Purpose(StrEnum):
    """What a consent is for."""

    COALITION = "coalition"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """A consent that was given: to what, in which campaign and language, and by which link."""

    purpose: Purpose
    partner_id: str | None
    campaign_id: str
    source_id: str | None
    locale: str
    wording_version: str

    @property
    def key(self) -> tuple[Purpose, str | None, str]:
        """Return what makes two consents the same one."""
        return self.purpose, self.partner_id, self.campaign_id


CONSENT_WORDING_VERSION = "2026-11"

NAME_KEY_LIMIT = 200
NAME_WORD_LIMIT = 40

_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u02bb")
_WORD = re.compile(r"[^\W_]+")

SUPPRESSION = "suppression"
"""The purpose of the keyed hash by which an address is known on the suppression list."""


def normalise_email(address: str) -> str:
    """Return the form in which one mailbox is one value: NFC, trimmed, in lower case."""
    return unicodedata.normalize("NFC", address).strip().casefold()


def fold_name(given: str, family: str) -> str:
    """Return one value for one person's name however it was typed on another day.

    It is cut where compatibility forms make it longer than what was typed.
    """
    joined = unicodedata.normalize("NFKD", f"{given} {family}").casefold()
    letters = (char for char in joined if not unicodedata.combining(char))
    return " ".join("".join(letters).split())[:NAME_KEY_LIMIT]


def name_words(name: str) -> frozenset[str]:
    """Return the words by which a name is found, without accents and in one case.

    Words of a double name stand for themselves; an apostrophe parts nothing.
    """
    words = _WORD.findall(fold_name(name, "").translate(_APOSTROPHES))
    return frozenset(word[:NAME_WORD_LIMIT] for word in words)


def mask_email(address: str) -> str:
    """Return an address that its owner recognises and nobody else learns, like a…@example.org."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
