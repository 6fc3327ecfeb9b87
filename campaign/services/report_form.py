"""Take a writer's word about an office's own form: it is sent, or it did not work."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, Move
from campaign.domain.errors import NotFound
from campaign.domain.ladder import FORM, FORM_FAILED, FORM_OPEN, PAPER, SELF_REPORTED
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.moves import move
from campaign.models.deliveries.rungs import add_rung, stand_again, stop_email
from campaign.models.letters import Letter
from campaign.queries.rungs import OFFICE_IS_GONE
from campaign.queries.tallies import delivered_deltas

ACTOR = "writer"


def report_form(action_id: str, position: int, *, sent: bool, now: datetime) -> None:
    """Write down what a writer says of the form for one of their letters.

    What was sent counts as they report it; where the form did not work the letter waits for the
    printed packet, unless its addressee left office: then it waits for the writer's word on that.
    What was to go by e-mail again, and has not left, is sent by their word. It ends a doubt as well
    that a restored backup brought. A second word changes nothing. Raises NotFound.
    """
    session = db.session()
    if not hold_actions(session, Action.id == action_id):
        raise NotFound("action")
    found = session.execute(
        select(Delivery.id, Delivery.letter_id, Delivery.hold_reason, Delivery.left_at)
        .join(Letter, Letter.id == Delivery.letter_id)
        .where(
            Letter.action_id == action_id,
            Letter.position == position,
            Delivery.channel == Channel.FORM,
        )
    ).one_or_none()
    if found is None or found.letter_id is None:
        raise NotFound("form")
    if not sent and found.hold_reason in OFFICE_IS_GONE:
        session.rollback()
        return
    if found.left_at is not None and not (sent and _come_back(found.letter_id, now)):
        session.rollback()
        return
    new, code = (DeliveryState.SENT, SELF_REPORTED) if sent else (DeliveryState.FAILED, FORM_FAILED)
    steps = [Move(old, new, ACTOR, code) for old in FORM_OPEN]
    moved = any(move(session, found.id, step, now=now) for step in steps)
    if moved and sent:
        tallies.append(session, delivered_deltas([found.id], now))
    elif moved:
        add_rung(session, found.letter_id, PAPER, now=now, actor=ACTOR)
    session.commit()


def _come_back(letter_id: str, now: datetime) -> bool:
    """Let a letter stand on the form again; return False when it may have left by e-mail."""
    session = db.session()
    stopped = stop_email(session, letter_id, now=now, actor=ACTOR, code=SELF_REPORTED)
    return stopped and stand_again(session, letter_id, FORM, now=now, actor=ACTOR)
