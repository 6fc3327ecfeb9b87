"""What people type, made clean: one Unicode form, known line endings, nothing invisible."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from campaign.domain.errors import Refused

_JOINERS = {"\u200c", "\u200d"}
_UNWANTED = {"Cc", "Cf", "Cs"}
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_BLANK_LINES = re.compile(r"\n{3,}")


def count(text: str) -> int:
    """Return the length of a text as we count it everywhere: characters in NFC."""
    return len(unicodedata.normalize("NFC", text))


def clean_line(text: str, limit: int) -> str:
    """Return a typed text as one clean line. Raises Refused("too_long", limit, length)."""
    return _within(" ".join(_visible(text).split()), limit)


def clean_block(text: str, limit: int) -> str:
    """Return a typed text as clean paragraphs. Raises Refused("too_long", limit, length).

    Line ends become newlines, other white space single spaces, and two empty lines one.
    """
    lines = (" ".join(line.split()) for line in _visible(text).split("\n"))
    return _within(_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip(), limit)


def fingerprint(named: Iterable[tuple[str, str]]) -> str:
    """Return 64 hex digits that the same named texts in the same order share, and no others."""
    digest = hashlib.sha256()
    for name, text in named:
        digest.update(f"{len(name)} {name}{len(text)} {text}".encode())
    return digest.hexdigest()


def _visible(text: str) -> str:
    """Return NFC text without control, direction and broken characters; line ends are newlines.

    The two joiners stay: names and emoji are written with them.
    """
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = (
        char
        for char in lines
        if char == "\n" or char in _JOINERS or unicodedata.category(char) not in _UNWANTED
    )
    return unicodedata.normalize("NFC", "".join(kept))


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Refused("too_long", limit=limit, length=len(text))
    return text
