"""How easily a text is read; pyphen counts the syllables, by the dictionaries of LibreOffice."""

import re

from pyphen import Pyphen

ENGLISH, SPANISH = Pyphen(lang="en_US"), Pyphen(lang="es")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_END = re.compile(r"[.!?:](?:\s|$)")


def grade(text: str) -> float:
    """Return the school grade of an English text, by Flesch and Kincaid (1975)."""
    words, sentences, syllables = _parts(text, ENGLISH)
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def ease(text: str) -> float:
    """Return how easy a Spanish text is, 0 to 100, by Fernández Huerta (1959).

    70 to 80 is the sixth grade, 60 to 70 the seventh and eighth.
    """
    words, sentences, syllables = _parts(text, SPANISH)
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def _parts(text: str, syllables_of: Pyphen) -> tuple[int, int, int]:
    words = _WORD.findall(text)
    syllables = sum(len(syllables_of.positions(word)) + 1 for word in words)
    return len(words), max(1, len(_END.findall(text))), syllables
