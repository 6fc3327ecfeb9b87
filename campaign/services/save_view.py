"""Save the filters of a counts page under an id."""

from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.errors import Refused
from campaign.domain.views import LABEL_LIMIT, QUERY_LIMIT
from campaign.models.views import SavedView


def save_view(query: str, label: str, *, staff_member_id: str, now: datetime) -> str:
    """Save a view and return its id. Raises Refused("view_label") for no name, or a long one."""
    label = " ".join(label.split())
    if not label or len(label) > LABEL_LIMIT or len(query) > QUERY_LIMIT:
        raise Refused("view_label", most=LABEL_LIMIT)
    view_id = new_id()
    db.session.add(
        SavedView(
            id=view_id,
            staff_member_id=staff_member_id,
            label=label,
            query=query,
            created_at=now,
        )
    )
    db.session.commit()
    return view_id
