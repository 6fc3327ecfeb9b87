"""Looks at campaigns: for a page in one language, or whole, as letters are composed from it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from campaign.db import db
from campaign.domain.content import (
    REHEARSAL,
    CampaignStatus,
    LetterTexts,
    Paragraph,
    Phrase,
    Recommendation,
    is_open,
)
from campaign.domain.errors import NotFound
from campaign.domain.places import Chamber
from campaign.models import campaigns
from campaign.models.campaigns import (
    COMMITTEE_KINDS,
    Campaign,
    CampaignText,
    LetterPart,
    PartKind,
    RecommendationText,
)
from campaign.queries.known_texts import KnownTexts, known_texts


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A part of what a campaign tells about itself, in one language."""

    heading: str
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """A recommendation in one language."""

    id: str
    slug: str
    position: int
    title: str
    summary: str
    ask: str
    prompts: tuple[str, ...]
    means: str
    affected: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign in one language, its recommendations in their order."""

    id: str
    slug: str
    jurisdiction: str
    status: CampaignStatus
    starts_on: date
    not_after: date | None
    goal: int
    time_zone: str
    platform_date: str
    contact: str
    title: str
    organization: str
    tagline: str
    summary: str
    about: tuple[SectionPage, ...]
    recommendations: tuple[RecommendationPage, ...]
    position: int
    chambers: tuple[Chamber, ...]
    """The chambers whose members letters go to; every chamber where none is named."""

    def is_open(self, on: date) -> bool:
        """Say whether the campaign takes letters on a day."""
        return is_open(self.status, self.starts_on, self.not_after, on)

    def recommendation(self, slug: str) -> RecommendationPage:
        """Return one recommendation. Raises NotFound."""
        for item in self.recommendations:
            if item.slug == slug:
                return item
        raise NotFound(slug)


@dataclass(frozen=True, slots=True)
class LetterKit:
    """What a campaign's letters are composed from, in every language, by recommendation slug."""

    campaign_id: str
    texts: LetterTexts
    recommendations: Mapping[str, Recommendation]
    recommendation_ids: Mapping[str, str]
    statewide: tuple[str, ...]
    """The offices of the whole state to which letters go too."""
    chambers: tuple[Chamber, ...]
    known: KnownTexts


def campaign_slugs() -> tuple[str, ...]:
    """Return every campaign, the one at the root first; a rehearsal is none."""
    order = select(Campaign.slug).order_by(Campaign.position, Campaign.slug)
    return tuple(db.session.scalars(order.where(Campaign.slug != REHEARSAL)))


def published_slugs() -> tuple[str, ...]:
    """Return the campaigns that are no drafts, the one at the root first."""
    published = select(Campaign.slug).where(Campaign.status != CampaignStatus.DRAFT)
    return tuple(db.session.scalars(published.order_by(Campaign.position, Campaign.slug)))


def campaign_page(slug: str, locale: str) -> CampaignPage:
    """Return a campaign in one language. Raises NotFound, for a rehearsal too."""
    row = db.session.execute(
        select(Campaign, CampaignText)
        .join(CampaignText, CampaignText.campaign_id == Campaign.id)
        .where(Campaign.slug == slug, Campaign.slug != REHEARSAL, CampaignText.locale == locale)
    ).one_or_none()
    if row is None:
        raise NotFound(slug)
    campaign, text = row
    facts = json.loads(text.facts)
    return CampaignPage(
        id=campaign.id,
        slug=campaign.slug,
        jurisdiction=campaign.jurisdiction,
        status=campaign.status,
        starts_on=campaign.starts_on,
        not_after=campaign.not_after,
        goal=campaign.goal,
        time_zone=campaign.time_zone,
        platform_date=campaign.platform_date,
        contact=campaign.contact,
        title=text.title,
        organization=text.organization,
        tagline=facts["tagline"],
        summary=text.summary,
        about=tuple(
            SectionPage(section["heading"], section["text"], tuple(section["points"]))
            for section in facts["about"]
        ),
        recommendations=_recommendation_pages(campaign.id, locale),
        position=campaign.position,
        chambers=_chambers(campaign.chambers),
    )


