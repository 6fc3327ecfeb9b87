"""A campaign's content: what it asks, how it explains itself, and the words of its letters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from campaign.domain.places import Chamber

LOCALES = ("en", "es")
OFFICE_LOCALE = "en"

REHEARSAL = "rehearsal"
"""The campaign of letters that were only made to rehearse delivery.

It has no words, nobody reads it, and nothing of it is counted.
"""


class CampaignStatus(StrEnum):
    """Whether a campaign takes letters."""

    DRAFT = "draft"
    LIVE = "live"
    CLOSED = "closed"


def is_open(status: CampaignStatus, starts_on: date, not_after: date | None, on: date) -> bool:
    """Say whether a campaign takes letters on a day; its last day is one of them."""
    started = status is CampaignStatus.LIVE and starts_on <= on
    return started and (not_after is None or on <= not_after)


def goes_to(chambers: Collection[Chamber], chamber: Chamber) -> bool:
    """Tell whether letters go to a chamber's members; where none is named, to every chamber's."""
    return not chambers or chamber in chambers


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in each language."""

    en: str
    es: str

    def read(self, locale: str) -> str:
        """Return the words in one language. Raises KeyError for a language we do not have."""
        return {"en": self.en, "es": self.es}[locale]


NOTHING = Phrase("", "")
"""A text that nobody has written yet; what a version has that came before the text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One way to put a recommendation: in full where it leads the letter, short elsewhere."""

    full: Phrase
    short: Phrase


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One of the things a campaign asks for.

    `position` counts from 1. `topic` is a few words that fit into a subject line.
    """

    slug: str
    position: int
    title: Phrase
    topic: Phrase
    summary: Phrase
    ask: Phrase
    prompts: tuple[Phrase, ...]
    paragraphs: tuple[Paragraph, ...]
    means: Phrase = NOTHING
    """What it means, in plain words, for the page of its own."""
    affected: Phrase = NOTHING
    """Whom it is about."""
    examples: tuple[Phrase, ...] = ()
    """A good sentence for each question of the story: what happened, to whom, what would help."""


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """What every letter of a campaign shares, whatever it asks for.

    Placeholders: the greeting takes {title} and {family_name}, an opening {city} and {district},
    a subject {district} and {topic}, a closing for a committee {role}. `committee_closings` stand
    in the place of a closing, by the subject on which the committee decides.
    """

    greeting: Phrase
    sign_off: Phrase
    subjects: tuple[Phrase, ...]
    openings: tuple[Phrase, ...]
    closings: tuple[Phrase, ...]
    committee_closings: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that tells what a campaign is: a heading, a text, perhaps points."""

    heading: Phrase
    text: Phrase
    points: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignContent:
    """A whole campaign as its folder holds it.

    `position` orders the campaigns, the first is the one at the root. `goal` is the number of
    different letters wished for each legislator, `platform_date` the time from which the
    recommendations date, `not_after` the last day, None when it is open.
    """

    slug: str
    position: int
    jurisdiction: str
    status: CampaignStatus
    starts_on: date
    not_after: date | None
    goal: int
    time_zone: str
    platform_date: str
    contact: str
    title: Phrase
    organization: Phrase
    tagline: Phrase
    summary: Phrase
    about: tuple[Section, ...]
    recommendations: tuple[Recommendation, ...]
    letter: LetterTexts
    statewide: tuple[str, ...] = ()
    """The offices of the whole state to which letters go too, such as governor."""
    chambers: tuple[Chamber, ...] = ()
    """The chambers whose members letters go to; every chamber where none is named."""


class EditionSource(StrEnum):
    """How an edition of a campaign came: from a folder, or from the console."""

    FOLDER = "folder"
    CONSOLE = "console"
