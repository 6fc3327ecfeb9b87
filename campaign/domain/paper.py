"""Letters on paper: one by itself, and a packet of them for one office."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """A letter as it is printed: addressee, subject line, text, and the original beneath.

    `answers_to` is the writer's e-mail address, where an office gets the letter on paper alone.
    """

    locale: str
    title: str
    address_lines: tuple[str, ...]
    date_line: str
    subject: str
    body: str
    original: str = ""
    original_note: str = ""
    answers_to: str = ""


@dataclass(frozen=True, slots=True)
class PaperPacket:
    """All letters that one office gets on paper, behind a cover sheet."""

    title: str
    address_lines: tuple[str, ...]
    date_line: str
    senders: tuple[str, ...]
    letters: tuple[PaperLetter, ...]


def address_lines(title: str, name: str, address: str) -> tuple[str, ...]:
    """Return the lines of an addressee: title and name, the building, and the rest."""
    return tuple(line for line in (f"{title} {name}", *address.split(", ", 1)) if line)


def office_date(day: date) -> str:
    """Return a day as an office reads it, such as October 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"
