"""Remind once, after a day, of letters that wait for their writer's confirmation."""

from datetime import datetime

from sqlalchemy import func, insert, select

from campaign.db import db, new_id, take_turn
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Renderer, Signer
from campaign.domain.retention import CODE_VALID, REMIND_AFTER
from campaign.domain.site import CONFIRM_LINK, Site
from campaign.models.actions import Action, Confirmation
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.queries.actions import notice_facts
from campaign.queries.confirmations import next_mail_at

BATCH = 200


def remind(*, site: Site, renderer: Renderer, signer: Signer, now: datetime) -> int:
    """Queue one reminder for each action whose first mail is a day old; return how many.

    Reminders wait their turn as all mails that ask for a confirmation do: two a day to an address.
    """
    reminded = select(Delivery.action_id).where(
        Delivery.notice_kind == NoticeKind.REMIND, Delivery.action_id == Action.id
    )
    first_mail_before = now - REMIND_AFTER + CODE_VALID
    waiting = db.session.execute(
        select(Action.id, func.min(Confirmation.expires_at, type_=Confirmation.expires_at.type))
        .join(Confirmation, Confirmation.action_id == Action.id)
        .where(
            Action.confirmed_at.is_(None),
            Action.withdrawn_at.is_(None),
            Action.expired_at.is_(None),
            Confirmation.expires_at > now,
            ~reminded.exists(),
        )
        .group_by(Action.id, Action.email)
        .having(func.min(Confirmation.code_expires_at) <= first_mail_before)
        .order_by(Action.email, Action.id)
        .limit(BATCH)
    ).all()
    reminded_now = sum(
        _remind(action_id, expires_at, site=site, renderer=renderer, signer=signer, now=now)
        for action_id, expires_at in waiting
    )
    db.session.commit()
    return reminded_now


def _remind(
    action_id: str,
    expires_at: datetime,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> bool:
    """Queue a reminder with a link of its own; return False when there was one.

    It takes nothing from the code in the first mail.
    """
    facts = notice_facts(action_id)
    take_turn(db.session(), f"confirmation mails to {facts.email}")
    due_at = next_mail_at(facts.email, now)
    link_token = signer.token()
    values = facts.values(
        link_url=site.confirm_link(facts.locale, link_token),
        days_left=max(1, round((expires_at - due_at).total_seconds() / 86_400)),
    )
    mail = NoticeMail(
        kind=NoticeKind.REMIND,
        rendered=renderer.render(Notice(NoticeKind.REMIND, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"remind:{action_id}",
        action_id=action_id,
    )
    if not enqueue_notice(db.session(), mail, site=site, now=now, due_at=due_at):
        return False
    db.session.execute(
        insert(Confirmation),
        {
            "id": new_id(),
            "action_id": action_id,
            "link_token_hash": signer.digest(CONFIRM_LINK, link_token),
            "created_at": now,
            "code_expires_at": now,
            "expires_at": expires_at,
        },
    )
    return True
