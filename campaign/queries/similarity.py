"""How alike the letters of a campaign are, from the latest ones whose text is still kept."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from campaign.db import db
from campaign.domain.disclosure import THRESHOLD
from campaign.domain.similarity import Shingles, mean_alike, shingles
from campaign.models.actions import Action
from campaign.models.letters import Letter

SAMPLE = 200
"""How many of the latest letters are compared: half a second at most, where all have one office."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two letters to one office are on average, 0 to 1; None where too few are known."""

    letters: int
    overall: float | None
    with_own_words: float | None
    without: float | None


def similarity(campaign_id: str) -> Similarity | None:
    """Return how alike the latest letters are; None while fewer than five can be compared."""
    rows = db.session.execute(
        select(Letter.target_id, Letter.body, Action.own_words_share > 0)
        .join(Action, Action.id == Letter.action_id)
        .where(
            Action.campaign_id == campaign_id, Letter.accepted_at.is_not(None), Letter.body != ""
        )
        .order_by(Letter.accepted_at.desc(), Letter.id)
        .limit(SAMPLE)
    ).all()
    letters = [(target, shingles(body), bool(own)) for target, body, own in rows]
    if len(letters) < THRESHOLD:
        return None
    return Similarity(
        letters=len(letters),
        overall=_mean([(target, each) for target, each, _ in letters]),
        with_own_words=_mean([(target, each) for target, each, own in letters if own]),
        without=_mean([(target, each) for target, each, own in letters if not own]),
    )


def _mean(letters: list[tuple[str, Shingles]]) -> float | None:
    """Return the average over the offices; None for fewer letters than may be told of."""
    if len(letters) < THRESHOLD:
        return None
    offices: defaultdict[str, list[Shingles]] = defaultdict(list)
    for target, each in letters:
        offices[target].append(each)
    return mean_alike(list(offices.values()))
