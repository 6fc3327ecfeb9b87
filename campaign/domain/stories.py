"""A story: the answers to three short questions, as one paragraph in the writer's own words."""

from collections.abc import Iterable

QUESTIONS = 3
"""What happened, to whom, what would have helped."""

_ENDS = tuple(".!?…:;,—-\"'”\u2019»)]")
"""What a sentence may end with, or go on after; behind anything else a full stop is put."""


def paragraph(answers: Iterable[str]) -> str:
    """Return answers as one text, as they were typed and in their order.

    Nothing is changed in an answer. Where another follows it, a missing full stop is added.
    """
    given = [answer for answer in answers if answer]
    ended = [answer if answer.endswith(_ENDS) else f"{answer}." for answer in given[:-1]]
    return " ".join([*ended, *given[-1:]])
