"""Recommendations as the public pages show them."""

from dataclasses import dataclass

from flask import url_for

from campaign.queries.campaigns import CampaignPage, RecommendationPage


@dataclass(frozen=True, slots=True)
class RecommendationLink:
    """One recommendation and the address of its page."""

    number: int
    slug: str
    title: str
    summary: str
    ask: str
    prompts: tuple[str, ...]
    means: str
    affected: str
    url: str


def recommendation_link(item: RecommendationPage) -> RecommendationLink:
    """Return one recommendation with its address."""
    return RecommendationLink(
        number=item.position,
        slug=item.slug,
        title=item.title,
        summary=item.summary,
        ask=item.ask,
        prompts=item.prompts,
        means=item.means,
        affected=item.affected,
        url=url_for("pages.recommendation", slug=item.slug),
    )


def neighbours(
    page: CampaignPage, item: RecommendationPage
) -> tuple[RecommendationLink | None, RecommendationLink | None]:
    """Return the recommendations before and after one, where there are any."""
    place = page.recommendations.index(item)
    before = page.recommendations[place - 1] if place else None
    after = page.recommendations[place + 1 : place + 2]
    return (
        recommendation_link(before) if before else None,
        recommendation_link(after[0]) if after else None,
    )
