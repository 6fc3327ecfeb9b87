"""Take letters that e-mail cannot carry to the ladder's next rung, and tell their writers.

It looks at what the rows say by now, whoever wrote it: a worker, a report, or staff. What waited
for an address that works again goes back to e-mail, and what is held ends with its campaign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason, Move
from campaign.domain.failed_letters import failed_mail
from campaign.domain.ladder import (
    CAMPAIGN_OVER,
    NO_WORD,
    OFFICE_FAILING,
    PAPER,
    rung_after_email,
    told_key,
)
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import RECEIPT, Site
from campaign.log import events
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice, release_letters
from campaign.models.deliveries.moves import cancel, move
from campaign.models.deliveries.rungs import add_rung, go_back_to_email
from campaign.models.roster import mend_office
from campaign.queries.failed_letters import failed_letter
from campaign.queries.ladder import Leaving, Untold, leaving, quiet_again, untold
from campaign.queries.rungs import on_form_in_vain, waiting_in_vain, while_in_office
from campaign.queries.tallies import taken_back_deltas
from campaign.queries.undelivered import letter_facts

ACTOR = "ladder"

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class Climbed:
    """How many letters went to their next rung or back to e-mail, and how many writers heard.

    `ended` were held when their campaign was over.
    """

    climbed: int
    released: int
    told: int
    ended: int = 0


def climb(*, site: Site, renderer: Renderer, signer: Signer, bell: Bell, now: datetime) -> Climbed:
    """Move what must leave its rung, and tell once of each letter that goes another way."""
    session = db.session()
    for target_id, blamed_at in quiet_again(now).items():
        mend_office(session, target_id, blamed_at=blamed_at, now=now)
    released = sum(
        release_letters(session, waiting, email, now=now, actor=ACTOR)
        for email, waiting in waiting_in_vain().items()
    )
    found, back = leaving(now), on_form_in_vain(now)
    touched = {item.action_id for item in found} | {item.action_id for item in back}
    held = hold_actions(session, Action.id.in_(touched))
    released += sum(
        go_back_to_email(session, item, site=site, now=now, actor=ACTOR) for item in back
    )
    actions = {action.id: action for action in held}
    climbed = ended = 0
    for item in found:
        if item.has_outlived_campaign(now):
            ended += _end(item, site=site, renderer=renderer, signer=signer, now=now)
        else:
            climbed += _leave(item, actions, now)
    told = sum(
        _tell(item, site=site, renderer=renderer, signer=signer, now=now) for item in untold()
    )
    session.commit()
    if climbed or released or ended:
        events().info("ladder.climbed", climbed=climbed, released=released, told=told, ended=ended)
    if released or told or ended:
        bell.ring()
    return Climbed(climbed, released, told, ended)


def _end(item: Leaving, *, site: Site, renderer: Renderer, signer: Signer, now: datetime) -> bool:
    """End the wait of a letter whose campaign is over, and tell its writer as of any that failed.

    What may have left before a restored backup comes into doubt instead: nobody can say of it
    that it failed.
    """
    session, in_doubt = db.session(), item.hold is HoldReason.RESTORED
    step = Move(item.state, _S.IN_DOUBT if in_doubt else _S.FAILED, ACTOR, CAMPAIGN_OVER)
    ended = move(session, item.delivery_id, step, now=now)
    if not ended or in_doubt:
        return ended
    try:
        with session.begin_nested():
            letter = failed_letter(
                item.delivery_id, item.letter_id, over=True, office_is_gone=item.office_is_gone
            )
            if letter is not None:
                mail = failed_mail(letter, site=site, renderer=renderer, signer=signer)
                enqueue_notice(session, mail, site=site, now=now)
    except Exception:  # noqa: BLE001  # One mail that cannot be written must not hold up the rest.
        events().exception("delivery.writer_not_told", delivery_id=item.delivery_id)
    return True


def _leave(item: Leaving, actions: Mapping[str, Action], now: datetime) -> bool:
    """Take one letter from its rung; return whether it stands on another one now."""
    action = actions[item.action_id]
    if action.withdrawn_at or action.scrubbed_at or action.expired_at:
        _drop(item, action, now)
        return False
    over = item.is_over(now)
    if item.channel is Channel.FORM:
        step = Move(item.state, _S.FAILED, ACTOR, CAMPAIGN_OVER if over else NO_WORD)
        gone = move(db.session(), item.delivery_id, step, now=now)
        return gone and not over and _add(item, now)
    return not over and _fail_email(item, now) and _add(item, now)


def _drop(item: Leaving, action: Action, now: datetime) -> None:
    """Cancel what nobody wants any more, such as a letter taken back while it was handed over."""
    session = db.session()
    dropped = cancel(session, Delivery.id == item.delivery_id, now=now, actor=ACTOR)
    tallies.append(session, taken_back_deltas(action, dropped, now))


def _fail_email(item: Leaving, now: datetime) -> bool:
    """End a letter's wait for an address that fails; what came back has come to its end."""
    session, state = db.session(), item.state
    if state is _S.BOUNCED:
        return True
    if state is _S.QUEUED:
        held = Move(state, _S.HELD, ACTOR, OFFICE_FAILING)
        if not move(session, item.delivery_id, held, now=now):
            return False
    step = Move(_S.HELD, _S.FAILED, ACTOR, OFFICE_FAILING)
    return move(session, item.delivery_id, step, now=now)


def _add(item: Leaving, now: datetime) -> bool:
    email = item.channel is Channel.EMAIL
    rung = rung_after_email(item.contact_form_url) if email else PAPER
    rung = while_in_office(rung, item.target_id, on=item.day(now))
    return add_rung(db.session(), item.letter_id, rung, now=now, actor=ACTOR)


def _tell(item: Untold, *, site: Site, renderer: Renderer, signer: Signer, now: datetime) -> bool:
    """Queue the mail that tells which way a letter goes; return whether it was written."""
    session = db.session()
    try:
        with session.begin_nested():
            mail = _mail(item, site=site, renderer=renderer, signer=signer)
            return enqueue_notice(session, mail, site=site, now=now)
    except Exception:  # noqa: BLE001  # One mail that cannot be written must not hold up the rest.
        events().exception("ladder.writer_not_told", letter_id=item.letter_id)
        return False


def _mail(item: Untold, *, site: Site, renderer: Renderer, signer: Signer) -> NoticeMail:
    facts = letter_facts(item.letter_id)
    reader = facts.notice
    receipt = site.receipt(reader.locale, signer.sign(RECEIPT, item.action_id))
    by_form = item.channel is Channel.FORM
    kind = NoticeKind.OFFICE_FORM if by_form else NoticeKind.FAILED
    values = facts.values(
        receipt_url=receipt,
        form_url=f"{receipt}/form/{item.position}",
        on_paper=True,
        in_doubt=False,
        over=False,
        office_is_gone=False,
    )
    return NoticeMail(
        kind=kind,
        rendered=renderer.render(Notice(kind, reader.locale, values)),
        recipient=reader.email,
        dedupe_key=told_key(item.letter_id),
        action_id=item.action_id,
    )