def letter_kit(slug: str) -> LetterKit:
    """Return what a campaign's letters are composed from. Raises NotFound."""
    found = db.session.execute(
        select(Campaign.id, Campaign.statewide, Campaign.chambers).where(Campaign.slug == slug)
    ).one_or_none()
    if found is None:
        raise NotFound(slug)
    campaign_id, statewide, chambers = found
    written = _parts(campaign_id)
    parts = _current_parts(written)
    shared = parts[None]
    rows = db.session.scalars(
        select(campaigns.Recommendation)
        .where(campaigns.Recommendation.campaign_id == campaign_id)
        .order_by(campaigns.Recommendation.position)
    ).all()
    texts = _recommendation_texts(campaign_id)
    return LetterKit(
        campaign_id=campaign_id,
        texts=LetterTexts(
            greeting=shared[PartKind.GREETING][0],
            sign_off=shared[PartKind.SIGN_OFF][0],
            subjects=shared[PartKind.SUBJECT],
            openings=shared[PartKind.OPENING],
            closings=shared[PartKind.CLOSING],
            committee_closings={
                subject: shared[kind] for subject, kind in COMMITTEE_KINDS.items() if kind in shared
            },
        ),
        recommendations={
            row.slug: _recommendation(row, texts[row.id], parts[row.id]) for row in rows
        },
        recommendation_ids={row.slug: row.id for row in rows},
        statewide=tuple(statewide.split()),
        chambers=_chambers(chambers),
        known=known_texts(written, {row.id: row.slug for row in rows}),
    )


def _chambers(names: str) -> tuple[Chamber, ...]:
    return tuple(Chamber(name) for name in names.split())


def _recommendation_pages(campaign_id: str, locale: str) -> tuple[RecommendationPage, ...]:
    rows = db.session.execute(
        select(campaigns.Recommendation, RecommendationText)
        .join(
            RecommendationText, RecommendationText.recommendation_id == campaigns.Recommendation.id
        )
        .where(
            campaigns.Recommendation.campaign_id == campaign_id, RecommendationText.locale == locale
        )
        .order_by(campaigns.Recommendation.position)
    )
    return tuple(
        RecommendationPage(
            id=row.id,
            slug=row.slug,
            position=row.position,
            title=text.title,
            summary=text.summary,
            ask=text.ask,
            prompts=tuple(json.loads(text.prompts)),
            means=text.means,
            affected=text.affected,
            examples=tuple(json.loads(text.examples)),
        )
        for row, text in rows
    )


def _recommendation_texts(campaign_id: str) -> dict[str, dict[str, RecommendationText]]:
    """Return the texts of a campaign's recommendations, by recommendation id and language."""
    rows = db.session.scalars(
        select(RecommendationText)
        .join(campaigns.Recommendation)
        .where(campaigns.Recommendation.campaign_id == campaign_id)
    )
    texts: dict[str, dict[str, RecommendationText]] = defaultdict(dict)
    for row in rows:
        texts[row.recommendation_id][row.locale] = row
    return texts


def _parts(campaign_id: str) -> Sequence[LetterPart]:
    """Return every letter part that was ever written, the oldest version first."""
    return db.session.scalars(
        select(LetterPart)
        .where(LetterPart.campaign_id == campaign_id)
        .order_by(LetterPart.variant, LetterPart.version)
    ).all()


def _current_parts(
    rows: Sequence[LetterPart],
) -> dict[str | None, dict[PartKind, tuple[Phrase, ...]]]:
    """Return the letter parts in force, by recommendation id or none and by kind."""
    latest = {(row.recommendation_id, row.kind, row.variant, row.locale): row for row in rows}
    words: dict[tuple[str | None, PartKind, int], dict[str, str]] = defaultdict(dict)
    for (recommendation_id, kind, variant, locale), row in latest.items():
        if not row.retired:
            words[recommendation_id, kind, variant][locale] = row.text
    parts: dict[str | None, dict[PartKind, tuple[Phrase, ...]]] = defaultdict(dict)
    for (recommendation_id, kind, _), texts in words.items():
        before = parts[recommendation_id].get(kind, ())
        parts[recommendation_id][kind] = (*before, Phrase(**texts))
    return parts


def _recommendation(
    row: campaigns.Recommendation,
    texts: Mapping[str, RecommendationText],
    parts: Mapping[PartKind, tuple[Phrase, ...]],
) -> Recommendation:
    by_locale = texts.items()
    return Recommendation(
        slug=row.slug,
        position=row.position,
        title=Phrase(**{locale: text.title for locale, text in by_locale}),
        topic=Phrase(**{locale: text.topic for locale, text in by_locale}),
        summary=Phrase(**{locale: text.summary for locale, text in by_locale}),
        ask=Phrase(**{locale: text.ask for locale, text in by_locale}),
        prompts=_pairs({locale: text.prompts for locale, text in by_locale}),
        means=Phrase(**{locale: text.means for locale, text in by_locale}),
        affected=Phrase(**{locale: text.affected for locale, text in by_locale}),
        examples=_pairs({locale: text.examples for locale, text in by_locale}),
        paragraphs=tuple(
            Paragraph(full, short)
            for full, short in zip(
                parts[PartKind.BODY_FULL], parts[PartKind.BODY_SHORT], strict=True
            )
        ),
    )


def _pairs(lists: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Return the phrases of a JSON list that stands in each language."""
    read = {locale: json.loads(text) for locale, text in lists.items()}
    return tuple(Phrase(en, es) for en, es in zip(read["en"], read["es"], strict=True))
