"""Looks at all that a file can be narrowed by."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from campaign.db import db
from campaign.domain.content import LOCALES
from campaign.domain.exports import ExportOrder
from campaign.domain.places import Chamber, DistrictRef, number_order
from campaign.models.campaigns import Campaign, Recommendation, RecommendationText
from campaign.models.partners import Partner, Source
from campaign.models.places import District


@dataclass(frozen=True, slots=True)
class DistrictChoice:
    """A district by which a file can be narrowed."""

    ocd_id: str
    jurisdiction: str
    chamber: Chamber
    number: str


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """All that a file can be narrowed by: what stands in a filter, and what people read."""

    campaigns: Sequence[tuple[str, str]]
    districts: Sequence[DistrictChoice]
    sources: Sequence[tuple[str, str]]
    partners: Sequence[tuple[str, str]]
    recommendations: Sequence[tuple[str, str]]

    def knows(self, order: ExportOrder) -> dict[str, bool]:
        """Tell of each part of an order that names something whether it is there."""
        filters = order.filters
        for_partner = order.purpose.partner_slug if order.purpose else ""
        named = {
            "campaign": (filters.campaign, [slug for slug, _ in self.campaigns]),
            "district": (filters.district, [district.ocd_id for district in self.districts]),
            "source": (filters.source, [code for code, _ in self.sources]),
            "partner": (filters.partner, [slug for slug, _ in self.partners]),
            "language": (filters.language, list(LOCALES)),
            "recommendation": (filters.recommendation, [slug for slug, _ in self.recommendations]),
            "purpose": (for_partner, [slug for slug, _ in self.partners]),
        }
        return {name: not text or text in known for name, (text, known) in named.items()}


def choices(locale: str) -> ExportChoices:
    """Return what a file can be narrowed by; names are in one language."""
    named = (
        select(Recommendation.slug, RecommendationText.title)
        .join(RecommendationText, RecommendationText.recommendation_id == Recommendation.id)
        .join(Campaign, Campaign.id == Recommendation.campaign_id)
        .where(RecommendationText.locale == locale)
        .order_by(Campaign.position, Recommendation.position)
    )
    return ExportChoices(
        campaigns=_pairs(select(Campaign.slug, Campaign.slug).order_by(Campaign.position)),
        districts=_districts(),
        sources=_pairs(select(Source.code, Source.label).order_by(Source.code)),
        partners=_pairs(select(Partner.slug, Partner.name).order_by(Partner.name)),
        recommendations=_pairs(named),
    )


def _pairs(statement: Select[str, str]) -> list[tuple[str, str]]:
    """Return each value once, with its label or, where that is empty, itself."""
    rows = db.session.execute(statement)
    return list({value: (value, label or value) for value, label in rows}.values())


def _districts() -> list[DistrictChoice]:
    rows = db.session.execute(
        select(District.ocd_id, District.jurisdiction, District.chamber, District.number).distinct()
    )
    found = [DistrictChoice(*row) for row in rows]
    return sorted(
        found,
        key=lambda each: (
            each.jurisdiction,
            each.chamber,
            number_order(DistrictRef(each.ocd_id, each.chamber, each.number)),
        ),
    )
