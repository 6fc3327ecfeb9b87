"""Settle a doubt: a person says what became of a letter."""

from collections.abc import Iterable
from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import GIVEN_UP, Channel, DeliveryState, HoldReason, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.failed_letters import failed_mail
from campaign.domain.ladder import FORM_WAITS
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import Site
from campaign.domain.staff import AuditVerb
from campaign.log import events
from campaign.models import tallies
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move
from campaign.models.staff import record
from campaign.queries.doubts import doubts_of_a_restore
from campaign.queries.failed_letters import failed_letter
from campaign.queries.tallies import delivered_deltas

_S = DeliveryState

ANSWERS = frozenset({_S.SENT, _S.QUEUED, _S.FAILED})
"""It arrived; send it once more, though it may arrive twice; give it up."""


def settle(  # noqa: PLR0913  # What, by whom, when, and each edge by its name.
    delivery_id: str,
    answer: DeliveryState,
    *,
    staff_member_id: str | None,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> None:
    """Move a delivery out of doubt. `staff_member_id` is None at a terminal of the server.

    What was confirmed after a restore and is held may be said to have arrived, or be given up.
    The writer of a letter that is given up is told. Raises NotFound, Refused("not_in_doubt"),
    and Refused("words_gone") when it should be sent and its text is not kept any more.
    """
    if answer not in ANSWERS:
        raise Refused("not_an_answer", answer=answer)
    delivery = db.session.get(Delivery, delivery_id, populate_existing=True, with_for_update=True)
    if delivery is None:
        raise NotFound(delivery_id)
    if answer is _S.QUEUED and delivery.scrubbed_at is not None:
        raise Refused("words_gone")
    if not _settle(delivery, answer, staff_member_id=staff_member_id, now=now):
        raise Refused("not_in_doubt")
    if answer is _S.FAILED:
        _tell([delivery], site=site, renderer=renderer, signer=signer, now=now)
    db.session.commit()
    if answer is not _S.SENT:
        bell.ring()


def settle_restored(
    answer: DeliveryState,
    *,
    staff_member_id: str | None,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> int:
    """Give every doubt that a restored backup brought the same answer; return how many.

    What should be sent and has no text any more stays in doubt.
    """
    again = answer is _S.QUEUED
    settled = [
        delivery
        for delivery in doubts_of_a_restore()
        if not (again and delivery.scrubbed_at is not None)
        and _settle(delivery, answer, staff_member_id=staff_member_id, now=now)
    ]
    if answer is _S.FAILED:
        _tell(settled, site=site, renderer=renderer, signer=signer, now=now)
    db.session.commit()
    if answer is not _S.SENT:
        bell.ring()
    return len(settled)


def _settle(
    delivery: Delivery, answer: DeliveryState, *, staff_member_id: str | None, now: datetime
) -> bool:
    """End one doubt and write it down; return False when there was none."""
    session, actor = db.session(), f"staff:{staff_member_id or 'terminal'}"
    again, code = answer is _S.QUEUED, GIVEN_UP if answer is _S.FAILED else ""
    may_have_left = delivery.status is _S.HELD and delivery.hold_reason is HoldReason.RESTORED
    moved = move(
        session,
        delivery.id,
        Move(_S.HELD if may_have_left and not again else _S.IN_DOUBT, answer, actor, code),
        now=now,
        changes=_anew(delivery.channel, now) if again else None,
    )
    if not moved:
        return False
    if answer is _S.SENT:
        tallies.append(session, delivered_deltas([delivery.id], now))
    if again and delivery.hold_reason is not None:
        _hold_again(delivery.id, delivery.hold_reason, actor=actor, now=now)
    record(
        session,
        AuditVerb.DELIVERY_SETTLED,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery.id,
        facts={"answer": answer},
    )
    return True


def _anew(channel: Channel, now: datetime) -> dict[str, object]:
    """Return what begins anew: a mail's three days, or the writer's two weeks with the form."""
    if channel is Channel.EMAIL:
        return {"due_at": now, "queued_at": now, "claims": 0}
    return {"due_at": now + FORM_WAITS}


def _hold_again(delivery_id: str, reason: HoldReason, *, actor: str, now: datetime) -> None:
    """Hold what was held when the backup was made: it did not leave, and its reason stands."""
    step = Move(_S.QUEUED, _S.HELD, actor)
    move(db.session(), delivery_id, step, now=now, changes={"hold_reason": reason})


def _tell(
    given_up: Iterable[Delivery], *, site: Site, renderer: Renderer, signer: Signer, now: datetime
) -> None:
    """Queue the mails that tell writers which letters may not have arrived, and what to do.

    Whoever is forgotten by now hears nothing. It takes no other way: it may have arrived.
    """
    session = db.session()
    for delivery in given_up:
        if delivery.letter_id is None:
            continue
        try:
            with session.begin_nested():
                letter = failed_letter(delivery.id, delivery.letter_id, in_doubt=True)
                if letter is not None:
                    mail = failed_mail(letter, site=site, renderer=renderer, signer=signer)
                    enqueue_notice(session, mail, site=site, now=now)
        except Exception:  # noqa: BLE001  # A mail that cannot be written undoes no answer.
            events().exception("delivery.writer_not_told", delivery_id=delivery.id)
