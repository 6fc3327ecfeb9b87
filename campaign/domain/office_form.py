"""An office's own contact form: which fields it asks for, and what a writer puts into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from campaign.domain.mail import with_original
from campaign.domain.text import count


class FormField(StrEnum):
    """A field that such forms ask for."""

    TITLE = "title"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    STREET = "street"
    CITY = "city"
    STATE = "state"
    ZIP = "zip"
    PHONE = "phone"
    SUBJECT = "subject"
    MESSAGE = "message"


LEFT_TO_WRITER = frozenset({FormField.TITLE, FormField.PHONE})
"""What we never ask for: the writer leaves it empty, or fills it in on the form itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLetter:
    """What is known of a letter and its writer; a text is empty where nothing is kept."""

    given_name: str
    family_name: str
    email: str
    street: str
    city: str
    state: str
    zip: str
    subject: str
    body: str
    original: str


@dataclass(frozen=True, slots=True)
class FilledField:
    """One field in the form's order, what goes into it, and what a reader should know.

    `excess` is how many characters must go before the form takes it; a letter is never cut.
    `without_original` tells that the writer's own version found no room.
    """

    field: FormField
    value: str
    limit: int
    excess: int = 0
    without_original: bool = False


def fill_form(letter: FormLetter, limits: Mapping[FormField, int]) -> tuple[FilledField, ...]:
    """Return every field of a form with what goes into it, fitted to the form's limits.

    A line is cut after its last whole word; of a letter only the original beneath is left out.
    """
    return tuple(
        _message(letter, limit)
        if field is FormField.MESSAGE
        else FilledField(field, _fitted(_line(letter, field), limit), limit)
        for field, limit in limits.items()
    )


def _line(letter: FormLetter, field: FormField) -> str:
    return "" if field in LEFT_TO_WRITER else str(getattr(letter, field.value))


def _fitted(line: str, limit: int) -> str:
    if count(line) <= limit:
        return line
    words = line[: limit + 1].rpartition(" ")[0].rstrip()
    return words or line[:limit]


def _message(letter: FormLetter, limit: int) -> FilledField:
    whole = with_original(letter.body, letter.original)
    fits = count(whole) <= limit
    value = whole if fits else letter.body
    return FilledField(
        FormField.MESSAGE,
        value,
        limit,
        excess=max(0, count(value) - limit),
        without_original=bool(letter.original) and not fits,
    )
