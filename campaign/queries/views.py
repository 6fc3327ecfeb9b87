"""Looks at the views of the counts that were saved."""

from dataclasses import dataclass

from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.models.views import SavedView


@dataclass(frozen=True, slots=True)
class ViewName:
    """A saved view, as its owner called it."""

    id: str
    label: str


def saved_views(staff_member_id: str) -> list[ViewName]:
    """Return what somebody saved, by name."""
    rows = db.session.execute(
        select(SavedView.id, SavedView.label)
        .where(SavedView.staff_member_id == staff_member_id)
        .order_by(SavedView.label, SavedView.id)
    )
    return [ViewName(*row) for row in rows]


def query_of_view(view_id: str) -> str:
    """Return the filters behind an id, whoever saved them. Raises NotFound."""
    query = db.session.scalar(select(SavedView.query).where(SavedView.id == view_id))
    if query is None:
        raise NotFound("view")
    return query
