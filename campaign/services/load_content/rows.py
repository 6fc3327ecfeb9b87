"""Write a content into the rows that the site reads: what is the same stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import Base, as_json, db, new_id
from campaign.domain.content import LOCALES, CampaignContent, EditionSource, Phrase
from campaign.domain.errors import Refused
from campaign.models.campaigns import (
    COMMITTEE_KINDS,
    Campaign,
    CampaignEdition,
    CampaignText,
    LetterPart,
    PartKind,
    Recommendation,
    RecommendationText,
)
from campaign.queries.authoring import as_text

Place = tuple[str | None, PartKind, str, int]
"""Where a letter part belongs: recommendation id or none, kind, locale, variant."""


@dataclass(frozen=True, slots=True)
class ContentReport:
    """What a load changed: rows of texts, letter parts written, letter parts retired."""

    slug: str
    rows: int
    parts: int
    retired: int

    @property
    def unchanged(self) -> bool:
        """Say that everything was already there."""
        return not (self.rows or self.parts or self.retired)


def campaign_row(slug: str, *, now: datetime) -> Campaign:
    """Return a campaign's row, or a fresh one that is not in the database yet."""
    found = db.session.scalar(select(Campaign).where(Campaign.slug == slug))
    return found or Campaign(id=new_id(), loaded_at=now)


def write_content(campaign: Campaign, content: CampaignContent, *, now: datetime) -> ContentReport:
    """Make a campaign's rows hold this content, and say what changed.

    A letter part is never edited: another text, or its end, is a new version. Raises
    Refused("recommendation_gone") when the content lacks a recommendation that was published
    before, for letters may ask for it.
    """
    known = _known_recommendations(campaign.id, content)
    rows = _write(campaign, _campaign_values(content))
    rows += _write_campaign_texts(campaign.id, content)
    rows += _arrange_recommendations(campaign.id, content, known)
    ids = {slug: row.id for slug, row in known.items()}
    rows += _write_recommendation_texts(ids, content)
    parts, retired = _write_parts(campaign.id, dict(_parts(content, ids)))
    report = ContentReport(content.slug, rows, parts, retired)
    if not report.unchanged:
        campaign.loaded_at = now
    return report


def write_edition(  # Which campaign, what it says, whence, by whom, why, when.
    campaign: Campaign,
    content: CampaignContent,
    source: EditionSource,
    *,
    note: str,
    staff_member_id: str | None,
    now: datetime,
) -> int:
    """Keep a content as the campaign's next version, and return its number."""
    newest = select(func.max(CampaignEdition.version)).where(
        CampaignEdition.campaign_id == campaign.id
    )
    version = (db.session.scalar(newest) or 0) + 1
    db.session.add(
        CampaignEdition(
            campaign_id=campaign.id,
            version=version,
            source=source,
            note=note,
            content=as_text(content),
            staff_member_id=staff_member_id,
            published_at=now,
        )
    )
    return version


def _write(row: Base, values: Mapping[str, object]) -> int:
    """Give a row these values, and return how many rows that changed: one or none."""
    changed = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    return int(changed)


def _campaign_values(content: CampaignContent) -> dict[str, object]:
    return {
        "slug": content.slug,
        "position": content.position,
        "jurisdiction": content.jurisdiction,
        "status": content.status,
        "starts_on": content.starts_on,
        "not_after": content.not_after,
        "goal": content.goal,
        "statewide": " ".join(content.statewide),
        "chambers": " ".join(content.chambers),
        "time_zone": content.time_zone,
        "platform_date": content.platform_date,
        "contact": content.contact,
    }


def _write_campaign_texts(campaign_id: str, content: CampaignContent) -> int:
    found = db.session.scalars(select(CampaignText).where(CampaignText.campaign_id == campaign_id))
    rows = {row.locale: row for row in found}
    return sum(
        _write(
            rows.get(locale) or CampaignText(campaign_id=campaign_id, locale=locale),
            {
                "title": content.title.read(locale),
                "organization": content.organization.read(locale),
                "summary": content.summary.read(locale),
                "facts": as_json(_facts(content, locale)),
            },
        )
        for locale in LOCALES
    )


def _facts(content: CampaignContent, locale: str) -> dict[str, object]:
    return {
        "tagline": content.tagline.read(locale),
        "about": [
            {
                "heading": section.heading.read(locale),
                "text": section.text.read(locale),
                "points": [point.read(locale) for point in section.points],
            }
            for section in content.about
        ],
    }


