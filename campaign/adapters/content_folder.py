"""Campaign folders on disk: read into content, or refused with every fault, its line and cure."""

import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

from campaign.adapters.content_page import Node, Page
from campaign.domain.content import (
    CampaignContent,
    CampaignStatus,
    LetterTexts,
    Paragraph,
    Recommendation,
    Section,
)
from campaign.domain.content_faults import BrokenContent, ContentError, Fault
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
    LEAST_CLOSINGS,
    LEAST_OPENINGS,
    LEAST_PARAGRAPHS,
    LEAST_SUBJECTS,
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
from campaign.domain.places import Chamber
from campaign.domain.roster import SUBJECTS

CAMPAIGN_FILE = "campaign.yaml"
LETTERS_FILE = "letters.yaml"
RECOMMENDATIONS_FOLDER = "recommendations"
HOUSES = (Chamber.UPPER, Chamber.LOWER)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERED = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.yaml")
_ABOUT_IT = ("means", "affected", "prompts", "examples")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def read(folder: Path) -> CampaignContent:
    """Read one campaign's folder. Raises BrokenContent with every fault that is in it."""
    (content,) = read_each([folder])
    return content


def read_each(folders: Iterable[Path]) -> tuple[CampaignContent, ...]:
    """Read several campaigns' folders, in their order. Raises BrokenContent like `read`."""
    errors: list[ContentError] = []
    contents = [_campaign(folder, errors) for folder in folders]
    if errors:
        raise BrokenContent(tuple(sorted(errors, key=lambda each: (each.file, each.line))))
    return tuple(sorted(contents, key=lambda content: (content.position, content.slug)))


def read_all(root: Path) -> tuple[CampaignContent, ...]:
    """Read every campaign folder in a folder. Raises BrokenContent like `read`."""
    folders = [path for path in root.glob("[!._]*") if path.is_dir()]
    if not folders:
        raise BrokenContent((ContentError(str(root), 1, "", Fault("no_campaign")),))
    return read_each(folders)


def _campaign(folder: Path, errors: list[ContentError]) -> CampaignContent:
    fields = Page(folder / CAMPAIGN_FILE, errors).fields(
        "slug", "position", "jurisdiction", "status", "starts_on", "not_after", "goal",
        "time_zone", "platform_date", "contact", "title", "organization", "tagline",
        "summary", "about", optional=("statewide", "chambers"),
    )  # fmt: skip
    content = CampaignContent(
        slug=_slug(fields["slug"], folder.resolve().name),
        position=fields["position"].whole_number(),
        jurisdiction=_matching(fields["jurisdiction"], _SLUG, "jurisdiction_malformed"),
        status=CampaignStatus(fields["status"].choice([*CampaignStatus])),
        starts_on=fields["starts_on"].day(),
        not_after=fields["not_after"].day_or_none(),
        goal=fields["goal"].whole_number(),
        time_zone=fields["time_zone"].choice(available_timezones()),
        platform_date=fields["platform_date"].text(Rule(most=40)),
        contact=_matching(fields["contact"], _ADDRESS, "address_malformed"),
        title=fields["title"].phrase(TITLE),
        organization=fields["organization"].phrase(NAME),
        tagline=fields["tagline"].phrase(TAGLINE),
        summary=fields["summary"].phrase(INTRODUCTION),
        about=tuple(_section(node) for node in fields["about"].items(least=1)),
        recommendations=_recommendations(folder / RECOMMENDATIONS_FOLDER, errors),
        letter=_letter_texts(Page(folder / LETTERS_FILE, errors)),
        statewide=tuple(
            _matching(node, _SLUG, "office_malformed") for node in fields["statewide"].items()
        ),
        chambers=tuple(Chamber(node.choice(HOUSES)) for node in fields["chambers"].items()),
    )
    if content.not_after and content.not_after < content.starts_on:
        fields["not_after"].fault("ends_before_start")
    return content


def _section(node: Node) -> Section:
    fields = node.fields("heading", "text", optional=("points",))
    return Section(
        heading=fields["heading"].phrase(HEADING),
        text=fields["text"].phrase(SECTION),
        points=tuple(point.phrase(POINT) for point in fields["points"].items()),
    )


def _letter_texts(page: Page) -> LetterTexts:
    fields = page.fields(
        "greeting",
        "sign_off",
        "subjects",
        "openings",
        "closings",
        optional=("committee_closings",),
    )
    committees = fields["committee_closings"].fields(optional=SUBJECTS)
    return LetterTexts(
        greeting=fields["greeting"].phrase(GREETING),
        sign_off=fields["sign_off"].phrase(SIGN_OFF),
        subjects=fields["subjects"].phrases(SUBJECT, least=LEAST_SUBJECTS),
        openings=fields["openings"].phrases(OPENING, least=LEAST_OPENINGS),
        closings=fields["closings"].phrases(CLOSING, least=LEAST_CLOSINGS),
        committee_closings={
            subject: closings
            for subject in SUBJECTS
            if (closings := committees[subject].phrases(COMMITTEE_CLOSING, least=0))
        },
    )


def _recommendations(folder: Path, errors: list[ContentError]) -> tuple[Recommendation, ...]:
    paths = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    if not paths:
        errors.append(ContentError(str(folder), 1, "", Fault("no_recommendations")))
    slugs: set[str] = set()
    return tuple(
        _recommendation(path, position, slugs, errors) for position, path in enumerate(paths, 1)
    )


def _recommendation(
    path: Path, position: int, slugs: set[str], errors: list[ContentError]
) -> Recommendation:
    page = Page(path, errors)
    fields = page.fields("slug", "title", "topic", "summary", "ask", *_ABOUT_IT, "paragraphs")
    slug = _slug(fields["slug"], _named(page, position))
    if slug in slugs:
        fields["slug"].fault("slug_taken", slug=slug)
    slugs.add(slug)
    return Recommendation(
        slug=slug,
        position=position,
        title=fields["title"].phrase(TITLE),
        topic=fields["topic"].phrase(TOPIC),
        summary=fields["summary"].phrase(SUMMARY),
        ask=fields["ask"].phrase(ASK),
        prompts=fields["prompts"].phrases(PROMPT, least=PROMPTS, most=PROMPTS),
        means=fields["means"].phrase(MEANS),
        affected=fields["affected"].phrase(AFFECTED),
        examples=fields["examples"].phrases(EXAMPLE, least=EXAMPLES, most=EXAMPLES),
        paragraphs=tuple(
            _paragraph(node) for node in fields["paragraphs"].items(least=LEAST_PARAGRAPHS)
        ),
    )


def _paragraph(node: Node) -> Paragraph:
    fields = node.fields("full", "short")
    return Paragraph(full=fields["full"].phrase(FULL), short=fields["short"].phrase(SHORT))


def _named(page: Page, position: int) -> str:
    """Return the slug in a recommendation's file name; its number must be its place."""
    match = _NUMBERED.fullmatch(page.path.name)
    if match is None:
        page.fault(1, "file_misnamed")
        return ""
    if int(match[1]) != position:
        page.fault(1, "out_of_order", number=match[1], expected=f"{position:02}")
    return match[2]


def _slug(node: Node, expected: str) -> str:
    slug = _matching(node, _SLUG, "slug_malformed")
    if slug and expected and slug != expected:
        node.fault("slug_differs", slug=slug, name=expected)
    return slug


def _matching(node: Node, pattern: re.Pattern[str], fault: str) -> str:
    text = node.text(Rule(most=80))
    if text and not pattern.fullmatch(text):
        node.fault(fault, text=repr(text))
    return text
