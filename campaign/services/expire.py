"""End the wait for letters that nobody confirmed or finished: their text goes, unsent."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, Move
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import ASKS_FOR_CONFIRMATION, Notice, NoticeKind
from campaign.domain.ports import Renderer
from campaign.domain.retention import Retention
from campaign.domain.site import Site
from campaign.models.actions import NOBODY, Action
from campaign.models.deliveries import Delivery
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import cancel, forget, move_all
from campaign.models.drafts import Draft
from campaign.models.letters import NO_WORDS, Letter
from campaign.models.stories import forget_stories
from campaign.models.translations import forget_translations
from campaign.queries.actions import NoticeFacts, notice_facts
from campaign.queries.confirmations import next_mail_at

BATCH = 200
ACTOR = "clock"


def expire(*, site: Site, retention: Retention, renderer: Renderer, now: datetime) -> int:
    """Expire what has waited too long and tell its writer once; return how many actions.

    Drafts whose day is over go too, without a word.

    An action that is being confirmed at this moment is left alone.
    """
    late = db.session.scalars(
        select(Action)
        .where(
            Action.confirmed_at.is_(None),
            Action.expired_at.is_(None),
            Action.submitted_at <= now - timedelta(days=retention.unconfirmed),
        )
        .order_by(Action.id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for action in late:
        facts, was_withdrawn = notice_facts(action.id), action.withdrawn_at is not None
        _end(action.id, now)
        if not was_withdrawn:
            _tell(action.id, facts, site=site, renderer=renderer, now=now)
    db.session.execute(delete(Draft).where(Draft.expires_at <= now))
    db.session.commit()
    return len(late)


def _end(action_id: str, now: datetime) -> None:
    """Expire an action's letters and take every personal word out of it."""
    session = db.session()
    letters = select(Letter.id).where(Letter.action_id == action_id)
    waiting = session.scalars(
        select(Delivery.id).where(
            Delivery.letter_id.in_(letters), Delivery.status == DeliveryState.UNCONFIRMED
        )
    ).all()
    step = Move(DeliveryState.UNCONFIRMED, DeliveryState.EXPIRED, ACTOR)
    move_all(session, dict.fromkeys(waiting, step), now=now)
    asked = (Delivery.action_id == action_id, Delivery.notice_kind.in_(ASKS_FOR_CONFIRMATION))
    cancel(session, *asked, now=now, actor=ACTOR)
    forget(session, *asked, now=now)
    session.execute(update(Letter).where(Letter.action_id == action_id).values(NO_WORDS))
    forget_stories(session, action_id)
    forget_translations(session, action_id)
    session.execute(
        update(Action)
        .where(Action.id == action_id)
        .values(expired_at=now, scrubbed_at=now, **NOBODY)
    )


def _tell(
    action_id: str, facts: NoticeFacts, *, site: Site, renderer: Renderer, now: datetime
) -> None:
    """Queue the mail that tells of it, unless this address was told twice today already."""
    if next_mail_at(facts.email, now, kinds={NoticeKind.EXPIRED}) > now:
        return
    values = facts.values(start_url=site.start(facts.locale))
    mail = NoticeMail(
        kind=NoticeKind.EXPIRED,
        rendered=renderer.render(Notice(NoticeKind.EXPIRED, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"expired:{action_id}",
        action_id=action_id,
    )
    enqueue_notice(db.session(), mail, site=site, now=now)
