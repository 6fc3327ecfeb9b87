"""Views of the counts that somebody saved, to open again or to send to a colleague."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, Id, new_id
from campaign.domain.views import LABEL_LIMIT, QUERY_LIMIT


class SavedView(Base):
    """The filters of a counts page under an id; its label stands in no address."""

    __tablename__ = "saved_views"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_member_id: Mapped[str] = mapped_column(ForeignKey("staff_members.id"))
    label: Mapped[str] = mapped_column(String(LABEL_LIMIT))
    query: Mapped[str] = mapped_column(String(QUERY_LIMIT))
    """The words of the page's address; whoever opens it, their own role decides what they see."""
    created_at: Mapped[datetime]
