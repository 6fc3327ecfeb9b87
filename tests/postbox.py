"""What the site has written to people, as it waits in the outbox."""

import re

from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.deliveries import Delivery


class Postbox:
    """Reads the mails that wait in the outbox."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def notices(self, kind: str = "confirm") -> list[str]:
        """Return the texts of the mails of one kind, the oldest first."""
        with self._app.app_context():
            return list(
                db.session.scalars(
                    select(Delivery.text)
                    .where(Delivery.notice_kind == kind)
                    .order_by(Delivery.created_at)
                )
            )

    def code(self) -> str:
        """Return the six digits of the newest confirmation mail."""
        found = re.search(r"\b\d{6}\b", self.notices()[-1])
        assert found is not None
        return found[0]

    def link(self, part: str, kind: str = "confirm") -> str:
        """Return the path of the newest mail's link that holds a part."""
        links = re.findall(r"https?://[^/\s]+(/\S+)", self.notices(kind)[-1])
        return next(link for link in links if part in link)
