"""A story: the answers to three short questions, as one paragraph in the writer's own words.

Besides the office somebody else reads it only if its writer says so, and as far as they say.
"""

from collections.abc import Iterable
from enum import StrEnum

QUESTIONS = 3
"""What happened, to whom, what would have helped."""

WORDING_VERSION = "2026-11"
"""Of the sentences by which a writer is asked who may read a story."""


class StoryUse(StrEnum):
    """Who may read a story, as its writer says: each holds what stands before it."""

    OFFICE = "office"
    COALITION = "coalition_reads"
    PUBLIC = "may_be_published"


class StoryState(StrEnum):
    """How a story that others may read stands."""

    UNCONFIRMED = "story_unconfirmed"
    WAITING = "story_waiting"
    PUBLISHED = "story_published"
    INSIDE = "story_inside"
    """Read and kept for the coalition alone."""
    DECLINED = "story_declined"
    TAKEN_BACK = "story_taken_back"


def may_be_chosen(use: StoryUse, *, is_adult: bool) -> bool:
    """Tell whether a writer may say so: nobody under 18 is published."""
    return is_adult or use is not StoryUse.PUBLIC


_ENDS = tuple(".!?…:;,—-\"'”\u2019»)]")
"""What a sentence may end with, or go on after; behind anything else a full stop is put."""


def paragraph(answers: Iterable[str]) -> str:
    """Return answers as one text, as they were typed and in their order.

    Nothing is changed in an answer. Where another follows it, a missing full stop is added.
    """
    given = [answer for answer in answers if answer]
    ended = [answer if answer.endswith(_ENDS) else f"{answer}." for answer in given[:-1]]
    return " ".join([*ended, *given[-1:]])
