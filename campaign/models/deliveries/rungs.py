"""The ways of a letter that e-mail does not carry: its writer's form and paper."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from campaign.db import insert_or, new_id
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason, Move
from campaign.domain.ladder import FORM_WAITS, OFFICE_WORKS, Rung, told_key
from campaign.domain.mail import LetterMail
from campaign.domain.site import Site
from campaign.models.deliveries import EVENTS, Delivery
from campaign.models.deliveries.mails import await_confirmation, hold_letter, in_queue, queue_letter
from campaign.models.deliveries.moves import cancel, dated, first_time, move


def take_letter(
    session: Session,
    delivery_id: str,
    mail: LetterMail,
    instead: HoldReason | Rung | None,
    *,
    site: Site,
    now: datetime,
    actor: str,
) -> bool:
    """Take a letter whose writer said yes: queue it, or what is said instead of that."""
    if instead is None:
        return queue_letter(session, delivery_id, mail, site=site, now=now, actor=actor)
    if isinstance(instead, HoldReason):
        return hold_letter(session, delivery_id, mail, instead, site=site, now=now, actor=actor)
    return begin_on_rung(session, delivery_id, instead, now=now, actor=actor)


def begin_on_rung(
    session: Session, delivery_id: str, rung: Rung, *, now: datetime, actor: str
) -> bool:
    """Let a confirmed letter that e-mail cannot carry wait on another rung; no mail is frozen."""
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.HELD, actor)
    changes = {"channel": rung.channel, "hold_reason": rung.hold, "due_at": now + FORM_WAITS}
    return move(session, delivery_id, step, now=now, changes=changes)


@dataclass(frozen=True, slots=True)
class OnForm:
    """A letter that waits for its writer's form, and the mail that it would be.

    `email_id` is its delivery by e-mail, which never left; it has none where it began on the form.
    """

    delivery_id: str
    letter_id: str
    action_id: str
    email_id: str | None
    mail: LetterMail


def go_back_to_email(
    session: Session, letter: OnForm, *, site: Site, now: datetime, actor: str
) -> bool:
    """Queue a letter again that waits for its writer's form; return False when it waits no more.

    Its writer hears nothing of the form any more, unless that mail is leaving at this moment.
    The caller holds the action, so that no writer's word comes between.
    """
    step = Move(DeliveryState.HELD, DeliveryState.FAILED, actor, OFFICE_WORKS)
    if not move(session, letter.delivery_id, step, now=now, changes={"left_at": now}):
        return False
    if letter.email_id is None:
        await_confirmation(session, [letter.letter_id], now=now)
        first = session.scalars(
            select(Delivery.id).where(
                Delivery.letter_id == letter.letter_id, Delivery.channel == Channel.EMAIL
            )
        ).one()
        queue_letter(session, first, letter.mail, site=site, now=now, actor=actor)
    else:
        step = Move(DeliveryState.FAILED, DeliveryState.QUEUED, actor, OFFICE_WORKS)
        again = {"recipient": letter.mail.recipient, "attempts": 0, "claims": 0}
        changes = {**in_queue(now), "mail_date": dated(now), **again}
        move(session, letter.email_id, step, now=now, changes=changes)
    told = Delivery.dedupe_key == told_key(letter.letter_id)
    cancel(session, told, now=now, actor=actor)
    session.execute(update(Delivery).where(told).values(dedupe_key=None))
    return True


def stop_email(session: Session, letter_id: str, *, now: datetime, actor: str, code: str) -> bool:
    """End a letter's way by e-mail that has not left; return False when it may have."""
    email_id = session.scalars(
        select(Delivery.id).where(
            Delivery.letter_id == letter_id, Delivery.channel == Channel.EMAIL
        )
    ).one()
    hold = Move(DeliveryState.QUEUED, DeliveryState.HELD, actor, code)
    move(session, email_id, hold, now=now)
    end = Move(DeliveryState.HELD, DeliveryState.FAILED, actor, code)
    return move(session, email_id, end, now=now, changes={"hold_reason": None})


def add_rung(session: Session, letter_id: str, rung: Rung, *, now: datetime, actor: str) -> bool:
    """Let a letter wait on its next rung; return False when it stands or ended there already.

    The delivery on the rung before stays as it came to its end. One that the letter had left
    for e-mail waits again.
    """
    if stand_again(session, letter_id, rung, now=now, actor=actor):
        return True
    delivery_id = new_id()
    statement = (
        insert_or(session, Delivery)
        .values(
            id=delivery_id,
            kind=DeliveryKind.LETTER,
            letter_id=letter_id,
            channel=rung.channel,
            status=DeliveryState.HELD,
            hold_reason=rung.hold,
            created_at=now,
            due_at=now + FORM_WAITS,
        )
        .on_conflict_do_nothing(index_elements=[Delivery.letter_id, Delivery.channel])
        .returning(Delivery.id)
    )
    if session.scalar(statement) is None:
        return False
    session.execute(
        insert(EVENTS).values(
            {
                "delivery_id": delivery_id,
                "from": None,
                "to": DeliveryState.HELD,
                "at": now,
                "attempt": 0,
                "code": rung.hold,
                "actor": actor,
            }
        )
    )
    return True


def stand_again(session: Session, letter_id: str, rung: Rung, *, now: datetime, actor: str) -> bool:
    """Let a letter wait once more on a rung that it had left; return False where there is none."""
    left = session.scalar(
        select(Delivery.id).where(
            Delivery.letter_id == letter_id,
            Delivery.channel == rung.channel,
            Delivery.left_at.is_not(None),
        )
    )
    if left is None:
        return False
    step = Move(DeliveryState.FAILED, DeliveryState.QUEUED, actor)
    if not move(session, left, step, now=now, changes={"left_at": None}):
        return False
    step = Move(DeliveryState.QUEUED, DeliveryState.HELD, actor, rung.hold)
    changes = {"hold_reason": rung.hold, "due_at": now + FORM_WAITS}
    return move(session, left, step, now=now, changes=changes)


def put_on_paper(session: Session, delivery_ids: Collection[str], *, now: datetime) -> None:
    """Note that these letters were printed; `queued_at` is the first time, `attempts` how often."""
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids))
        .values(
            queued_at=first_time(Delivery.queued_at, now),
            attempts=Delivery.attempts + 1,
        ),
        execution_options={"synchronize_session": False},
    )
