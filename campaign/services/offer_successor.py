"""Ask writers whether a letter may go to who followed in the seat; no tap, no letter."""

from datetime import datetime

from sqlalchemy import update

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.ladder import UNANSWERED
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import RECEIPT, SUCCESSOR, Site
from campaign.log import events
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move_all
from campaign.models.letters import Letter
from campaign.queries.actions import notice_facts
from campaign.queries.confirmations import next_mail_at
from campaign.queries.successors import HeldLetter, held_letters, to_ask, unanswered

AT_ONCE = 200
ACTOR = "clock"


def offer_successor(
    *, site: Site, renderer: Renderer, signer: Signer, bell: Bell, now: datetime
) -> int:
    """Queue one mail for each action whose letters may go to a successor; return how many.

    Letters about which nobody said a word for thirty days end, unsent.
    """
    _end_unanswered(now)
    held = hold_actions(db.session(), Action.id.in_(to_ask(now, limit=AT_ONCE)))
    asked = sum(
        _ask(action.id, site=site, renderer=renderer, signer=signer, now=now) for action in held
    )
    db.session.commit()
    if asked:
        events().info("successors.offered", asked=asked)
        bell.ring()
    return asked


def _end_unanswered(now: datetime) -> None:
    session, late = db.session(), unanswered(now, limit=AT_ONCE)
    hold_actions(session, Action.id.in_({action_id for action_id, _ in late}))
    step = Move(DeliveryState.HELD, DeliveryState.FAILED, ACTOR, UNANSWERED)
    move_all(session, dict.fromkeys((delivery_id for _, delivery_id in late), step), now=now)


def _ask(action_id: str, *, site: Site, renderer: Renderer, signer: Signer, now: datetime) -> bool:
    """Queue the mail about one action's letters; return whether it was written."""
    session = db.session()
    letters = [letter for letter in held_letters(action_id, now) if letter.successor is not None]
    if not letters:
        return False
    try:
        with session.begin_nested():
            mail = _mail(action_id, letters, site=site, renderer=renderer, signer=signer)
            due_at = next_mail_at(mail.recipient, now, kinds={NoticeKind.NEW_LEGISLATOR})
            enqueue_notice(session, mail, site=site, now=now, due_at=due_at)
            session.execute(
                update(Letter)
                .where(Letter.id.in_([letter.letter_id for letter in letters]))
                .values(asked_at=now)
            )
    except Exception:  # noqa: BLE001  # One mail that cannot be written must not hold up the rest.
        events().exception("successors.writer_not_asked", action_id=action_id)
        return False
    return True


def _mail(
    action_id: str,
    letters: list[HeldLetter],
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
) -> NoticeMail:
    facts = notice_facts(action_id)
    values = facts.values(
        changes=[
            {"left": letter.left.full_name, "follows": letter.successor.full_name}
            for letter in letters
            if letter.successor is not None
        ],
        successor_url=site.successor(facts.locale, signer.sign(SUCCESSOR, action_id)),
        receipt_url=site.receipt(facts.locale, signer.sign(RECEIPT, action_id)),
    )
    kind = NoticeKind.NEW_LEGISLATOR
    return NoticeMail(
        kind=kind,
        rendered=renderer.render(Notice(kind, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"{kind}:{letters[0].letter_id}",
        action_id=action_id,
    )
