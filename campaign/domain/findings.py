"""What an examination finds: a true sentence, and what to publish where it should not be true."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence; `holds` is None where it is only a hint, or nobody can tell from here."""

    holds: bool | None
    sentence: str
    publish: str = ""
    """The exact record, where one is missing or wrong."""


def good(sentence: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(holds=True, sentence=sentence)


def wrong(sentence: str, *, publish: str = "") -> Finding:
    """Return that something is not as it should be."""
    return Finding(holds=False, sentence=sentence, publish=publish)


def hint(sentence: str, *, publish: str = "") -> Finding:
    """Return what may be as it should be, and could be better or better known."""
    return Finding(holds=None, sentence=sentence, publish=publish)
