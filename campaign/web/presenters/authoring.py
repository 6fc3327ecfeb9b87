"""A campaign's texts as staff edit, compare and mend them: labels, fields and sentences."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _later

from campaign.domain.content import LOCALES, CampaignContent
from campaign.domain.content_changes import Stretch, TextChange
from campaign.domain.content_check import Finding, field_faults
from campaign.domain.content_pages import (
    FACTS_PAGE,
    LETTER_PAGE,
    TEXTS_PAGE,
    Entry,
    entries,
    page_of,
)
from campaign.domain.content_rules import Rule
from campaign.i18n import OWN_NAMES
from campaign.web.presenters.content_faults import fault_sentence
from campaign.web.words import gettext as _

LABELS = {
    "title": _later("Title"),
    "organization": _later("Organization"),
    "tagline": _later("One line that calls to act"),
    "summary": _later("Summary"),
    "section-heading": _later("Part %(n)s of the page about it: heading"),
    "section-text": _later("Part %(n)s of the page about it: text"),
    "section-point": _later("Part %(n)s of the page about it: point %(m)s"),
    "topic": _later("Topic: a few words for a subject line"),
    "ask": _later("What letters ask for, in one sentence"),
    "means": _later("What it means, in plain words"),
    "affected": _later("Whom it is about"),
    "prompt": _later("Question %(n)s above the story box"),
    "example": _later("Example %(n)s: a good sentence for the story"),
    "paragraph-full": _later("Paragraph %(n)s in full, for a letter that begins with it"),
    "paragraph-short": _later("Paragraph %(n)s in short, for a letter that goes on with it"),
    "greeting": _later("Greeting"),
    "sign_off": _later("Sign-off"),
    "subject": _later("Subject line %(n)s"),
    "opening": _later("First sentence %(n)s"),
    "closing": _later("Closing %(n)s"),
    "education": _later("Closing %(n)s for who sits on the Education Committee"),
    "budget": _later("Closing %(n)s for who sits on the Budget Committee"),
    "appropriations": _later("Closing %(n)s for who sits on the Appropriations Committee"),
    "status": _later("Status"),
    "starts_on": _later("First day"),
    "not_after": _later("Last day"),
    "goal": _later("Letters wished for each legislator"),
    "time_zone": _later("Time zone"),
    "platform_date": _later("The recommendations date from"),
    "contact": _later("E-mail for questions"),
    "position": _later("Place among the campaigns"),
    "jurisdiction": _later("State"),
    "chambers": _later("Chambers that letters go to"),
    "statewide": _later("Offices of the whole state that letters go to as well"),
}

MOST_ROWS = 12
CHARACTERS_A_ROW = 55

FIRST = ("title", "organization", "tagline", "topic", "summary", "ask")
"""The texts that stand first on their page; lists follow as they come."""

_NUMBER = re.compile(r"-(\d+)")


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form that was not taken, by field.

    What was typed, what of it no draft can hold, and what somebody else saved meanwhile.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


NOTHING_SENT = Sent()


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one language, as it is typed."""

    field: str
    locale: str
    language: str
    text: str
    faults: tuple[str, ...]
    theirs: str | None = None
    """What somebody else wrote meanwhile, where it differs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in both languages, side by side."""

    name: str
    label: str
    hint: str
    rows: int
    is_new: bool
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference as staff read it."""

    label: str
    language: str
    locale: str
    words: Sequence[tuple[Stretch, str]]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What changes on one page."""

    title: str
    rows: Sequence[ChangeRow]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A fault with the page and the field where it is mended."""

    page: str
    title: str
    label: str
    field: str
    sentence: str


def label(name: str) -> str:
    """Return what a text or a fact is called."""
    numbers = _NUMBER.findall(name)
    text = str(LABELS[_NUMBER.sub("", name)])
    return text % dict(zip(("n", "m"), numbers, strict=False)) if numbers else text


def field_label(field: str) -> str:
    """Return what a field is called, with its language if it has one; nothing where none is."""
    name, _dash, locale = field.rpartition("-")
    if locale in LOCALES and _NUMBER.sub("", name) in LABELS:
        return _("%(text)s, in %(language)s", text=label(name), language=OWN_NAMES[locale])
    return label(field) if field in LABELS else ""


def page_title(content: CampaignContent, page: str, locale: str) -> str:
    """Return what a page is called; a recommendation's is its title."""
    fixed = {
        FACTS_PAGE: _("Dates, goal and addressees"),
        TEXTS_PAGE: _("The campaign's own texts"),
        LETTER_PAGE: _("What all letters share"),
        "": _("The campaign"),
    }
    if page in fixed:
        return fixed[page]
    for item in content.recommendations:
        if page_of(item.slug) == page:
            return f"{item.position}. {item.title.read(locale) or item.slug}"
    return page


