"""Take back the letters of an action that have not left yet."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.staff import AuditVerb
from campaign.domain.wishes import Wish
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import cancel
from campaign.models.letters import Letter
from campaign.models.staff import record
from campaign.queries.actions import has_open_letters
from campaign.queries.tallies import taken_back_deltas


def withdraw(action_id: str, *, actor: str, now: datetime) -> int:
    """Cancel every letter that has not left; return how many. Raises NotFound.

    A letter that is being handed over at this very moment leaves; should the relay put it off,
    the worker cancels it then.
    """
    _, taken_back = _withdraw(action_id, actor=actor, now=now)
    db.session.commit()
    return taken_back


def withdraw_for(action_id: str, wish: Wish, *, now: datetime) -> int:
    """Do the same for a writer who asked staff for it. Raises NotFound."""
    action, taken_back = _withdraw(action_id, actor=wish.actor, now=now)
    record(
        db.session(),
        AuditVerb.LETTERS_WITHDRAWN,
        staff_member_id=wish.staff_member_id,
        now=now,
        subject=action.supporter_id or "",
        facts=wish.facts(letters=taken_back),
    )
    db.session.commit()
    return taken_back


def _withdraw(action_id: str, *, actor: str, now: datetime) -> tuple[Action, int]:
    held = hold_actions(db.session(), Action.id == action_id)
    if not held:
        raise NotFound("action")
    letters = select(Letter.id).where(Letter.action_id == action_id)
    taken_back = cancel(db.session(), Delivery.letter_id.in_(letters), now=now, actor=actor)
    if taken_back or has_open_letters(action_id):
        held[0].withdrawn_at = held[0].withdrawn_at or now
        tallies.append(db.session(), taken_back_deltas(held[0], taken_back, now))
    return held[0], len(taken_back)