def _known_recommendations(campaign_id: str, content: CampaignContent) -> dict[str, Recommendation]:
    found = select(Recommendation).where(Recommendation.campaign_id == campaign_id)
    known = {row.slug: row for row in db.session.scalars(found)}
    gone = known.keys() - {item.slug for item in content.recommendations}
    if gone:
        raise Refused("recommendation_gone", campaign=content.slug, recommendation=min(gone))
    return known


def _arrange_recommendations(
    campaign_id: str, content: CampaignContent, known: dict[str, Recommendation]
) -> int:
    """Put the recommendations into their order; new ones are added to the known ones."""
    moved = 0
    for item in content.recommendations:
        row = known.get(item.slug)
        if row is not None and row.position != item.position:
            row.position = -row.position
    db.session.flush()  # Positions are unique: those that move step aside first.
    for item in content.recommendations:
        row = known.get(item.slug)
        if row is None:
            row = Recommendation(id=new_id(), campaign_id=campaign_id, slug=item.slug)
            known[item.slug] = row
        moved += _write(row, {"position": item.position})
    db.session.flush()
    return moved


def _write_recommendation_texts(ids: Mapping[str, str], content: CampaignContent) -> int:
    found = db.session.scalars(
        select(RecommendationText).where(RecommendationText.recommendation_id.in_(ids.values()))
    )
    rows = {(row.recommendation_id, row.locale): row for row in found}
    return sum(
        _write(
            rows.get((ids[item.slug], locale))
            or RecommendationText(recommendation_id=ids[item.slug], locale=locale),
            {
                "title": item.title.read(locale),
                "topic": item.topic.read(locale),
                "summary": item.summary.read(locale),
                "ask": item.ask.read(locale),
                "prompts": as_json([prompt.read(locale) for prompt in item.prompts]),
                "means": item.means.read(locale),
                "affected": item.affected.read(locale),
                "examples": as_json([example.read(locale) for example in item.examples]),
            },
        )
        for item in content.recommendations
        for locale in LOCALES
    )


def _parts(content: CampaignContent, ids: Mapping[str, str]) -> Iterator[tuple[Place, str]]:
    """Yield every letter part of the content with its place."""
    letter = content.letter
    yield from _placed(None, PartKind.GREETING, [letter.greeting])
    yield from _placed(None, PartKind.SIGN_OFF, [letter.sign_off])
    yield from _placed(None, PartKind.SUBJECT, letter.subjects)
    yield from _placed(None, PartKind.OPENING, letter.openings)
    yield from _placed(None, PartKind.CLOSING, letter.closings)
    for subject, closings in letter.committee_closings.items():
        yield from _placed(None, COMMITTEE_KINDS[subject], closings)
    for item in content.recommendations:
        full = [paragraph.full for paragraph in item.paragraphs]
        short = [paragraph.short for paragraph in item.paragraphs]
        yield from _placed(ids[item.slug], PartKind.BODY_FULL, full)
        yield from _placed(ids[item.slug], PartKind.BODY_SHORT, short)


def _placed(
    recommendation_id: str | None, kind: PartKind, variants: Sequence[Phrase]
) -> Iterator[tuple[Place, str]]:
    for variant, phrase in enumerate(variants):
        for locale in LOCALES:
            yield (recommendation_id, kind, locale, variant), phrase.read(locale)


def _write_parts(campaign_id: str, wanted: Mapping[Place, str]) -> tuple[int, int]:
    """Write what is new or says something else, retire what is gone; return how many of each."""
    found = db.session.scalars(
        select(LetterPart).where(LetterPart.campaign_id == campaign_id).order_by(LetterPart.version)
    )
    latest = {(row.recommendation_id, row.kind, row.locale, row.variant): row for row in found}
    current = {place: row.text for place, row in latest.items() if not row.retired}
    written = {place: text for place, text in wanted.items() if current.get(place) != text}
    retired = current.keys() - wanted.keys()
    for place, text in [*written.items(), *((place, "") for place in retired)]:
        recommendation_id, kind, locale, variant = place
        before = latest.get(place)
        db.session.add(
            LetterPart(
                campaign_id=campaign_id,
                recommendation_id=recommendation_id,
                kind=kind,
                locale=locale,
                variant=variant,
                version=before.version + 1 if before else 1,
                text=text,
                retired=place in retired,
            )
        )
    return len(written), len(retired)
