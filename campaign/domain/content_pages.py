"""A campaign's content as the pages on which people edit it: named texts, side by side.

A page is `texts`, `letter`, or `recommendations/` and a slug. A text on it has a name, such as
`title` or `paragraph-2-full`; the last part of a list's text counts from 1.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from campaign.domain.content import (
    LOCALES,
    NOTHING,
    CampaignContent,
    LetterTexts,
    Paragraph,
    Phrase,
    Recommendation,
    Section,
)
from campaign.domain.content_rules import (
    AFFECTED,
    ASK,
    CLOSING,
    COMMITTEE_CLOSING,
    EXAMPLE,
    EXAMPLES,
    FULL,
    GREETING,
    HEADING,
    INTRODUCTION,
    MEANS,
    NAME,
    OPENING,
    POINT,
    PROMPT,
    PROMPTS,
    SECTION,
    SHORT,
    SIGN_OFF,
    SUBJECT,
    SUMMARY,
    TAGLINE,
    TITLE,
    TOPIC,
    Rule,
)
from campaign.domain.errors import NotFound
from campaign.domain.roster import SUBJECTS
from campaign.domain.text import fingerprint

FACTS_PAGE = "facts"
TEXTS_PAGE = "texts"
LETTER_PAGE = "letter"
RECOMMENDATION_PAGES = "recommendations/"


Texts = Mapping[str, Phrase]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a page by its name, and the rule that it keeps."""

    name: str
    phrase: Phrase
    rule: Rule


_SINGLE_TEXTS = {"title": TITLE, "organization": NAME, "tagline": TAGLINE, "summary": INTRODUCTION}
_SINGLE_OF_RECOMMENDATION = {
    "title": TITLE,
    "topic": TOPIC,
    "summary": SUMMARY,
    "ask": ASK,
    "means": MEANS,
    "affected": AFFECTED,
}
_LISTS_OF_LETTER = {"subject": SUBJECT, "opening": OPENING, "closing": CLOSING}


def pages_of(content: CampaignContent) -> tuple[str, ...]:
    """Return the pages of texts that a campaign has."""
    return (TEXTS_PAGE, LETTER_PAGE, *(page_of(item.slug) for item in content.recommendations))


def page_of(slug: str) -> str:
    """Return the page of a recommendation."""
    return f"{RECOMMENDATION_PAGES}{slug}"


def recommendation_of(content: CampaignContent, page: str) -> Recommendation:
    """Return the recommendation whose page this is. Raises NotFound."""
    for item in content.recommendations:
        if page_of(item.slug) == page:
            return item
    raise NotFound(page)


def entries(content: CampaignContent, page: str) -> tuple[Entry, ...]:
    """Return the texts of a page in their order. Raises NotFound."""
    if page == TEXTS_PAGE:
        return tuple(_campaign_entries(content))
    if page == LETTER_PAGE:
        return tuple(_letter_entries(content.letter))
    return tuple(_recommendation_entries(recommendation_of(content, page)))


def blanks(content: CampaignContent, page: str) -> tuple[Entry, ...]:
    """Return for each list of a page the place for one text more. Raises NotFound."""
    more: dict[str, dict[str, Rule]]
    if page == TEXTS_PAGE:
        more = {f"section-{len(content.about) + 1}": {"-heading": HEADING, "-text": SECTION}}
        for number, section in enumerate(content.about, 1):
            more[f"section-{number}-point-{len(section.points) + 1}"] = {"": POINT}
    elif page == LETTER_PAGE:
        lists = _lists_of_letter(content.letter)
        more = {f"{name}-{len(phrases) + 1}": {"": rule} for name, rule, phrases in lists}
    else:
        number = len(recommendation_of(content, page).paragraphs) + 1
        more = {f"paragraph-{number}": {"-full": FULL, "-short": SHORT}}
    return tuple(
        Entry(f"{name}{part}", NOTHING, rule)
        for name, parts in more.items()
        for part, rule in parts.items()
    )


def with_texts(content: CampaignContent, page: str, texts: Texts) -> CampaignContent:
    """Return the content with other texts on a page; an empty item of a list is gone.

    A text that is not among them stays as it is. Raises NotFound.
    """
    texts = {entry.name: entry.phrase for entry in entries(content, page)} | dict(texts)
    if page == TEXTS_PAGE:
        return replace(
            content,
            title=texts["title"],
            organization=texts["organization"],
            tagline=texts["tagline"],
            summary=texts["summary"],
            about=_sections(texts),
        )
    if page == LETTER_PAGE:
        return replace(content, letter=_letter(texts))
    before = recommendation_of(content, page)
    after = _with_recommendation(before, texts)
    items = (after if item is before else item for item in content.recommendations)
    return replace(content, recommendations=tuple(items))


