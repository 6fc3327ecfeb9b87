"""A small campaign for tests, whole in both languages."""

from dataclasses import replace
from datetime import date

from campaign.domain.content import (
    CampaignContent,
    CampaignStatus,
    Paragraph,
    Phrase,
    Recommendation,
    Section,
)
from tests.letters import BUSES, HOUSING, LIBRARIES, TEXTS, phrase

CONTENT = CampaignContent(
    slug="three-asks",
    position=1,
    jurisdiction="california",
    status=CampaignStatus.LIVE,
    starts_on=date(2026, 1, 1),
    not_after=None,
    goal=25,
    time_zone="America/Los_Angeles",
    platform_date="2020",
    contact="hello@coalition.example",
    title=Phrase(en="Three Asks", es="Tres peticiones"),
    organization=Phrase(en="The Coalition", es="La coalición"),
    tagline=phrase("Ask three things"),
    summary=phrase("Three things that we ask for."),
    about=(
        Section(phrase("Who we are"), phrase("People like you.")),
        Section(phrase("What we want"), phrase("This."), (phrase("One"), phrase("Two"))),
    ),
    recommendations=(HOUSING, LIBRARIES, BUSES),
    letter=TEXTS,
)


def long_phrase(words: str, length: int) -> Phrase:
    """Return words in both languages, so long that a rule for their length is kept."""
    more = "and so on " * length
    return Phrase(en=f"{words} {more}"[:length].strip(), es=f"Que {words} {more}"[:length].strip())


def _whole(item: Recommendation) -> Recommendation:
    paragraphs = (
        Paragraph(
            long_phrase(f"{item.slug} in full, way {way},", 320),
            long_phrase(f"{item.slug} in short, way {way},", 160),
        )
        for way in range(2)
    )
    return replace(
        item,
        summary=long_phrase(f"Summary of {item.slug}", 60),
        ask=long_phrase(f"Please do {item.slug}", 60),
        prompts=tuple(long_phrase(f"Question {n} on {item.slug}", 40) for n in (1, 2, 3)),
        paragraphs=tuple(paragraphs),
        means=long_phrase(f"What {item.slug} means", 90),
        affected=long_phrase(f"Whom {item.slug} is about", 70),
        examples=tuple(long_phrase(f"Example {n} on {item.slug}", 40) for n in (1, 2, 3)),
    )


WHOLE = replace(
    CONTENT,
    slug="whole-asks",
    position=2,
    title=Phrase(en="Whole Asks", es="Peticiones completas"),
    summary=long_phrase("Three things that we ask for", 90),
    about=(
        Section(phrase("Who we are"), long_phrase("People like you", 50)),
        Section(
            phrase("What we want"), long_phrase("All of this", 50), (phrase("One"), phrase("Two"))
        ),
    ),
    recommendations=tuple(_whole(item) for item in CONTENT.recommendations),
    letter=replace(
        TEXTS, closings=tuple(long_phrase(f"Thank you, way {way}", 80) for way in range(2))
    ),
)
"""A second campaign that keeps every rule, as a campaign must before it is published."""