def pairs(shown: Iterable[Entry], more: Iterable[Entry], sent: Sent) -> list[Pair]:
    """Return the texts of a page as fields, with the places for one more, each name once."""
    kept = {entry.name: _pair(entry, sent, is_new=False) for entry in shown}
    new = {entry.name: _pair(entry, sent, is_new=True) for entry in more}
    return _in_order([*kept.values(), *(new[name] for name in new if name not in kept)])


def change_groups(
    content: CampaignContent, found: Iterable[TextChange], locale: str
) -> list[ChangeGroup]:
    """Return differences by page."""
    rows: dict[str, list[ChangeRow]] = {}
    for change in found:
        rows.setdefault(change.page, []).append(
            ChangeRow(
                label(change.name), OWN_NAMES.get(change.locale, ""), change.locale, change.words
            )
        )
    return [ChangeGroup(page_title(content, page, locale), each) for page, each in rows.items()]


def finding_rows(
    content: CampaignContent, found: Iterable[Finding], locale: str
) -> list[FindingRow]:
    """Return faults as links to where they are mended."""
    return [
        FindingRow(
            page=finding.page,
            title=page_title(content, finding.page, locale),
            label=field_label(finding.field),
            field=finding.field,
            sentence=fault_sentence(finding.fault),
        )
        for finding in found
    ]


def texts_of(content: CampaignContent, page: str) -> dict[str, str]:
    """Return a page's texts by field."""
    return {
        f"{entry.name}-{locale}": entry.phrase.read(locale)
        for entry in entries(content, page)
        for locale in LOCALES
    }


def _in_order(found: Sequence[Pair]) -> list[Pair]:
    """Return the fields so that the place for one more stands behind its list."""
    kinds = [_NUMBER.sub("", pair.name).partition("-")[0] for pair in found]
    order = list(dict.fromkeys([*FIRST, *kinds]))
    return sorted(found, key=lambda pair: (order.index(pair.name.partition("-")[0]), _key(pair)))


def _key(pair: Pair) -> tuple[int, ...]:
    """Return a place within a list; a point comes behind the text of its part."""
    numbers = [int(number) for number in _NUMBER.findall(pair.name)]
    kind = {"section-heading": 0, "section-text": 1, "section-point": 2, "paragraph-short": 1}
    return (numbers[0] if numbers else 0, kind.get(_NUMBER.sub("", pair.name), 0), *numbers[1:])


def _pair(entry: Entry, sent: Sent, *, is_new: bool) -> Pair:
    sides = tuple(_side(entry, locale, sent, is_new=is_new) for locale in LOCALES)
    longest = max(entry.rule.least, *(len(side.text) for side in sides))
    rows = min(MOST_ROWS, longest // CHARACTERS_A_ROW + 1)
    return Pair(entry.name, label(entry.name), _hint(entry.rule), rows, is_new, sides)


def _side(entry: Entry, locale: str, sent: Sent, *, is_new: bool) -> Side:
    field = f"{entry.name}-{locale}"
    return Side(
        field=field,
        locale=locale,
        language=OWN_NAMES[locale],
        text=sent.typed.get(field, entry.phrase.read(locale)),
        faults=_faults(entry, field, sent, is_new=is_new),
        theirs=sent.theirs.get(field),
    )


def _faults(entry: Entry, field: str, sent: Sent, *, is_new: bool) -> tuple[str, ...]:
    """Return what is wrong at a field; a place for one more lacks nothing."""
    if field in sent.refused:
        return (sent.refused[field],)
    if field in sent.typed or is_new:
        return ()
    return tuple(fault_sentence(fault) for at, fault in field_faults(entry) if at == field)


def _hint(rule: Rule) -> str:
    """Return how long a text may be, and which words in braces it takes."""
    values = {"least": rule.least, "most": rule.most}
    words = ", ".join(f"{{{name}}}" for name in sorted(rule.allowed))
    if rule.allowed and rule.least == 1:
        return _("Up to %(most)s characters. Filled in: %(words)s.", words=words, **values)
    if rule.allowed:
        return _("%(least)s to %(most)s characters. Filled in: %(words)s.", words=words, **values)
    if rule.least == 1:
        return _("Up to %(most)s characters.", **values)
    return _("%(least)s to %(most)s characters.", **values)
