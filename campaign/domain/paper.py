"""What is printed: a letter, a packet of them for one office, a memo for a visit, a poster."""

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
class PaperSheets:
    """Letters that somebody finishes and signs by hand, each on a page of its own."""

    title: str
    letters: tuple[PaperLetter, ...]


@dataclass(frozen=True, slots=True)
class PaperPacket:
    """All letters that one office gets on paper, behind a cover sheet."""

    title: str
    address_lines: tuple[str, ...]
    date_line: str
    senders: tuple[str, ...]
    letters: tuple[PaperLetter, ...]


@dataclass(frozen=True, slots=True)
class BriefAsk:
    """A recommendation as a memo tells it, and how many letters ask for it."""

    title: str
    ask: str
    letters: str


@dataclass(frozen=True, slots=True)
class BriefPart:
    """A part of a memo: its heading, what each line is about and says, and a sentence beneath."""

    heading: str
    lines: tuple[tuple[str, str], ...] = ()
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PaperBrief:
    """A memo of one page for a visit, in one language; every text is a whole sentence or name."""

    locale: str
    title: str
    kicker: str
    name: str
    facts: tuple[str, ...]
    lead: str
    asks_heading: str
    asks_heads: tuple[str, str]
    asks: tuple[BriefAsk, ...]
    others: BriefPart
    towns: BriefPart
    stories: BriefPart
    mail: BriefPart
    foot: str


@dataclass(frozen=True, slots=True)
class PosterSide:
    """What a poster says in one of its languages."""

    locale: str
    title: str
    tagline: str
    summary: str
    scan: str


@dataclass(frozen=True, slots=True)
class PaperPoster:
    """A poster that says the same in two languages, around one code.

    `qr` is an SVG of squares alone; `address` is what somebody types who cannot scan it.
    """

    title: str
    sides: tuple[PosterSide, PosterSide]
    qr: str
    qr_alt: str
    address: str
    partner: str


def address_lines(title: str, name: str, address: str) -> tuple[str, ...]:
    """Return the lines of an addressee: title and name, the building, and the rest."""
    return tuple(line for line in (f"{title} {name}", *address.split(", ", 1)) if line)


def office_date(day: date) -> str:
    """Return a day as an office reads it, such as October 14, 2026."""
    return f"{day:%B} {day.day}, {day.year}"
