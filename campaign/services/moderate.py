"""Decide on a letter that a person had to read first: it leaves, or its writer hears why not."""

from datetime import datetime

from sqlalchemy import Select, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason, Move
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import DECLINED
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.site import RECEIPT, Site
from campaign.domain.staff import AuditVerb
from campaign.models import tallies
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice, release_letters
from campaign.models.deliveries.moves import move
from campaign.models.letters import Letter
from campaign.models.staff import record
from campaign.queries.actions import notice_facts
from campaign.queries.tallies import taken_back_deltas


def let_go(delivery_id: str, *, staff_member_id: str | None, bell: Bell, now: datetime) -> None:
    """Queue a letter that somebody has read. Raises NotFound and Refused("not_to_read")."""
    recipient = db.session.scalar(_waiting(delivery_id))
    if recipient is None:
        raise Refused("not_to_read")
    session, actor = db.session(), f"staff:{staff_member_id or 'terminal'}"
    if not release_letters(session, [delivery_id], recipient, now=now, actor=actor):
        session.rollback()
        raise Refused("not_to_read")
    record(
        session,
        AuditVerb.LETTER_LET_GO,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery_id,
    )
    session.commit()
    bell.ring()


def decline(
    delivery_id: str,
    why: str,
    *,
    staff_member_id: str | None,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> None:
    """Send a letter to nobody, and tell its writer why; it counts no longer.

    Raises NotFound and Refused("not_to_read") for a letter that does not wait for a reader.
    """
    session = db.session()
    found = session.execute(
        select(Letter.id, Letter.action_id)
        .join(Delivery, Delivery.letter_id == Letter.id)
        .where(Delivery.id == delivery_id)
    ).one_or_none()
    if found is None:
        raise NotFound(delivery_id)
    (action,) = hold_actions(session, Action.id == found.action_id)
    waits = session.scalar(_waiting(delivery_id)) is not None
    actor = f"staff:{staff_member_id or 'terminal'}"
    step = Move(DeliveryState.HELD, DeliveryState.CANCELLED, actor, DECLINED)
    if not waits or not move(session, delivery_id, step, now=now):
        session.rollback()
        raise Refused("not_to_read")
    tallies.append(session, taken_back_deltas(action, [found.id], now))
    facts = notice_facts(action.id)
    values = facts.values(
        why=why,
        receipt_url=site.receipt(facts.locale, signer.sign(RECEIPT, action.id)),
        start_url=site.start(facts.locale),
    )
    mail = NoticeMail(
        kind=NoticeKind.DECLINED,
        rendered=renderer.render(Notice(NoticeKind.DECLINED, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"{NoticeKind.DECLINED.value}:{delivery_id}",
        action_id=action.id,
    )
    if facts.email:
        enqueue_notice(session, mail, site=site, now=now)
    record(
        session,
        AuditVerb.LETTER_DECLINED,
        staff_member_id=staff_member_id,
        now=now,
        subject=delivery_id,
    )
    session.commit()


def _waiting(delivery_id: str) -> Select[str]:
    return select(Delivery.recipient).where(
        Delivery.id == delivery_id,
        Delivery.status == DeliveryState.HELD,
        Delivery.hold_reason == HoldReason.MODERATION,
    )
