"""Forget a saved view."""

from sqlalchemy import delete

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.models.views import SavedView


def forget_view(view_id: str, *, staff_member_id: str) -> None:
    """Forget a view that this person saved. Raises NotFound."""
    gone = delete(SavedView).where(
        SavedView.id == view_id, SavedView.staff_member_id == staff_member_id
    )
    if db.session.scalar(gone.returning(SavedView.id)) is None:
        raise NotFound("view")
    db.session.commit()
