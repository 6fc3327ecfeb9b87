"""Telephone calls to an office: what somebody says became of theirs."""

from enum import StrEnum

MOST_WORDS_A_LETTER = 20
"""So often may somebody say how the call about one letter went; further words change nothing."""


class CallOutcome(StrEnum):
    """How a call went, by the word of whoever made it, or did not make it."""

    TALKED = "talked"
    MESSAGE = "message"
    NO_ANSWER = "no_answer"
    NOT_MADE = "not_made"


def is_call(outcome: CallOutcome | None) -> bool:
    """Tell whether somebody says that they called."""
    return outcome is not None and outcome is not CallOutcome.NOT_MADE
