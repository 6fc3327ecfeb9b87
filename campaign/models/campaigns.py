"""Campaigns, their recommendations, and the parts that letters are made of."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.content import CampaignStatus, EditionSource


class PartKind(StrEnum):
    """The kinds of letter parts."""

    SUBJECT = "subject"
    OPENING = "opening"
    BODY_FULL = "body_full"
    BODY_SHORT = "body_short"
    CLOSING = "closing"
    GREETING = "greeting"
    SIGN_OFF = "sign_off"
    COMMITTEE_EDUCATION = "committee_education"
    COMMITTEE_BUDGET = "committee_budget"
    COMMITTEE_APPROPRIATIONS = "committee_appropriations"


COMMITTEE_KINDS = {
    "education": PartKind.COMMITTEE_EDUCATION,
    "budget": PartKind.COMMITTEE_BUDGET,
    "appropriations": PartKind.COMMITTEE_APPROPRIATIONS,
}
"""The kind of the closings for members of a committee, by what it decides on."""


class Campaign(Base):
    """One call to elected officials."""

    __tablename__ = "campaigns"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    jurisdiction: Mapped[str] = mapped_column(String(80))
    status: Mapped[CampaignStatus] = mapped_column(words(CampaignStatus, "status"))
    starts_on: Mapped[date]
    not_after: Mapped[date | None]
    statewide: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The offices of the whole state to which letters go too, apart by spaces."""
    chambers: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """The chambers whose members letters go to, apart by spaces; every one where it is empty."""
    platform_date: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    time_zone: Mapped[str] = mapped_column(String(60))
    goal: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    loaded_at: Mapped[datetime]


class CampaignText(Base):
    """A campaign's words in one language."""

    __tablename__ = "campaign_texts"
    __table_args__ = (UniqueConstraint("campaign_id", "locale"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    locale: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    organization: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text, default="{}")
    """A JSON object: `tagline`, and `about`, a list of {heading, text, points}."""


class Recommendation(Base):
    """One of a campaign's recommendations."""

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("campaign_id", "position"),
        UniqueConstraint("campaign_id", "slug"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]


class RecommendationText(Base):
    """A recommendation's words in one language."""

    __tablename__ = "recommendation_texts"
    __table_args__ = (UniqueConstraint("recommendation_id", "locale"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    recommendation_id: Mapped[str] = mapped_column(ForeignKey("recommendations.id"))
    locale: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(80))
    """A few words that fit into a subject line."""
    summary: Mapped[str] = mapped_column(Text)
    ask: Mapped[str] = mapped_column(Text)
    prompts: Mapped[str] = mapped_column(Text)
    """A JSON list of strings."""
    means: Mapped[str] = mapped_column(Text, default="", server_default="")
    affected: Mapped[str] = mapped_column(Text, default="", server_default="")
    examples: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """A JSON list of strings."""


class LetterPart(Base):
    """One variant of one part of a letter; a row is never edited, a new version is a new row."""

    __tablename__ = "letter_parts"
    __table_args__ = (
        Index(
            "uq_letter_parts_place",
            "campaign_id",
            "recommendation_id",
            "kind",
            "locale",
            "variant",
            "version",
            unique=True,
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    recommendation_id: Mapped[str | None] = mapped_column(ForeignKey("recommendations.id"))
    kind: Mapped[PartKind] = mapped_column(words(PartKind, "kind"))
    locale: Mapped[str] = mapped_column(String(8))
    variant: Mapped[int]
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(default=False)


class CampaignEdition(Base):
    """One published version of a campaign, whole as it was published; append-only."""

    __tablename__ = "campaign_editions"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    version: Mapped[int]
    source: Mapped[EditionSource] = mapped_column(words(EditionSource, "source"))
    note: Mapped[str] = mapped_column(String(300), default="")
    """What changed, in a sentence of whoever published it; empty where it came from a folder."""
    content: Mapped[str] = mapped_column(Text)
    """The content as JSON."""
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """None where it came from a terminal of the server."""
    published_at: Mapped[datetime]


class CampaignDraft(Base):
    """What staff have edited of a campaign and not published yet, whole; one a campaign."""

    __tablename__ = "campaign_drafts"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    """A campaign that was never published has no other row."""
    content: Mapped[str] = mapped_column(Text)
    """The content as JSON; texts may be missing from it."""
    base_version: Mapped[int]
    """The version that was published when the draft was begun; 0 where none was."""
    staff_member_id: Mapped[str | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who edited it last."""
    edited_at: Mapped[datetime]
