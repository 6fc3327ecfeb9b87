"""Take a writer's word about a telephone call: how it went, or that there was none."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.domain.calls import MOST_WORDS_A_LETTER, CallOutcome, is_call
from campaign.domain.errors import NotFound
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.calls import CallWord
from campaign.models.letters import Letter
from campaign.queries.tallies import call_delta


def report_call(action_id: str, position: int, outcome: CallOutcome, *, now: datetime) -> None:
    """Write down what a writer says of the call about one of their confirmed letters.

    The newest word holds. A call counts once for a letter, and is taken off when they say that
    there was none. The same word twice changes nothing. Raises NotFound.
    """
    session = db.session()
    if not hold_actions(session, Action.id == action_id):
        raise NotFound("action")
    letter_id = session.scalar(
        select(Letter.id).where(
            Letter.action_id == action_id,
            Letter.position == position,
            Letter.accepted_at.is_not(None),
        )
    )
    if letter_id is None:
        session.rollback()
        raise NotFound("letter")
    said = session.scalars(
        select(CallWord.outcome).where(CallWord.letter_id == letter_id).order_by(CallWord.id)
    ).all()
    last = said[-1] if said else None
    if outcome is last or len(said) >= MOST_WORDS_A_LETTER:
        session.rollback()
        return
    session.add(CallWord(letter_id=letter_id, outcome=outcome, at=now))
    change = is_call(outcome) - is_call(last)
    if change:
        tallies.append(session, [call_delta(letter_id, now, change)])
    session.commit()
