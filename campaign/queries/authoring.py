"""Looks at what staff write: campaigns as they are published, and the drafts beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import exists, func, select

from campaign.db import db
from campaign.domain.content import LOCALES, CampaignContent, EditionSource, Phrase, Section
from campaign.domain.content_changes import TextChange, changes, content_fingerprint
from campaign.domain.errors import NotFound
from campaign.models.campaigns import Campaign, CampaignDraft, CampaignEdition, Recommendation
from campaign.models.staff import StaffMember
from campaign.queries.campaigns import campaign_page, letter_kit


@dataclass(frozen=True, slots=True)
class Edition:
    """A published version; `email` is empty where it came from a terminal of the server."""

    version: int
    source: EditionSource
    note: str
    email: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class WorkingDraft:
    """What was edited and is not published; `base_version` was published when it was begun."""

    content: CampaignContent
    base_version: int
    email: str
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Workpiece:
    """A campaign as staff work at it: what is published, and what is not yet."""

    slug: str
    published: CampaignContent | None
    edition: Edition | None
    draft: WorkingDraft | None

    @property
    def content(self) -> CampaignContent:
        """Return what the next edit changes. Raises NotFound."""
        content = self.draft.content if self.draft else self.published
        if content is None:
            raise NotFound(self.slug)
        return content

    def title(self, locale: str) -> str:
        """Return what the campaign is called, its short name where it has no title yet."""
        return self.content.title.read(locale) or self.slug

    @property
    def version(self) -> int:
        """Return the number of the published version, 0 where none was published."""
        return self.edition.version if self.edition else 0

    @property
    def is_behind(self) -> bool:
        """Tell whether something else was published since the draft was begun."""
        return self.draft is not None and self.draft.base_version != self.version

    @property
    def changes(self) -> tuple[TextChange, ...]:
        """Return what publishing the draft would change."""
        return changes(self.published, self.draft.content) if self.draft else ()

    @property
    def fingerprint(self) -> str:
        """Return what stays the same as long as publishing would do the same."""
        return f"{self.version}-{content_fingerprint(self.content)}"


def as_text(content: CampaignContent) -> str:
    """Return a content as JSON."""
    return msgspec.json.encode(content).decode()


def from_text(text: str) -> CampaignContent:
    """Return the content of a text that `as_text` wrote."""
    return msgspec.json.decode(text, type=CampaignContent)


def workpiece(slug: str) -> Workpiece:
    """Return a campaign as staff work at it. Raises NotFound."""
    draft = _draft(slug)
    try:
        published = published_content(slug)
    except NotFound:
        if draft is None:
            raise
        return Workpiece(slug, None, None, draft)
    found = editions(slug)
    return Workpiece(slug, published, found[0] if found else None, draft)


def workpieces() -> list[Workpiece]:
    """Return every campaign that is published or in the making, in the order of the site."""
    slugs = {*_authored(), *db.session.scalars(select(CampaignDraft.slug))}
    found = [workpiece(slug) for slug in slugs]
    return sorted(found, key=lambda piece: (piece.content.position, piece.slug))


def published_content(slug: str) -> CampaignContent:
    """Return a campaign's content as it is published. Raises NotFound."""
    if slug not in _authored():
        raise NotFound(slug)
    en, es = (campaign_page(slug, locale) for locale in LOCALES)
    kit = letter_kit(slug)
    return CampaignContent(
        slug=slug,
        position=en.position,
        jurisdiction=en.jurisdiction,
        status=en.status,
        starts_on=en.starts_on,
        not_after=en.not_after,
        goal=en.goal,
        time_zone=en.time_zone,
        platform_date=en.platform_date,
        contact=en.contact,
        title=Phrase(en.title, es.title),
        organization=Phrase(en.organization, es.organization),
        tagline=Phrase(en.tagline, es.tagline),
        summary=Phrase(en.summary, es.summary),
        about=tuple(
            Section(
                heading=Phrase(here.heading, there.heading),
                text=Phrase(here.text, there.text),
                points=tuple(map(Phrase, here.points, there.points)),
            )
            for here, there in zip(en.about, es.about, strict=True)
        ),
        recommendations=tuple(kit.recommendations.values()),
        letter=kit.texts,
        statewide=kit.statewide,
        chambers=kit.chambers,
    )


def editions(slug: str) -> Sequence[Edition]:
    """Return a campaign's published versions, the newest first."""
    rows = db.session.execute(
        select(
            CampaignEdition.version,
            CampaignEdition.source,
            CampaignEdition.note,
            func.coalesce(StaffMember.email, ""),
            CampaignEdition.published_at,
        )
        .join(Campaign, Campaign.id == CampaignEdition.campaign_id)
        .outerjoin(StaffMember, StaffMember.id == CampaignEdition.staff_member_id)
        .where(Campaign.slug == slug)
        .order_by(CampaignEdition.version.desc())
    )
    return [Edition(*row) for row in rows]


def edition_content(slug: str, version: int) -> CampaignContent:
    """Return what a campaign said in a version. Raises NotFound."""
    text = db.session.scalar(
        select(CampaignEdition.content)
        .join(Campaign, Campaign.id == CampaignEdition.campaign_id)
        .where(Campaign.slug == slug, CampaignEdition.version == version)
    )
    if text is None:
        raise NotFound(f"{slug} {version}")
    return from_text(text)


def newest_source(campaign_id: str) -> EditionSource | None:
    """Return how a campaign's newest version came; none where no version was kept."""
    return db.session.scalar(
        select(CampaignEdition.source)
        .where(CampaignEdition.campaign_id == campaign_id)
        .order_by(CampaignEdition.version.desc())
        .limit(1)
    )


def _draft(slug: str) -> WorkingDraft | None:
    row = db.session.execute(
        select(CampaignDraft, func.coalesce(StaffMember.email, ""))
        .outerjoin(StaffMember, StaffMember.id == CampaignDraft.staff_member_id)
        .where(CampaignDraft.slug == slug)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    draft, email = row
    return WorkingDraft(from_text(draft.content), draft.base_version, email, draft.edited_at)


def _authored() -> frozenset[str]:
    """Return the campaigns that have recommendations: a rehearsal's has none, and no texts."""
    has_some = exists().where(Recommendation.campaign_id == Campaign.id)
    return frozenset(db.session.scalars(select(Campaign.slug).where(has_some)))
