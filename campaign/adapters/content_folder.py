"""Campaign folders on disk: read into content, or refused with every fault, its line and cure."""

import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

from campaign.adapters.content_page import Node, Page, Rule
from campaign.domain.content import (
    BrokenContent,
    CampaignContent,
    CampaignStatus,
    ContentError,
    LetterTexts,
    Paragraph,
    Recommendation,
    Section,
)
from campaign.domain.roster import SUBJECTS

CAMPAIGN_FILE = "campaign.yaml"
LETTERS_FILE = "letters.yaml"
RECOMMENDATIONS_FOLDER = "recommendations"

LEAST_SUBJECTS = 4
LEAST_OPENINGS = 4
LEAST_CLOSINGS = 2
LEAST_PARAGRAPHS = 2
PROMPTS = 3

STORY_ROOM = 500
"""Characters that the longest shared text leaves for the writer's own story."""

_ROLE = frozenset({"role"})
FULL = Rule(least=300, most=480)
SHORT = Rule(least=150, most=300)
CLOSING = Rule(least=60, most=160)
COMMITTEE_CLOSING = Rule(least=60, most=160, allowed=_ROLE)
"""One full, two short and a closing of either kind, each two characters apart, leave the story its
room."""

TITLE = Rule(most=160)
NAME = Rule(most=160, may_match=True)
TOPIC = Rule(most=60)
SUMMARY = Rule(least=40, most=160)
ASK = Rule(least=30, most=200)
PROMPT = Rule(least=20, most=140)
TAGLINE = Rule(most=140)
INTRODUCTION = Rule(least=80, most=480)
HEADING = Rule(most=80)
SECTION = Rule(least=40, most=800)
POINT = Rule(most=240)

_NAMES = frozenset({"title", "family_name"})
_PLACE = frozenset({"city", "district"})
GREETING = Rule(most=60, allowed=_NAMES, required=_NAMES)
SIGN_OFF = Rule(most=30)
OPENING = Rule(most=110, allowed=_PLACE, required=_PLACE)
SUBJECT = Rule(most=120, allowed=frozenset({"district", "topic"}), required=frozenset({"topic"}))

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBERED = re.compile(r"(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)\.yaml")
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
        raise BrokenContent(tuple(sorted(errors)))
    return tuple(sorted(contents, key=lambda content: (content.position, content.slug)))


def read_all(root: Path) -> tuple[CampaignContent, ...]:
    """Read every campaign folder in a folder. Raises BrokenContent like `read`."""
    folders = [path for path in root.glob("[!._]*") if path.is_dir()]
    if not folders:
        problem = "there is no campaign in this folder"
        raise BrokenContent((ContentError(str(root), 1, problem, "Add a folder for one"),))
    return read_each(folders)


def _campaign(folder: Path, errors: list[ContentError]) -> CampaignContent:
    fields = Page(folder / CAMPAIGN_FILE, errors).fields(
        "slug", "position", "jurisdiction", "status", "starts_on", "not_after", "goal",
        "time_zone", "platform_date", "contact", "title", "organization", "tagline",
        "summary", "about", optional=("statewide",),
    )  # fmt: skip
    content = CampaignContent(
        slug=_slug(fields["slug"], folder.resolve().name),
        position=fields["position"].whole_number(),
        jurisdiction=_matching(fields["jurisdiction"], _SLUG, "Write it like california"),
        status=CampaignStatus(fields["status"].choice([*CampaignStatus])),
        starts_on=fields["starts_on"].day(),
        not_after=fields["not_after"].day_or_none(),
        goal=fields["goal"].whole_number(),
        time_zone=fields["time_zone"].choice(available_timezones()),
        platform_date=fields["platform_date"].text(Rule(most=40)),
        contact=_matching(fields["contact"], _ADDRESS, "Write an e-mail address"),
        title=fields["title"].phrase(TITLE),
        organization=fields["organization"].phrase(NAME),
        tagline=fields["tagline"].phrase(TAGLINE),
        summary=fields["summary"].phrase(INTRODUCTION),
        about=tuple(_section(node) for node in fields["about"].items(least=1)),
        recommendations=_recommendations(folder / RECOMMENDATIONS_FOLDER, errors),
        letter=_letter_texts(Page(folder / LETTERS_FILE, errors)),
        statewide=tuple(
            _matching(node, _SLUG, "Write an office like governor")
            for node in fields["statewide"].items()
        ),
    )
    if content.not_after and content.not_after < content.starts_on:
        fields["not_after"].fault("it is before starts_on", "Leave it empty, or take a later day")
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
        problem = "there are no recommendations"
        errors.append(ContentError(str(folder), 1, problem, "Add 01-<slug>.yaml"))
    slugs: set[str] = set()
    return tuple(
        _recommendation(path, position, slugs, errors) for position, path in enumerate(paths, 1)
    )


def _recommendation(
    path: Path, position: int, slugs: set[str], errors: list[ContentError]
) -> Recommendation:
    page = Page(path, errors)
    fields = page.fields("slug", "title", "topic", "summary", "ask", "prompts", "paragraphs")
    slug = _slug(fields["slug"], _named(page, position))
    if slug in slugs:
        fields["slug"].fault(f"the slug {slug} is taken", "Give each recommendation its own slug")
    slugs.add(slug)
    return Recommendation(
        slug=slug,
        position=position,
        title=fields["title"].phrase(TITLE),
        topic=fields["topic"].phrase(TOPIC),
        summary=fields["summary"].phrase(SUMMARY),
        ask=fields["ask"].phrase(ASK),
        prompts=fields["prompts"].phrases(PROMPT, least=PROMPTS, most=PROMPTS),
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
        page.fault(
            1, "the file's name is not a number and a slug", "Name it like 04-basic-needs.yaml"
        )
        return ""
    if int(match[1]) != position:
        page.fault(
            1,
            f"the number {match[1]} is out of order, {position:02} was expected",
            "Number the files 01, 02, 03 and on, without a gap or a double",
        )
    return match[2]


def _slug(node: Node, expected: str) -> str:
    slug = _matching(node, _SLUG, "Use small letters, digits and hyphens")
    if slug and expected and slug != expected:
        node.fault(f"{slug} is not the name on disk, {expected}", "Make the two the same")
    return slug


def _matching(node: Node, pattern: re.Pattern[str], cure: str) -> str:
    text = node.text(Rule(most=80))
    if text and not pattern.fullmatch(text):
        node.fault(f"{text!r} is not well formed", cure)
    return text
