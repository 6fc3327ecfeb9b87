"""How alike letters are: the share of their phrases of three words that two letters have in common.

The measure is Jaccard's over word shingles (Broder 1997), 0 for nothing in common, 1 for the same.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from statistics import fmean

SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")

Shingles = frozenset[tuple[str, ...]]


def shingles(letter: str) -> Shingles:
    """Return the phrases of a whole letter, without its greeting and its signature.

    Both stand in paragraphs of their own: the first and the last.
    """
    middle = letter.split("\n\n")[1:-1]
    words = _WORD.findall(" ".join(middle).casefold())
    return frozenset(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def alike(one: Shingles, other: Shingles) -> float:
    """Return how alike two letters are, 0 to 1; two without any phrase are the same."""
    either = len(one | other)
    return len(one & other) / either if either else 1.0


def mean_alike(offices: Sequence[Sequence[Shingles]]) -> float | None:
    """Return how alike two letters to the same office are on average; None without such a pair."""
    pairs = [alike(one, other) for letters in offices for one, other in combinations(letters, 2)]
    return fmean(pairs) if pairs else None
