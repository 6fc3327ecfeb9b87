"""Take a finished letter: write it down once, and ask its writer to confirm it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from campaign.db import db, new_id, take_turn
from campaign.domain.errors import Conflict, Expired, NotFound, Refused
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.people import CONSENT_WORDING_VERSION, fold_name, normalise_email
from campaign.domain.ports import Bell, Renderer, Signer
from campaign.domain.retention import CODE_VALID, Retention
from campaign.domain.site import CONFIRM_CODE, CONFIRM_LINK, CONFIRM_PAGE, Site
from campaign.domain.stories import WORDING_VERSION, StoryState
from campaign.domain.submissions import Submission, SubmittedLetter
from campaign.domain.text import count
from campaign.domain.translations import TranslationState
from campaign.models import tallies
from campaign.models.actions import Action, ActionRecommendation, Confirmation
from campaign.models.deliveries.mails import await_confirmation, enqueue_notice
from campaign.models.letters import Letter
from campaign.models.stories import Story
from campaign.models.translations import Translation
from campaign.queries.actions import notice_facts
from campaign.queries.confirmations import by_page, next_mail_at
from campaign.queries.tallies import submitted_delta


@dataclass(frozen=True, slots=True)
class Submitted:
    """An action that waits for its confirmation, and the token of the page that takes its code."""

    action_id: str
    page_token: str


def submit(
    submission: Submission,
    *,
    site: Site,
    retention: Retention,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> Submitted:
    """Write a submission down and queue its confirmation mail.

    The same submission again is answered with the first one's action. Raises Conflict when its
    key was used for something else, and Refused("under_13").
    """
    submission = submission.as_kept()
    first = _earlier(submission, signer)
    if first is not None:
        return first
    action_id = new_id()
    try:
        _write(submission, action_id, now)
        expires_at = now + timedelta(days=retention.unconfirmed)
        _ask_to_confirm(action_id, expires_at, site=site, renderer=renderer, signer=signer, now=now)
        tallies.append(db.session(), [submitted_delta(submission, now)])
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        first = _earlier(submission, signer)
        if first is None:
            raise
        return first
    bell.ring()
    return Submitted(action_id, signer.sign(CONFIRM_PAGE, action_id))


def submitted_before(submission_key: str, *, signer: Signer) -> Submitted:
    """Return what a key was used for. Raises NotFound when it was never used."""
    action_id = db.session.scalars(
        select(Action.id).where(Action.submission_key == submission_key)
    ).one_or_none()
    if action_id is None:
        raise NotFound("submission_key")
    return Submitted(action_id, signer.sign(CONFIRM_PAGE, action_id))


def ask_again(
    page_token: str,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    bell: Bell,
    now: datetime,
) -> None:
    """Send a fresh code for the same action.

    Raises NotFound, Expired, or Refused("mails_used_up") after two mails in a day.
    """
    action_id = signer.unsign(CONFIRM_PAGE, page_token)
    pending = by_page(signer.digest(CONFIRM_PAGE, page_token))
    if pending is None:
        raise NotFound("confirmation")
    if pending.expires_at <= now or pending.expired_at or pending.withdrawn_at:
        raise Expired("confirmation")
    if pending.confirmed_at:
        return
    address = notice_facts(action_id).email
    take_turn(db.session(), f"confirmation mails to {address}")
    if next_mail_at(address, now) > now:
        raise Refused("mails_used_up")
    _ask_to_confirm(
        action_id, pending.expires_at, site=site, renderer=renderer, signer=signer, now=now
    )
    db.session.commit()
    bell.ring()


def _earlier(submission: Submission, signer: Signer) -> Submitted | None:
    row = db.session.execute(
        select(Action.id, Action.submission_digest).where(
            Action.submission_key == submission.submission_key
        )
    ).one_or_none()
    if row is None:
        return None
    if row.submission_digest != submission.digest():
        raise Conflict("submission_key")
    return Submitted(row.id, signer.sign(CONFIRM_PAGE, row.id))


def _write(submission: Submission, action_id: str, now: datetime) -> None:
    db.session.execute(
        insert(Action),
        {
            "id": action_id,
            "campaign_id": submission.campaign_id,
            "source_id": submission.source_id,
            "email": normalise_email(submission.email),
            "given_name": submission.given_name,
            "family_name": submission.family_name,
            "name_key": fold_name(submission.given_name, submission.family_name),
            "street": submission.street,
            "city": submission.city,
            "zip": submission.zip,
            "age_band": submission.age_band,
            "locale": submission.locale,
            "submission_key": submission.submission_key,
            "submission_digest": submission.digest(),
            "consent_coalition": submission.consent_coalition,
            "consent_partner": submission.consent_partner,
            "consent_wording": CONSENT_WORDING_VERSION,
            "own_words_share": submission.own_words_share,
            "submitted_at": now,
        },
    )
    db.session.execute(
        insert(ActionRecommendation),
        [
            {"action_id": action_id, "recommendation_id": recommendation_id, "position": position}
            for position, recommendation_id in enumerate(submission.recommendation_ids, start=1)
        ],
    )
    letters = [
        _letter_row(action_id, position, letter, submission.locale)
        for position, letter in enumerate(submission.letters, start=1)
    ]
    db.session.execute(insert(Letter), letters)
    await_confirmation(db.session(), [str(row["id"]) for row in letters], now=now)
    _write_stories(submission, action_id, now)
    if submission.words_to_translate:
        wish = {
            "id": new_id(),
            "action_id": action_id,
            "state": TranslationState.UNCONFIRMED,
            "locale": submission.words_locale,
            "words": submission.words_to_translate,
            "english": "",
        }
        db.session.execute(insert(Translation), [wish])


def _write_stories(submission: Submission, action_id: str, now: datetime) -> None:
    """Keep what others may read, with the wording by which its writer said so."""
    rows = [
        {
            "id": new_id(),
            "action_id": action_id,
            "recommendation_id": story.recommendation_id,
            "use": submission.story_use,
            "state": StoryState.UNCONFIRMED,
            "text": story.text,
            "locale": story.locale,
            "given_name": submission.given_name,
            "town": submission.city,
            "wording_version": WORDING_VERSION,
            "agreed_at": now,
        }
        for story in submission.stories
    ]
    if rows:
        db.session.execute(insert(Story), rows)


def _letter_row(
    action_id: str, position: int, letter: SubmittedLetter, locale: str
) -> dict[str, object]:
    return {
        "id": new_id(),
        "action_id": action_id,
        "target_id": letter.target_id,
        "position": position,
        "locale": locale,
        "subject": letter.subject,
        "body": letter.body,
        "original_body": letter.original_body,
        "length": count(letter.body),
    }


def _ask_to_confirm(
    action_id: str,
    expires_at: datetime,
    *,
    site: Site,
    renderer: Renderer,
    signer: Signer,
    now: datetime,
) -> None:
    """Write a confirmation with its code and link, and queue the mail that carries them.

    A third mail in a day waits for its turn, and its code is good from then on.
    """
    facts = notice_facts(action_id)
    take_turn(db.session(), f"confirmation mails to {facts.email}")
    due_at = next_mail_at(facts.email, now)
    page_token = signer.sign(CONFIRM_PAGE, action_id)
    link_token, code, confirmation_id = signer.token(), signer.code(), new_id()
    confirmation = {
        "id": confirmation_id,
        "action_id": action_id,
        "page_token_hash": signer.digest(CONFIRM_PAGE, page_token),
        "link_token_hash": signer.digest(CONFIRM_LINK, link_token),
        "code_hash": signer.digest(CONFIRM_CODE, f"{confirmation_id}{code}"),
        "created_at": now,
        "code_expires_at": due_at + CODE_VALID,
        "expires_at": expires_at,
    }
    db.session.execute(insert(Confirmation), confirmation)
    values = facts.values(
        code=code,
        link_url=site.confirm_link(facts.locale, link_token),
        minutes=int(CODE_VALID.total_seconds() // 60),
        days=max(1, (expires_at - due_at).days),
    )
    mail = NoticeMail(
        kind=NoticeKind.CONFIRM,
        rendered=renderer.render(Notice(NoticeKind.CONFIRM, facts.locale, values)),
        recipient=facts.email,
        dedupe_key=f"{NoticeKind.CONFIRM}:{confirmation_id}",
        action_id=action_id,
    )
    enqueue_notice(db.session(), mail, site=site, now=now, due_at=due_at)
