"""Every wording that a campaign's letters were ever made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from campaign.domain.content import LOCALES, Phrase
from campaign.models.campaigns import COMMITTEE_KINDS, LetterPart, PartKind


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """Every wording that letters of a campaign were ever offered, the present ones too.

    A letter may be open in a browser, or wait, while another wording is published.
    """

    subjects: tuple[Phrase, ...]
    closings: tuple[Phrase, ...]
    committee_closings: Mapping[str, tuple[Phrase, ...]]
    paragraphs: Mapping[str, tuple[Phrase, ...]]
    """By recommendation slug, in full and short."""


def known_texts(rows: Sequence[LetterPart], slugs: Mapping[str, str]) -> KnownTexts:
    """Return every wording there ever was; a text in one language stands beside the other's.

    A version that only one language has stands beside the other's version before it.
    """
    texts: dict[tuple[str | None, PartKind, int], dict[str, str]] = defaultdict(dict)
    known: dict[str | None, dict[PartKind, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
    written = sorted((row for row in rows if not row.retired), key=_place_of)
    for (_, recommendation_id, kind, variant), same in groupby(written, _place_of):
        place = texts[recommendation_id or None, PartKind(kind), variant]
        place.update({row.locale: row.text for row in same})
        if place.keys() == set(LOCALES):
            known[recommendation_id or None][PartKind(kind)].append(Phrase(**place))
    return KnownTexts(
        subjects=tuple(known[None][PartKind.SUBJECT]),
        closings=tuple(known[None][PartKind.CLOSING]),
        committee_closings={
            subject: tuple(known[None][kind]) for subject, kind in COMMITTEE_KINDS.items()
        },
        paragraphs={
            slug: (*known[id_][PartKind.BODY_FULL], *known[id_][PartKind.BODY_SHORT])
            for id_, slug in slugs.items()
        },
    )


def _place_of(row: LetterPart) -> tuple[int, str, str, int]:
    return row.version, row.recommendation_id or "", row.kind, row.variant
