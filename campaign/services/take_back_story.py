"""Take a story back: from now on nobody but the office, which has the letter, reads it."""

from datetime import datetime

from campaign.db import db
from campaign.models.stories import take_back_stories


def take_back_story(action_id: str, *, now: datetime) -> int:
    """Empty the stories of an action at once; return how many there were."""
    ended = take_back_stories(db.session(), action_id, now=now)
    db.session.commit()
    return ended
