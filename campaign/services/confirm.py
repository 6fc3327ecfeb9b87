"""Take a writer's confirmation: from here on their letters may leave."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason, Move
from campaign.domain.errors import Expired, NotFound, Refused
from campaign.domain.mail import LetterMail, NoticeMail, with_original
from campaign.domain.moderation import concern_of_letter
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import ConsentGiven
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.retention import REPEAT_WINDOW
from campaign.domain.site import (
    CONFIRM_CODE,
    CONFIRM_LINK,
    CONFIRM_PAGE,
    ERASE,
    RECEIPT,
    UNSUBSCRIBE,
    Site,
)
from campaign.domain.stories import StoryState
from campaign.domain.translations import WAITS, TranslationState, leaves_time
from campaign.models import tallies
from campaign.models.actions import Action, Confirmation
from campaign.models.campaigns import Campaign
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.deliveries.moves import move
from campaign.models.deliveries.rungs import take_letter
from campaign.models.letters import Letter
from campaign.models.stories import Story
from campaign.models.supporters import keep_supporter, record_consents, write_name_words
from campaign.models.translations import NO_MORE_WORDS, Translation
from campaign.queries.actions import LetterState, notice_facts, repeated_targets, view
from campaign.queries.addressees import addressee_of
from campaign.queries.confirmations import Pending, by_link, by_page
from campaign.queries.consents import chosen, standing
from campaign.queries.name_words import names_of
from campaign.queries.restores import was_restored_after
from campaign.queries.tallies import (
    campaign_day,
    confirmed_delta,
    letter_deltas,
    sign_up_deltas,
    writer_delta,
)

MOST_TRIES = 5
ACTOR = "writer"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed action, and the token of its receipt."""

    action_id: str
    receipt_token: str


