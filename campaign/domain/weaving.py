"""One to three recommendations become one letter: which wording each gets, and in which order.

Nothing is generated and nothing is cut. A stable seed chooses among the campaign's own variants;
where a long story leaves less room, shorter variants stand in.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from campaign.domain.content import OFFICE_LOCALE, Phrase, Recommendation
from campaign.domain.text import count

BETWEEN = "\n\n"
_ALIKE_WORDS = 2
"""How many words two paragraphs may not both begin with."""

_Variant = TypeVar("_Variant")


@dataclass(frozen=True, slots=True)
class Woven:
    """The shared text of one letter, a closing last; `shorter` tells that it made room."""

    paragraphs: tuple[Phrase, ...]
    shorter: bool = False


def variant_index(seed: str, slot: str, count: int) -> int:
    """Return which of `count` variants a seed gets in a slot; the same on every machine."""
    digest = hashlib.sha256(f"{seed}\n{slot}".encode()).digest()
    return int.from_bytes(digest[:8]) % count


def choose(variants: Sequence[_Variant], seed: str, slot: str) -> _Variant:
    """Return the variant that a seed gets in a slot."""
    return variants[variant_index(seed, slot, len(variants))]


def weave(
    ranked: Sequence[Recommendation], closing: Phrase, spare: Phrase, *, seed: str, room: int
) -> Woven:
    """Return the shared text: the first pick in full, the others short, then a closing.

    The seed decides which of the others comes first. `room` is in characters as the office counts
    them: while the text does not fit, the last of the others gets its shortest wording, then the
    one before, then the first pick its shortest full one, then the closing is the `spare` one. A
    text that still does not fit is returned at its shortest.
    """
    first, *others = ranked
    if others and variant_index(seed, "order", 2):
        others.reverse()
    chosen = [choose(first.paragraphs, seed, f"body {first.slug}").full]
    for item in others:
        chosen.append(_unlike(_short(item, seed), chosen))
    chosen.append(closing)
    shortest = [
        min((each.full for each in first.paragraphs), key=_length),
        *(min((each.short for each in item.paragraphs), key=_length) for item in others),
        min(closing, spare, key=_length),
    ]
    places = [*range(len(others), -1, -1), len(chosen) - 1]
    shorter = False
    for place in places:
        if _whole(chosen) <= room:
            break
        shorter = shorter or _length(shortest[place]) < _length(chosen[place])
        chosen[place] = min(chosen[place], shortest[place], key=_length)
    return Woven(tuple(chosen), shorter)


def _short(item: Recommendation, seed: str) -> list[Phrase]:
    """Return the short wordings of a recommendation, the seed's own first."""
    start = variant_index(seed, f"body {item.slug}", len(item.paragraphs))
    turned = (*item.paragraphs[start:], *item.paragraphs[:start])
    return [each.short for each in turned]


def _unlike(wordings: Sequence[Phrase], chosen: Sequence[Phrase]) -> Phrase:
    """Return the first wording that begins unlike what was chosen; where all do, the first."""
    begun = {_beginning(phrase) for phrase in chosen}
    return next((each for each in wordings if _beginning(each) not in begun), wordings[0])


def _beginning(phrase: Phrase) -> tuple[str, ...]:
    return tuple(phrase.read(OFFICE_LOCALE).split()[:_ALIKE_WORDS])


def _length(phrase: Phrase) -> int:
    return count(phrase.read(OFFICE_LOCALE))


def _whole(paragraphs: Sequence[Phrase]) -> int:
    return sum(map(_length, paragraphs)) + len(BETWEEN) * (len(paragraphs) - 1)
