"""Write the English of somebody's own words, and ask them whether it may go with their letter."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, update

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.letters import LETTER_LIMIT
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Renderer, Signer
from campaign.domain.site import RECEIPT, TRANSLATION, Site
from campaign.domain.staff import AuditVerb
from campaign.domain.text import count
from campaign.domain.translations import TAKEN_FOR, TranslationState
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.staff import record
from campaign.models.translations import Translation
from campaign.queries.actions import notice_facts
from campaign.queries.translations import waiting_letters, wished_translation


def take(translation_id: str, *, staff_member_id: str, now: datetime) -> None:
    """Take a wish for two hours, so that two people do not write the same.

    Raises Refused("translation_taken") when somebody else has it, or it waits no more.
    """
    taken = db.session.scalars(
        update(Translation)
        .where(
            Translation.id == translation_id,
            Translation.state == TranslationState.WAITING,
            _is_free(staff_member_id, now),
        )
        .values(taken_by_id=staff_member_id, taken_until=now + TAKEN_FOR)
        .returning(Translation.id),
        execution_options={"synchronize_session": False},
    ).first()
    db.session.commit()
    if taken is None:
        raise Refused("translation_taken")


def translate(
    translation_id: str,
    english: str,
    *,
    staff_member_id: str,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> None:
    """Keep an English version and mail both texts to the writer, who decides with one tap.

    Raises NotFound, Refused("translation_over") when it waits no more, Refused("translation_taken")
    when somebody else took it meanwhile, and Refused("letter_too_long", excess) when a letter would
    be longer than an office takes.
    """
    session = db.session()
    wish = session.get(Translation, translation_id, populate_existing=True)
    if wish is None:
        raise NotFound(translation_id)
    hold_actions(session, Action.id == wish.action_id)
    letters = waiting_letters(wish.action_id, wish.words, english)
    excess = max((count(each.in_english) - LETTER_LIMIT for each in letters), default=0)
    if excess > 0:
        raise Refused("letter_too_long", excess=excess)
    offered = session.scalars(
        update(Translation)
        .where(
            Translation.id == translation_id,
            Translation.state == TranslationState.WAITING,
            Translation.deadline > now,
            _is_free(staff_member_id, now),
        )
        .values(state=TranslationState.OFFERED, english=english)
        .returning(Translation.id),
        execution_options={"synchronize_session": False},
    ).first()
    if offered is None or not letters:
        session.rollback()
        still = wished_translation(translation_id)
        taken = still is not None and still.is_taken(staff_member_id, now)
        raise Refused("translation_taken" if taken else "translation_over")
    _ask(wish.action_id, wish.words, english, site=site, renderer=renderer, signer=signer, now=now)
    record(
        session,
        AuditVerb.TRANSLATION_SAVED,
        staff_member_id=staff_member_id,
        now=now,
        subject=translation_id,
    )
    session.commit()


def _ask(  # Who is asked about which words, and how the mail is made.
    action_id: str,
    words: str,
    english: str,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> None:
    facts = notice_facts(action_id)
    values = facts.values(
        words=words,
        english=english,
        answer_url=site.translation(facts.locale, signer.sign(TRANSLATION, action_id)),
        receipt_url=site.receipt(facts.locale, signer.sign(RECEIPT, action_id)),
    )
    mail = NoticeMail(
        kind=NoticeKind.TRANSLATED,
        rendered=renderer.render(Notice(NoticeKind.TRANSLATED, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"{NoticeKind.TRANSLATED.value}:{action_id}",
        action_id=action_id,
    )
    enqueue_notice(db.session(), mail, site=site, now=now)


def _is_free(staff_member_id: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody else is at a wish."""
    return or_(
        Translation.taken_until.is_(None),
        Translation.taken_until <= now,
        Translation.taken_by_id == staff_member_id,
    )
