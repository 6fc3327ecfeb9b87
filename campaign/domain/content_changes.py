"""What differs between two contents of a campaign, in words that a person can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from campaign.domain.content import LOCALES, CampaignContent
from campaign.domain.content_pages import FACTS_PAGE, entries, page_of, pages_of
from campaign.domain.text import fingerprint


class Stretch(StrEnum):
    """What became of some words of a text."""

    KEPT = "kept"
    TAKEN_OUT = "taken_out"
    PUT_IN = "put_in"


@dataclass(frozen=True, slots=True)
class TextChange:
    """One difference; a fact has no language, and an empty text was or is not there."""

    page: str
    name: str
    locale: str
    was: str
    becomes: str

    @property
    def words(self) -> tuple[tuple[Stretch, str], ...]:
        """Return the words of both texts in their order."""
        return word_changes(self.was, self.becomes)


def facts(content: CampaignContent) -> Mapping[str, str]:
    """Return what a campaign is beside its texts, by name."""
    return {
        "status": content.status.value,
        "starts_on": content.starts_on.isoformat(),
        "not_after": content.not_after.isoformat() if content.not_after else "",
        "goal": str(content.goal),
        "time_zone": content.time_zone,
        "platform_date": content.platform_date,
        "contact": content.contact,
        "position": str(content.position),
        "jurisdiction": content.jurisdiction,
        "chambers": " ".join(content.chambers),
        "statewide": " ".join(content.statewide),
    }


def changes(before: CampaignContent | None, after: CampaignContent) -> tuple[TextChange, ...]:
    """Return what differs: facts first, then the texts by page; all of it where none was before."""
    old, new = _values(before) if before else {}, _values(after)
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(
        TextChange(*key, old.get(key, ""), new.get(key, ""))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    )


def facts_fingerprint(content: CampaignContent) -> str:
    """Return the fingerprint of what a campaign is beside its texts."""
    return fingerprint(facts(content).items())


def content_fingerprint(content: CampaignContent) -> str:
    """Return the fingerprint of everything that a content says."""
    return fingerprint((" ".join(key), value) for key, value in _values(content).items())


def word_changes(was: str, becomes: str) -> tuple[tuple[Stretch, str], ...]:
    """Return what words stayed, went and came between two texts, in their order."""
    old, new = was.split(), becomes.split()
    found: list[tuple[Stretch, str]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            found.append((Stretch.KEPT, " ".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            found.append((Stretch.TAKEN_OUT, " ".join(old[old_from:old_to])))
        if new_from < new_to:
            found.append((Stretch.PUT_IN, " ".join(new[new_from:new_to])))
    return tuple(found)


def _values(content: CampaignContent) -> dict[tuple[str, str, str], str]:
    """Return every value of a content by its page, its name and its language, if it has one."""
    values = {(FACTS_PAGE, name, ""): value for name, value in facts(content).items()}
    for item in content.recommendations:
        values[page_of(item.slug), "position", ""] = str(item.position)
    for page in pages_of(content):
        for entry in entries(content, page):
            for locale in LOCALES:
                values[page, entry.name, locale] = entry.phrase.read(locale)
    return values
