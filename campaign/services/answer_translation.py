"""Take a writer's word about the English of their own words; without it nothing changes."""

from datetime import datetime

from sqlalchemy import update

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.mail import LetterMail, with_original
from campaign.domain.ports import Bell
from campaign.domain.site import Site
from campaign.domain.translations import TranslationState
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries.mails import release_letters, send_reworded
from campaign.models.letters import Letter
from campaign.models.translations import NO_MORE_WORDS, Translation
from campaign.queries.translations import offered_translation, translations_over, waiting_letters

WRITER, CLOCK = "writer", "clock"
OPEN = (TranslationState.WAITING, TranslationState.OFFERED)


def answer_translation(
    action_id: str, *, accepts: bool, site: Site, bell: Bell, now: datetime
) -> None:
    """Let an action's letters leave, with the English or as they were confirmed.

    Raises NotFound, and Refused("translation_over") when no letter waits for this word any more.
    """
    held = hold_actions(db.session(), Action.id == action_id)
    if not held:
        raise NotFound("action")
    offered = offered_translation(action_id)
    if offered is None or not offered.letters:
        db.session.rollback()
        raise Refused("translation_over")
    if accepts:
        for letter in offered.letters:
            db.session.execute(
                update(Letter).where(Letter.id == letter.letter_id).values(body=letter.in_english)
            )
            mail = LetterMail(
                writer_name=f"{held[0].given_name} {held[0].family_name}".strip(),
                writer_address=held[0].email,
                recipient=letter.recipient,
                subject=letter.subject,
                text=with_original(letter.in_english, letter.original_body),
            )
            send_reworded(db.session(), letter.delivery_id, mail, site=site, now=now, actor=WRITER)
    else:
        _as_it_is(action_id, actor=WRITER, now=now)
    _end(action_id, TranslationState.ACCEPTED if accepts else TranslationState.REFUSED, now)
    db.session.commit()
    bell.ring()


def end_translations(*, bell: Bell, now: datetime) -> int:
    """Let the letters go that waited long enough, exactly as they were confirmed; return how many.

    A writer's tap at the same moment comes first or finds nothing to answer.
    """
    left = 0
    for action_id in translations_over(now):
        hold_actions(db.session(), Action.id == action_id)
        left += _as_it_is(action_id, actor=CLOCK, now=now)
        _end(action_id, TranslationState.LAPSED, now)
        db.session.commit()
    if left:
        bell.ring()
    return left


def _as_it_is(action_id: str, *, actor: str, now: datetime) -> int:
    return sum(
        release_letters(db.session(), [letter.delivery_id], letter.recipient, now=now, actor=actor)
        for letter in waiting_letters(action_id, "", "")
    )


def _end(action_id: str, state: TranslationState, now: datetime) -> None:
    """Close a wish and forget its words: the letter has them."""
    db.session.execute(
        update(Translation)
        .where(Translation.action_id == action_id, Translation.state.in_(OPEN))
        .values(state=state, ended_at=now, **NO_MORE_WORDS),
        execution_options={"synchronize_session": False},
    )