def said(phrase: Phrase) -> bool:
    """Tell whether a text stands in any language."""
    return bool(phrase.en or phrase.es)


def page_fingerprint(content: CampaignContent, page: str) -> str:
    """Return the fingerprint of a page's texts. Raises NotFound."""
    return fingerprint(
        (f"{entry.name}-{locale}", entry.phrase.read(locale))
        for entry in entries(content, page)
        for locale in LOCALES
    )


def _campaign_entries(content: CampaignContent) -> Iterator[Entry]:
    for name, rule in _SINGLE_TEXTS.items():
        yield Entry(name, getattr(content, name), rule)
    for number, section in enumerate(content.about, 1):
        yield Entry(f"section-{number}-heading", section.heading, HEADING)
        yield Entry(f"section-{number}-text", section.text, SECTION)
        for place, point in enumerate(section.points, 1):
            yield Entry(f"section-{number}-point-{place}", point, POINT)


def _letter_entries(letter: LetterTexts) -> Iterator[Entry]:
    yield Entry("greeting", letter.greeting, GREETING)
    yield Entry("sign_off", letter.sign_off, SIGN_OFF)
    for name, rule, phrases in _lists_of_letter(letter):
        for number, phrase in enumerate(phrases, 1):
            yield Entry(f"{name}-{number}", phrase, rule)


def _lists_of_letter(letter: LetterTexts) -> Iterator[tuple[str, Rule, Sequence[Phrase]]]:
    for name, rule in _LISTS_OF_LETTER.items():
        yield name, rule, getattr(letter, f"{name}s")
    for subject in SUBJECTS:
        yield subject, COMMITTEE_CLOSING, letter.committee_closings.get(subject, ())


def _recommendation_entries(item: Recommendation) -> Iterator[Entry]:
    for name, rule in _SINGLE_OF_RECOMMENDATION.items():
        yield Entry(name, getattr(item, name), rule)
    yield from _counted("prompt", item.prompts, PROMPTS, PROMPT)
    yield from _counted("example", item.examples, EXAMPLES, EXAMPLE)
    for number, paragraph in enumerate(item.paragraphs, 1):
        yield Entry(f"paragraph-{number}-full", paragraph.full, FULL)
        yield Entry(f"paragraph-{number}-short", paragraph.short, SHORT)


def _counted(name: str, phrases: Sequence[Phrase], count: int, rule: Rule) -> Iterator[Entry]:
    """Yield so many entries of a list, empty ones where it has fewer."""
    whole = (*phrases, *(NOTHING for _ in range(count)))
    for number, phrase in enumerate(whole[:count], 1):
        yield Entry(f"{name}-{number}", phrase, rule)


def _sections(texts: Texts) -> tuple[Section, ...]:
    return tuple(
        Section(
            heading=parts.get("heading", NOTHING),
            text=parts.get("text", NOTHING),
            points=tuple(point[""] for point in _numbered(parts, "point")),
        )
        for parts in _numbered(texts, "section")
    )


def _letter(texts: Texts) -> LetterTexts:
    lists = {
        name: tuple(parts[""] for parts in _numbered(texts, name))
        for name in (*_LISTS_OF_LETTER, *SUBJECTS)
    }
    return LetterTexts(
        greeting=texts["greeting"],
        sign_off=texts["sign_off"],
        subjects=lists["subject"],
        openings=lists["opening"],
        closings=lists["closing"],
        committee_closings={subject: lists[subject] for subject in SUBJECTS if lists[subject]},
    )


def _with_recommendation(item: Recommendation, texts: Texts) -> Recommendation:
    return replace(
        item,
        title=texts["title"],
        topic=texts["topic"],
        summary=texts["summary"],
        ask=texts["ask"],
        means=texts["means"],
        affected=texts["affected"],
        prompts=tuple(texts[f"prompt-{number}"] for number in range(1, PROMPTS + 1)),
        examples=tuple(texts[f"example-{number}"] for number in range(1, EXAMPLES + 1)),
        paragraphs=tuple(
            Paragraph(parts.get("full", NOTHING), parts.get("short", NOTHING))
            for parts in _numbered(texts, "paragraph")
        ),
    )


def _numbered(texts: Texts, name: str) -> list[dict[str, Phrase]]:
    """Return the parts of each item of a list by what stands behind its number; none is empty."""
    pattern = re.compile(rf"{name}-(\d{{1,4}})(?:-(.+))?")
    found: dict[int, dict[str, Phrase]] = defaultdict(dict)
    for whole, phrase in texts.items():
        match = pattern.fullmatch(whole)
        if match and said(phrase):
            found[int(match[1])][match[2] or ""] = phrase
    return [parts for _, parts in sorted(found.items())]
