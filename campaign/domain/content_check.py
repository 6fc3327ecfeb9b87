"""The check before a campaign is published: all that is wrong, each where it belongs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.domain.content import LOCALES, CampaignContent
from campaign.domain.content_faults import Fault
from campaign.domain.content_pages import (
    FACTS_PAGE,
    LETTER_PAGE,
    Entry,
    entries,
    page_of,
    pages_of,
)
from campaign.domain.content_rules import (
    LEAST_CLOSINGS,
    LEAST_OPENINGS,
    LEAST_PARAGRAPHS,
    LEAST_SUBJECTS,
    phrase_faults,
)

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
OVERVIEW = ""
"""The page of what belongs to no other."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at a field of a page."""

    page: str
    field: str
    fault: Fault


def check(content: CampaignContent) -> tuple[Finding, ...]:
    """Return everything that keeps a campaign from being published."""
    return (*_facts(content), *_counts(content), *_texts(content))


def field_faults(entry: Entry) -> Iterator[tuple[str, Fault]]:
    """Yield what is wrong with a text, by the name of its field in each language."""
    for locale, faults in phrase_faults(entry.phrase, entry.rule).items():
        if not entry.phrase.read(locale):
            yield f"{entry.name}-{locale}", Fault("text_missing")
            continue
        for fault in faults:
            yield f"{entry.name}-{locale}", fault


def _facts(content: CampaignContent) -> Iterator[Finding]:
    if not ADDRESS.fullmatch(content.contact):
        yield Finding(
            FACTS_PAGE, "contact", Fault("address_malformed", {"text": repr(content.contact)})
        )
    if not content.platform_date:
        yield Finding(FACTS_PAGE, "platform_date", Fault("text_missing"))
    if content.not_after is not None and content.not_after < content.starts_on:
        yield Finding(FACTS_PAGE, "not_after", Fault("ends_before_start"))


def _counts(content: CampaignContent) -> Iterator[Finding]:
    letter = content.letter
    lists = {
        "subject": (letter.subjects, LEAST_SUBJECTS),
        "opening": (letter.openings, LEAST_OPENINGS),
        "closing": (letter.closings, LEAST_CLOSINGS),
    }
    for name, (phrases, least) in lists.items():
        yield from _too_few(LETTER_PAGE, name, "", len(phrases), least)
    for item in content.recommendations:
        page = page_of(item.slug)
        yield from _too_few(page, "paragraph", "-full", len(item.paragraphs), LEAST_PARAGRAPHS)
    if not content.about:
        yield from _too_few("texts", "section", "-heading", 0, 1)
    if not content.recommendations:
        yield Finding(OVERVIEW, "recommendations", Fault("no_recommendations"))


def _too_few(page: str, name: str, part: str, found: int, least: int) -> Iterator[Finding]:
    """Yield the lack of texts in a list; it stands where the next one is added."""
    if found < least:
        field = f"{name}-{found + 1}{part}-{LOCALES[0]}"
        yield Finding(page, field, Fault("too_few", {"found": found, "least": least}))


def _texts(content: CampaignContent) -> Iterator[Finding]:
    for page in pages_of(content):
        for entry in entries(content, page):
            for field, fault in field_faults(entry):
                yield Finding(page, field, fault)
