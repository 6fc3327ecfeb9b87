"""What a person did: one set of letters, what they asked for, and how they confirm it."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaign.db import Base, Id, new_id, words
from campaign.domain.people import AgeBand


class Action(Base):
    """One person's sending; everything that person said is frozen here and nowhere else."""

    __tablename__ = "actions"
    __table_args__ = (
        Index(None, "email", "name_key"),
        Index(None, "supporter_id"),
        Index(None, "source_id"),
        Index(None, "confirmed_at", "submitted_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    supporter_id: Mapped[str | None] = mapped_column(ForeignKey("supporters.id"))
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"))
    email: Mapped[str] = mapped_column(String(254))
    given_name: Mapped[str] = mapped_column(String(80))
    family_name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    zip: Mapped[str] = mapped_column(String(5))
    age_band: Mapped[AgeBand] = mapped_column(words(AgeBand, "age_band"))
    locale: Mapped[str] = mapped_column(String(8))
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    submission_digest: Mapped[str] = mapped_column(String(64))
    consent_coalition: Mapped[bool] = mapped_column(default=False)
    consent_partner: Mapped[bool] = mapped_column(default=False)
    consent_wording: Mapped[str] = mapped_column(String(20))
    own_words_share: Mapped[float]
    submitted_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    scrubbed_at: Mapped[datetime | None]


NOBODY: dict[str, str] = dict.fromkeys(
    (
        "email",
        "given_name",
        "family_name",
        "name_key",
        "street",
        "city",
        "zip",
        "submission_digest",
    ),
    "",
)
"""The values of an action that names nobody any more."""


class ActionRecommendation(Base):
    """An action asks for a recommendation, in the writer's order."""

    __tablename__ = "action_recommendations"

    action_id: Mapped[str] = mapped_column(ForeignKey("actions.id"), primary_key=True)
    recommendation_id: Mapped[str] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True
    )
    position: Mapped[int]


class Confirmation(Base):
    """One confirmation mail: the open page takes its code, its link leads to a button."""

    __tablename__ = "confirmations"
    __table_args__ = (Index(None, "page_token_hash"), Index(None, "action_id"))

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    action_id: Mapped[str] = mapped_column(ForeignKey("actions.id"))
    page_token_hash: Mapped[str] = mapped_column(String(64), default="")
    """Empty for a reminder, which has a link and no code."""
    link_token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    code_expires_at: Mapped[datetime]
    expires_at: Mapped[datetime]


def hold_actions(session: Session, *conditions: ColumnElement[bool]) -> list[Action]:
    """Return actions as they are now; until the transaction ends nobody else changes them.

    Whoever changes an action, its writer's row or its deliveries holds the action first. So two
    verbs at the same moment happen one after the other and never wait for each other in a circle.
    """
    return list(
        session.scalars(
            select(Action)
            .where(*conditions)
            .order_by(Action.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )
