"""An English version of a writer's own words, by a volunteer: asked for, offered, and accepted."""

from datetime import date, timedelta
from enum import StrEnum

from campaign.domain.letters import OWN_WORDS_NOTE

WAITS = timedelta(hours=48)
"""How long a letter waits for its English at most; then it leaves as it was confirmed."""

TAKEN_FOR = timedelta(hours=2)
"""How long whoever takes a translation has it to themselves."""

LEAST_LEFT = timedelta(days=4)
"""With less than this to a campaign's last day no letter waits for a translation."""


class TranslationState(StrEnum):
    """How a wish for an English version stands."""

    UNCONFIRMED = "translation_unconfirmed"
    WAITING = "translation_waiting"
    OFFERED = "translation_offered"
    ACCEPTED = "translation_accepted"
    REFUSED = "translation_refused"
    """Its writer wants their own words to go."""
    LAPSED = "translation_lapsed"
    """Nobody translated, or the writer did not answer: the letter left as it was confirmed."""


def leaves_time(not_after: date | None, today: date) -> bool:
    """Tell whether a campaign goes on for long enough to wait for a translation."""
    return not_after is None or not_after - today >= LEAST_LEFT


def with_english(body: str, words: str, english: str) -> str:
    """Return a letter as the office reads it, the writer's own words in English.

    The words themselves stand in the original beneath, so they are not lost and not said twice.
    """
    marked = f"{OWN_WORDS_NOTE}\n{words}"
    return body.replace(marked if marked in body else words, english, 1)
