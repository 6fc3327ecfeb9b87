"""What writers said of their telephone calls."""

from sqlalchemy import func, select

from campaign.db import db
from campaign.domain.calls import CallOutcome
from campaign.models.calls import CallWord
from campaign.models.letters import Letter


def calls_of(action_id: str) -> dict[int, CallOutcome]:
    """Return what was said last of each letter's call, by the letter's position."""
    newest = (
        select(func.max(CallWord.id))
        .join(Letter, Letter.id == CallWord.letter_id)
        .where(Letter.action_id == action_id)
        .group_by(CallWord.letter_id)
    )
    rows = db.session.execute(
        select(Letter.position, CallWord.outcome)
        .join(Letter, Letter.id == CallWord.letter_id)
        .where(CallWord.id.in_(newest))
    )
    return {position: CallOutcome(outcome) for position, outcome in rows}
