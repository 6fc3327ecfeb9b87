"""How a campaign's content begins, and how its recommendations are arranged."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from campaign.domain.content import (
    NOTHING,
    CampaignContent,
    CampaignStatus,
    LetterTexts,
    Phrase,
    Recommendation,
)
from campaign.domain.content_pages import page_of, recommendation_of
from campaign.domain.errors import Refused

GOAL = 25
SLUG_LIMIT = 40
SIGN_OFF = Phrase("Sincerely,", "Atentamente,")
GREETING = Phrase("Dear {title} {family_name},", "Estimable {title} {family_name}:")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def blank_content(
    slug: str, *, jurisdiction: str, time_zone: str, starts_on: date, position: int
) -> CampaignContent:
    """Return a campaign that says nothing yet. Raises Refused("slug_malformed")."""
    return CampaignContent(
        slug=_checked(slug),
        position=position,
        jurisdiction=jurisdiction,
        status=CampaignStatus.DRAFT,
        starts_on=starts_on,
        not_after=None,
        goal=GOAL,
        time_zone=time_zone,
        platform_date=str(starts_on.year),
        contact="",
        title=NOTHING,
        organization=NOTHING,
        tagline=NOTHING,
        summary=NOTHING,
        about=(),
        recommendations=(),
        letter=LetterTexts(GREETING, SIGN_OFF, (), (), ()),
    )


def copied(content: CampaignContent, slug: str, *, position: int) -> CampaignContent:
    """Return another campaign that says the same, hidden. Raises Refused("slug_malformed")."""
    return replace(content, slug=_checked(slug), position=position, status=CampaignStatus.DRAFT)


def with_recommendation(content: CampaignContent, slug: str) -> CampaignContent:
    """Return the content with one recommendation more, the last.

    Raises Refused("slug_malformed") and Refused("recommendation_slug_taken").
    """
    if any(item.slug == slug for item in content.recommendations):
        raise Refused("recommendation_slug_taken", slug=slug)
    fresh = Recommendation(
        slug=_checked(slug),
        position=0,
        title=NOTHING,
        topic=NOTHING,
        summary=NOTHING,
        ask=NOTHING,
        prompts=(),
        paragraphs=(),
    )
    return _in_order(content, [*content.recommendations, fresh])


def without_recommendation(content: CampaignContent, slug: str) -> CampaignContent:
    """Return the content without a recommendation. Raises NotFound."""
    gone = recommendation_of(content, page_of(slug))
    return _in_order(content, [item for item in content.recommendations if item is not gone])


def moved_up(content: CampaignContent, slug: str) -> CampaignContent:
    """Return the content with a recommendation one place earlier. Raises NotFound."""
    moving = recommendation_of(content, page_of(slug))
    others = [item for item in content.recommendations if item is not moving]
    place = max(0, content.recommendations.index(moving) - 1)
    return _in_order(content, [*others[:place], moving, *others[place:]])


def _in_order(content: CampaignContent, items: Sequence[Recommendation]) -> CampaignContent:
    numbered = (replace(item, position=place) for place, item in enumerate(items, 1))
    return replace(content, recommendations=tuple(numbered))


def _checked(slug: str) -> str:
    if len(slug) > SLUG_LIMIT or not _SLUG.fullmatch(slug):
        raise Refused("slug_malformed", limit=SLUG_LIMIT)
    return slug
