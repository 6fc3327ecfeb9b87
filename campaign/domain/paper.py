"""A letter on paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """A letter as it is printed: addressee, subject line, text, and the original beneath."""

    locale: str
    title: str
    address_lines: tuple[str, ...]
    date_line: str
    subject: str
    body: str
    original: str = ""
    original_note: str = ""
