"""Write down what became of what was handed over, and tell the writer of what failed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move, Outcome
from campaign.domain.failed_letters import failed_mail
from campaign.domain.ladder import CAMPAIGN_OVER
from campaign.domain.relay import enhanced_status
from campaign.log import events
from campaign.models import tallies
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move, move_all
from campaign.models.deliveries.rungs import add_rung
from campaign.models.roster import blame_office
from campaign.models.supporters import suppress
from campaign.queries.failed_letters import failed_letter
from campaign.queries.outbox import Claimed
from campaign.queries.rungs import next_rung
from campaign.queries.tallies import delivered_deltas
from campaign.services.deliver.admit import slow_down
from campaign.services.deliver.desk import ACTOR, Desk, Done, address_hash

_S = DeliveryState


def record(desk: Desk, done: Sequence[Done]) -> None:
    """Write down what each try came to. The caller commits.

    What the relay took is committed first where there is more to say, so that nothing that goes
    wrong with the rest puts it into doubt. Offices are blamed in one order by every worker, and
    slowed down last, so that no two wait for each other.
    """
    _record_sent(desk, [item for item in done if item.outcome.state is _S.SENT])
    rest = [item for item in done if item.outcome.state is not _S.SENT]
    if rest:
        db.session.commit()
    for item in sorted(rest, key=_whose):
        if item.outcome.state is _S.FAILED:
            fail(desk, item.delivery, _S.TRANSMITTING, item.outcome)
        else:
            _put_off(desk, item.delivery, item.outcome)
    for item in rest:
        if item.outcome.slow_down and item.delivery.letter_id is not None:
            slow_down(desk, item.delivery.mail.recipient)


def _whose(item: Done) -> tuple[str, str]:
    """Return what a refusal may change a row of: an office's health, or an address."""
    return item.delivery.target_id or "", item.delivery.mail.recipient


def _record_sent(desk: Desk, done: Sequence[Done]) -> None:
    """Record what the relay took; its reply holds the name by which it knows the mail."""
    steps = {
        item.delivery.id: Move(
            _S.TRANSMITTING, _S.SENT, ACTOR, item.outcome.code, item.outcome.reply
        )
        for item in done
    }
    changes = {"attempts": Delivery.attempts + 1}
    moved = _move_marked(desk, steps, changes, replies_as="provider_ref")
    letters = [item.delivery.id for item in done if item.delivery.letter_id is not None]
    _count([delivery_id for delivery_id in letters if delivery_id in moved], desk)
    for delivery_id in steps.keys() - moved:
        events().warning("delivery.not_ours", delivery_id=delivery_id)


def _count(letters: Sequence[str], desk: Desk) -> None:
    if letters:
        tallies.append(db.session(), delivered_deltas(letters, desk.clock()))


def _move_marked(
    desk: Desk,
    steps: Mapping[str, Move],
    changes: Mapping[str, object],
    *,
    replies_as: str | None = None,
) -> set[str]:
    """Move what we marked, also where it came into doubt because our lease ran out meanwhile.

    What we know of it ends that doubt. It still bears our lease, unless somebody else ended the
    doubt before us: then it is not ours any more.
    """
    moved: set[str] = set()
    for old in (_S.TRANSMITTING, _S.IN_DOUBT):
        left = {
            delivery_id: replace(step, old=old)
            for delivery_id, step in steps.items()
            if delivery_id not in moved and step.new is not old
        }
        moved.update(
            move_all(
                db.session(),
                left,
                now=desk.clock(),
                lease=desk.lease,
                changes=changes,
                replies_as=replies_as,
            )
        )
    return moved


def _put_off(desk: Desk, delivery: Claimed, outcome: Outcome) -> None:
    """Queue a delivery for later, hold it for a person, or leave it in doubt."""
    session, now = db.session(), desk.clock()
    back = _S.IN_DOUBT if outcome.state is _S.IN_DOUBT else _S.QUEUED
    step = Move(_S.TRANSMITTING, back, ACTOR, outcome.code, outcome.reply)
    changes = {
        "attempts": Delivery.attempts + int(outcome.is_try),
        "due_at": now + outcome.wait,
    }
    moved = bool(_move_marked(desk, {delivery.id: step}, changes))
    if moved and outcome.hold is not None:
        held = Move(_S.QUEUED, _S.HELD, ACTOR, outcome.code)
        move(session, delivery.id, held, now=now, changes={"hold_reason": outcome.hold})
    events().warning(
        "delivery.put_off",
        delivery_id=delivery.id,
        state=outcome.state,
        code=outcome.code,
        moved=moved,
    )


def fail(desk: Desk, delivery: Claimed, old: DeliveryState, outcome: Outcome) -> None:
    """Give a delivery up, note what that says about its address, and tell the writer.

    A letter that its office's address refused goes another way, and the writer is told of that
    by `campaign/services/climb.py`.
    """
    session, now = db.session(), desk.clock()
    step = Move(old, _S.FAILED, ACTOR, outcome.code, outcome.reply)
    changes = {"attempts": Delivery.attempts + 1}
    if old is _S.CLAIMED:
        moved = move(session, delivery.id, step, now=now, lease=desk.lease, changes=changes)
    else:
        moved = bool(_move_marked(desk, {delivery.id: step}, changes))
    events().warning("delivery.failed", delivery_id=delivery.id, code=outcome.code, moved=moved)
    if not moved:
        return
    if delivery.letter_id is None:
        if outcome.no_such_mailbox and enhanced_status(outcome.reply):
            suppress(session, address_hash(desk, delivery), "no_such_mailbox", now=now)
        return
    if outcome.no_such_mailbox and delivery.target_id:
        blame_office(session, delivery.target_id, outcome.code, now=now)
        rung = next_rung(delivery.letter_id, now)
        if rung is not None:
            add_rung(session, delivery.letter_id, rung, now=now, actor=ACTOR)
            return
    try:
        with session.begin_nested():
            over = outcome.code == CAMPAIGN_OVER
            _tell(desk, delivery.id, delivery.letter_id, over=over)
    except Exception:  # noqa: BLE001  # One mail that cannot be written must not hold up the rest.
        events().exception("delivery.writer_not_told", delivery_id=delivery.id)


def _tell(desk: Desk, delivery_id: str, letter_id: str, *, over: bool) -> None:
    """Queue the mail that tells a writer what to do instead, unless they are forgotten by now."""
    letter = failed_letter(delivery_id, letter_id, over=over)
    if letter is not None:
        mail = failed_mail(letter, site=desk.site, renderer=desk.renderer, signer=desk.signer)
        enqueue_notice(db.session(), mail, site=desk.site, now=desk.clock())