def confirm_by_code(
    page_token: str,
    code: str,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> Confirmed:
    """Confirm by the six digits typed into the open page.

    Raises NotFound, Expired, Refused("code_over") when its ten minutes or five tries are gone,
    and Refused("code_wrong", left=n).
    """
    pending = _usable(by_page(signer.digest(CONFIRM_PAGE, page_token)), now)
    _check_code(pending, code, signer=signer, now=now)
    return _confirm(
        pending.action_id, site=site, renderer=renderer, signer=signer, bell=bell, now=now
    )


def confirm_by_link(
    link_token: str,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> Confirmed:
    """Confirm by the button behind the mail's link. Raises NotFound or Expired."""
    pending = _usable(by_link(signer.digest(CONFIRM_LINK, link_token)), now)
    return _confirm(
        pending.action_id, site=site, renderer=renderer, signer=signer, bell=bell, now=now
    )


def _usable(pending: Pending | None, now: datetime) -> Pending:
    if pending is None:
        raise NotFound("confirmation")
    if pending.confirmed_at:
        return pending
    if pending.expires_at <= now or pending.expired_at or pending.withdrawn_at:
        raise Expired("confirmation")
    return pending


def _check_code(pending: Pending, code: str, *, signer: Signer, now: datetime) -> None:
    """Compare a typed code; every try is counted before it is looked at."""
    if pending.code_is_over(now):
        raise Refused("code_over")
    tries = db.session.execute(
        update(Confirmation)
        .where(Confirmation.id == pending.id, Confirmation.tries < MOST_TRIES)
        .values(tries=Confirmation.tries + 1)
        .returning(Confirmation.tries)
    ).scalar_one_or_none()
    if tries is None:
        raise Refused("code_over")
    expected = signer.digest(CONFIRM_CODE, f"{pending.id}{code}")
    if hmac.compare_digest(expected, pending.code_hash):
        return
    db.session.commit()
    if tries >= MOST_TRIES:
        raise Refused("code_over")
    raise Refused("code_wrong", left=MOST_TRIES - tries)


def _confirm(
    action_id: str,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> Confirmed:
    """Confirm an action once; a second confirmation is answered like the first.

    Raises Expired when it was withdrawn or expired at the same moment.
    """
    confirmed = Confirmed(action_id, signer.sign(RECEIPT, action_id))
    if not _mark_confirmed(action_id, now):
        return confirmed
    action = db.session.get_one(Action, action_id, populate_existing=True)
    consents = _sign_up(action, now)
    _offer_stories(action_id)
    waits = _wait_for_english(action, now)
    accepted, repeated = _release(action, waits=waits, site=site, now=now)
    day = campaign_day(action.campaign_id, now)
    tallies.append(
        db.session(),
        [
            confirmed_delta(action, now),
            *([writer_delta(action, day, 1)] if accepted else []),
            *letter_deltas(action, [letter.letter_id for letter in accepted], day, 1),
            *sign_up_deltas(consents, now, 1),
        ],
    )
    told = {NoticeKind.CONFIRMED: accepted, NoticeKind.ALREADY_WROTE: repeated}
    for kind, letters in told.items():
        _tell(kind, action, letters, site=site, renderer=renderer, signer=signer, now=now)
    db.session.commit()
    bell.ring()
    return confirmed


def _mark_confirmed(action_id: str, now: datetime) -> bool:
    """Take an action's one confirmation; return False when it was taken before.

    Whoever takes it holds the action until the commit. Raises Expired when there is none to take.
    """
    taken = db.session.scalars(
        update(Action)
        .where(
            Action.id == action_id,
            Action.confirmed_at.is_(None),
            Action.withdrawn_at.is_(None),
            Action.expired_at.is_(None),
        )
        .values(confirmed_at=now)
        .returning(Action.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if taken is not None:
        return True
    was_confirmed = view(action_id).confirmed_at is not None
    db.session.rollback()
    if not was_confirmed:
        raise Expired("confirmation")
    return False


def _offer_stories(action_id: str) -> None:
    """Let somebody read the stories of a confirmed action, as far as their writer said."""
    db.session.execute(
        update(Story)
        .where(Story.action_id == action_id, Story.state == StoryState.UNCONFIRMED)
        .values(state=StoryState.WAITING),
        execution_options={"synchronize_session": False},
    )


def _sign_up(action: Action, now: datetime) -> list[ConsentGiven]:
    """Write the confirmed address and the chosen consents down; return the consents that are new.

    A family may share one address: a later writer takes the row over only by signing up.
    """
    session, ticked = db.session(), chosen(action)
    who = {
        "given_name": action.given_name,
        "family_name": action.family_name,
        "city": action.city,
        "zip": action.zip,
        "locale": action.locale,
        "age_band": action.age_band,
    }
    supporter_id = keep_supporter(session, action.email, who, takes_over=bool(ticked), now=now)
    action.supporter_id = supporter_id
    session.flush()
    write_name_words(session, names_of([supporter_id]))
    given = {consent.key for consent in standing(supporter_id)}
    fresh = [consent for consent in ticked if consent.key not in given]
    record_consents(session, supporter_id, fresh, given=True, now=now)
    return fresh


def _wait_for_english(action: Action, now: datetime) -> bool:
    """Let a wish for an English version begin to wait; return whether the letters wait with it.

    A campaign that is nearly over waits for nobody.
    """
    campaign = db.session.get_one(Campaign, action.campaign_id)
    in_time = leaves_time(campaign.not_after, campaign_day(action.campaign_id, now))
    state = TranslationState.WAITING if in_time else TranslationState.LAPSED
    wish = db.session.scalars(
        update(Translation)
        .where(
            Translation.action_id == action.id,
            Translation.state == TranslationState.UNCONFIRMED,
        )
        .values(state=state, deadline=now + WAITS, **({} if in_time else NO_MORE_WORDS))
        .returning(Translation.id),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    return wish is not None and in_time


def _release(
    action: Action, *, waits: bool, site: Site, now: datetime
) -> tuple[list[LetterState], list[LetterState]]:
    """Let each letter go, hold it or cancel a repeat; return the letters taken and the repeats."""
    repeats = repeated_targets(action.id, since=now - REPEAT_WINDOW)
    accepted: list[LetterState] = []
    repeated: list[LetterState] = []
    for letter in view(action.id).letters:
        if letter.target_id in repeats:
            step = Move(
                DeliveryState.UNCONFIRMED, DeliveryState.CANCELLED, ACTOR, code="already_wrote"
            )
            move(db.session(), letter.delivery_id, step, now=now)
            repeated.append(letter)
        else:
            _accept(action, letter, waits=waits, site=site, now=now)
            accepted.append(letter)
    if accepted:
        db.session.execute(
            update(Letter)
            .where(Letter.id.in_([letter.letter_id for letter in accepted]))
            .values(accepted_at=now),
            execution_options={"synchronize_session": False},
        )
    return accepted, repeated


def _accept(action: Action, letter: LetterState, *, waits: bool, site: Site, now: datetime) -> None:
    """Queue a letter, take it another way, or hold it where its addressee cannot be reached.

    What was submitted before a restored backup may have been confirmed before, and have left.
    """
    addressee = addressee_of(letter.target_id, on=campaign_day(action.campaign_id, now))
    mail = LetterMail(
        writer_name=f"{action.given_name} {action.family_name}".strip(),
        writer_address=action.email,
        recipient=addressee.email,
        subject=letter.subject,
        text=with_original(letter.body, letter.original_body),
    )
    instead = addressee.instead
    if instead is None and was_restored_after(action.submitted_at):
        instead = HoldReason.RESTORED
    if instead is None and concern_of_letter(letter.body, letter.original_body):
        instead = HoldReason.MODERATION
    if instead is None and waits:
        instead = HoldReason.TRANSLATION
    take_letter(db.session(), letter.delivery_id, mail, instead, site=site, now=now, actor=ACTOR)


def _tell(
    kind: NoticeKind,
    action: Action,
    letters: Sequence[LetterState],
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> None:
    """Queue the mail that tells what became of these letters, if there are any."""
    if not letters:
        return
    facts, supporter_id = notice_facts(action.id), action.supporter_id or ""
    token = signer.sign(UNSUBSCRIBE, supporter_id)
    gets_news = bool(standing(supporter_id))
    values = facts.values(
        receipt_url=site.receipt(facts.locale, signer.sign(RECEIPT, action.id)),
        erase_url=site.erase(facts.locale, signer.sign(ERASE, supporter_id)),
        unsubscribe_url=site.unsubscribe(facts.locale, token) if gets_news else None,
        start_url=site.start(facts.locale),
        days=REPEAT_WINDOW.days,
    )
    names = {letter.letter_id: facts.legislators[letter.position - 1] for letter in letters}
    listed = {"legislators": list(names.values()), "ways": _ways(action.id, names)}
    notice = Notice(kind, facts.locale, {**values, **listed})
    mail = NoticeMail(
        kind=kind,
        rendered=renderer.render(notice),
        recipient=facts.email,
        dedupe_key=f"{kind.value}:{action.id}",
        action_id=action.id,
        headers=site.unsubscribe_headers(token) if gets_news else (),
    )
    enqueue_notice(db.session(), mail, site=site, now=now)


def _ways(action_id: str, names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the names of these letters' addressees by the way each takes from here.

    What e-mail will carry, and waits for something, stands under `held`.
    """
    ways: dict[str, list[str]] = {way: [] for way in (*Channel, DeliveryState.HELD)}
    for letter in view(action_id).letters:
        waits = letter.channel is Channel.EMAIL and letter.state is DeliveryState.HELD
        if letter.letter_id in names:
            ways[letter.state if waits else letter.channel].append(names[letter.letter_id])
    return ways
