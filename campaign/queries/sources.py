"""The links, posters and sheets by which people come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from campaign.db import db
from campaign.models.partners import Partner, Source


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, and the name of the partner whose it is."""

    id: str
    code: str
    partner: str | None
    is_open: bool
    """Whether its link still counts who comes by it."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """All that is known of a source; the words of its partner are empty where it has none."""

    id: str
    code: str
    label: str
    medium: str
    ended_at: datetime | None
    partner_id: str | None
    partner_slug: str
    partner: str


def source_named(code: str) -> SourceView | None:
    """Return the source with a code, or none: an unknown code is no fault of the visitor."""
    row = db.session.execute(
        select(Source.id, Source.code, Partner.name, Source.ended_at.is_(None))
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .where(Source.code == code)
    ).one_or_none()
    return None if row is None else SourceView(*row)


def code_of(source_id: str) -> str:
    """Return a source's code; nothing where there is no such source."""
    return db.session.scalar(select(Source.code).where(Source.id == source_id)) or ""


def source_facts(partner_id: str | None = None) -> list[SourceFacts]:
    """Return all that is known of every source, or of a partner's, by its code."""
    statement = (
        select(
            Source.id,
            Source.code,
            Source.label,
            Source.medium,
            Source.ended_at,
            Source.partner_id,
            func.coalesce(Partner.slug, ""),
            func.coalesce(Partner.name, ""),
        )
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .order_by(Source.code)
    )
    if partner_id is not None:
        statement = statement.where(Source.partner_id == partner_id)
    return [SourceFacts(*row) for row in db.session.execute(statement)]
