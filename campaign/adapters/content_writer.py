"""A campaign's folder, written as people write it by hand; the same content, the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from campaign.adapters.content_folder import CAMPAIGN_FILE, LETTERS_FILE, RECOMMENDATIONS_FOLDER
from campaign.domain.content import CampaignContent, Phrase, Recommendation

WIDTH = 100
INDENT = 2
ENDLESS = 10_000
"""Wider than any line: where a line ends is decided here."""

# `Any` stands for what a YAML page holds: mappings, lists, texts, numbers and days.
Section = Mapping[str, Any]


def files_of(content: CampaignContent) -> dict[str, str]:
    """Return the files of a campaign's folder by their names in it."""
    files = {
        CAMPAIGN_FILE: _page(*_campaign(content)),
        LETTERS_FILE: _page(*_letters(content)),
    }
    for item in content.recommendations:
        name = f"{RECOMMENDATIONS_FOLDER}/{item.position:02}-{item.slug}.yaml"
        files[name] = _page(_recommendation(item))
    return files


def write(content: CampaignContent, folder: Path) -> None:
    """Write a campaign's folder; other recommendations in it go, any other file stays.

    Raises OSError.
    """
    files = files_of(content)
    (folder / RECOMMENDATIONS_FOLDER).mkdir(parents=True, exist_ok=True)
    for path in (folder / RECOMMENDATIONS_FOLDER).glob("*.yaml"):
        if f"{RECOMMENDATIONS_FOLDER}/{path.name}" not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _campaign(content: CampaignContent) -> Iterator[Section]:
    facts: dict[str, Any] = {
        "slug": content.slug,
        "position": content.position,
        "jurisdiction": content.jurisdiction,
        "status": content.status.value,
        "starts_on": content.starts_on,
        "not_after": content.not_after,
        "goal": content.goal,
        "time_zone": content.time_zone,
        "platform_date": _line(content.platform_date),
        "contact": _line(content.contact),
    }
    if content.statewide:
        facts["statewide"] = list(content.statewide)
    if content.chambers:
        facts["chambers"] = [chamber.value for chamber in content.chambers]
    yield facts
    yield {
        "title": _phrase(content.title, 1),
        "organization": _phrase(content.organization, 1),
        "tagline": _phrase(content.tagline, 1),
        "summary": _phrase(content.summary, 1),
    }
    about = []
    for section in content.about:
        part: dict[str, Any] = {
            "heading": _phrase(section.heading, 3),
            "text": _phrase(section.text, 3),
        }
        if section.points:
            part["points"] = [_phrase(point, 4) for point in section.points]
        about.append(part)
    yield {"about": about}


def _letters(content: CampaignContent) -> Iterator[Section]:
    letter = content.letter
    yield {"greeting": _phrase(letter.greeting, 1)}
    yield {"sign_off": _phrase(letter.sign_off, 1)}
    yield {"subjects": _phrases(letter.subjects)}
    yield {"openings": _phrases(letter.openings)}
    yield {"closings": _phrases(letter.closings)}
    if letter.committee_closings:
        yield {
            "committee_closings": {
                subject: [_phrase(phrase, 3) for phrase in phrases]
                for subject, phrases in letter.committee_closings.items()
            }
        }


def _recommendation(item: Recommendation) -> Section:
    return {
        "slug": item.slug,
        "title": _phrase(item.title, 1),
        "topic": _phrase(item.topic, 1),
        "summary": _phrase(item.summary, 1),
        "ask": _phrase(item.ask, 1),
        "means": _phrase(item.means, 1),
        "affected": _phrase(item.affected, 1),
        "prompts": _phrases(item.prompts),
        "examples": _phrases(item.examples),
        "paragraphs": [
            {"full": _phrase(paragraph.full, 3), "short": _phrase(paragraph.short, 3)}
            for paragraph in item.paragraphs
        ],
    }


def _phrases(phrases: Sequence[Phrase]) -> list[dict[str, str]]:
    return [_phrase(phrase, 2) for phrase in phrases]


def _phrase(phrase: Phrase, depth: int) -> dict[str, str]:
    """Return a text's languages; `depth` is how many times its keys are indented."""
    return {"en": _text(phrase.en, depth), "es": _text(phrase.es, depth)}


def _text(text: str, depth: int) -> str:
    """Return a text as it is written: in its key's line where it fits, else folded beneath."""
    line = _line(text)
    quotes = 2 if isinstance(line, DoubleQuotedScalarString) else 0
    if len("xx: ") + depth * INDENT + len(text) + quotes <= WIDTH:
        return line
    folded = FoldedScalarString(text)
    ends = []
    end = -1
    for part in wrap(text, WIDTH - (depth + 1) * INDENT, break_on_hyphens=False):
        end += len(part) + 1
        ends.append(end)
    folded.fold_pos = ends[:-1]  # Where the library folds a text.
    return folded  # type: ignore[no-any-return]  # The library has no types; it is a str.


def _line(text: str) -> str:
    """Return a text for one line, in quotation marks where it would be read as something else."""
    written = _dump({"x": text}).removeprefix("x:").strip()
    return text if written == text else DoubleQuotedScalarString(text)


def _page(*sections: Section) -> str:
    """Return a page; an empty line parts its sections."""
    return "\n".join(_dump(section) for section in sections)


def _dump(section: Section) -> str:
    yaml = YAML()
    yaml.indent(mapping=INDENT, sequence=2 * INDENT, offset=INDENT)
    yaml.width = ENDLESS
    stream = StringIO()
    yaml.dump(CommentedMap(section), stream)
    return stream.getvalue()
