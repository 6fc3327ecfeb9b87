"""The links, posters and sheets by which people come."""

from dataclasses import dataclass

from sqlalchemy import select

from campaign.db import db
from campaign.models.partners import Partner, Source


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, and the name of the partner whose it is."""

    id: str
    code: str
    partner: str | None


def source_named(code: str) -> SourceView | None:
    """Return the source with a code, or none: an unknown code is no fault of the visitor."""
    row = db.session.execute(
        select(Source.id, Source.code, Partner.name)
        .outerjoin(Partner, Partner.id == Source.partner_id)
        .where(Source.code == code)
    ).one_or_none()
    return None if row is None else SourceView(*row)
