"""Forget, every night, what the table in `docs/privacy.md` says we no longer keep."""

from datetime import datetime, timedelta
from html import escape

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaign.db import db, empty_journal
from campaign.domain.deliveries import LEASED, DeliveryState
from campaign.domain.exports import OPEN
from campaign.domain.retention import DRAFT_KEPT, STORY_KEPT, Retention
from campaign.domain.staff import INVITATION_KEPT, AuditVerb
from campaign.models import tallies
from campaign.models.actions import NOBODY as NOBODY_WROTE
from campaign.models.actions import Action, Confirmation
from campaign.models.beats import JobRun
from campaign.models.deliveries import Delivery, DeliveryEvent, Receipt
from campaign.models.deliveries.moves import forget
from campaign.models.drafts import Draft
from campaign.models.exports import Export
from campaign.models.imports import forget_lists
from campaign.models.letters import NO_WORDS, Letter
from campaign.models.staff import AuditEntry, ConsoleSession, Invitation, SignInLink
from campaign.models.stories import GONE, Story
from campaign.models.supporters import (
    Supporter,
    forget_supporter,
    record_consents,
    write_name_words,
)
from campaign.models.translations import NO_MORE_WORDS, Translation
from campaign.queries.consents import standing
from campaign.queries.name_words import names_of, with_other_names
from campaign.queries.tallies import sign_up_deltas

JOB_RUNS_KEPT = timedelta(days=7)
UNSEEN = {"synchronize_session": False}
"""Nothing that these statements change is looked at afterwards."""


def purge(*, retention: Retention, now: datetime) -> None:
    """Forget everything whose time is over."""
    _drafts_and_tokens(now)
    _texts(now - timedelta(days=retention.letter), now)
    _streets(now - timedelta(days=retention.letter))
    _writers(now - timedelta(days=retention.writer), now)
    _sign_ups(retention, now)
    _stories(now - STORY_KEPT, now)
    forget_lists(db.session(), now=now)
    _traces(retention, now)
    db.session.commit()
    empty_journal(db.session())


def _drafts_and_tokens(now: datetime) -> None:
    db.session.execute(delete(Draft).where(Draft.expires_at <= now))
    db.session.execute(delete(ConsoleSession).where(ConsoleSession.expires_at <= now))
    db.session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    db.session.execute(delete(Invitation).where(Invitation.expires_at <= now - INVITATION_KEPT))
    db.session.execute(delete(Confirmation).where(Confirmation.expires_at <= now - DRAFT_KEPT))


def _texts(before: datetime, now: datetime) -> None:
    """Forget letters and mails long after their final state, and soon those of the forgotten.

    A letter that goes another way keeps its words until that way has come to its end, too. A
    mail to somebody forgotten that still waits, such as the one that tells of an expiry, goes
    first. A doubt that nobody ended for as long stays one, and counts as final.
    """
    gone = select(Action.id).where(Action.scrubbed_at.is_not(None))
    letters_gone = select(Letter.id).where(Letter.action_id.in_(gone))
    done = or_(
        and_(Delivery.final_at <= before, ~_goes_on(before)),
        _in_doubt_since(before),
        Delivery.letter_id.in_(letters_gone),
        and_(Delivery.action_id.in_(gone), Delivery.final_at.is_not(None)),
    )
    old_letters = select(Delivery.letter_id).where(
        Delivery.scrubbed_at.is_(None), Delivery.status.not_in(LEASED), done
    )
    db.session.execute(
        update(Letter).where(Letter.id.in_(old_letters)).values(NO_WORDS),
        execution_options=UNSEEN,
    )
    forget(db.session(), done, now=now)


def _goes_on(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a delivery's letter has not come to its end on every rung."""
    other = aliased(Delivery)
    return exists().where(
        other.letter_id == Delivery.letter_id,
        or_(other.final_at.is_(None), other.final_at > before),
    )


def _stories(before: datetime, now: datetime) -> None:
    """Forget the words of stories whose time is over, and of wishes whose writer is forgotten."""
    db.session.execute(
        update(Translation)
        .where(
            Translation.action_id.in_(select(Action.id).where(Action.scrubbed_at.is_not(None))),
            Translation.words != "",
        )
        .values(ended_at=now, **NO_MORE_WORDS),
        execution_options=UNSEEN,
    )
    db.session.execute(
        update(Story)
        .where(Story.agreed_at <= before, Story.ended_at.is_(None))
        .values(ended_at=now, **GONE),
        execution_options=UNSEEN,
    )


def _streets(before: datetime) -> None:
    """Forget the street of everyone none of whose letters still waits, in their mails too."""
    waits = and_(Delivery.final_at.is_(None), ~_in_doubt_since(before))
    done = (Action.street != "", Action.id.not_in(_with_letters(waits)))
    for action_id, street in db.session.execute(select(Action.id, Action.street).where(*done)):
        letters = select(Letter.id).where(Letter.action_id == action_id)
        db.session.execute(
            update(Letter)
            .where(Letter.action_id == action_id)
            .values(
                body=_without_line(Letter.body, street),
                original_body=_without_line(Letter.original_body, street),
            ),
            execution_options=UNSEEN,
        )
        db.session.execute(
            update(Delivery)
            .where(Delivery.letter_id.in_(letters))
            .values(text=_without_line(Delivery.text, street)),
            execution_options=UNSEEN,
        )
        db.session.execute(
            update(Delivery)
            .where(Delivery.action_id == action_id)
            .values(
                text=_without_line(Delivery.text, street),
                html=_without_line(Delivery.html, escape(street, quote=False)),
            ),
            execution_options=UNSEEN,
        )
    db.session.execute(update(Action).where(*done).values(street=""), execution_options=UNSEEN)


def _without_line(column: InstrumentedAttribute[str], line: str) -> ColumnElement[str]:
    return func.replace(column, f"\n{line}\n", "\n")


def _writers(before: datetime, now: datetime) -> None:
    """Forget who wrote long ago, and whose letters came to their end long ago."""
    waits = and_(Delivery.final_at.is_(None), ~_in_doubt_since(before))
    recent = or_(waits, Delivery.final_at > before)
    forgotten = (
        Action.scrubbed_at.is_(None),
        Action.submitted_at <= before,
        Action.id.not_in(_with_letters(recent)),
    )
    families = with_other_names(*forgotten)
    db.session.execute(
        update(Action).where(*forgotten).values(scrubbed_at=now, **NOBODY_WROTE),
        execution_options=UNSEEN,
    )
    write_name_words(db.session(), names_of(families))


def _sign_ups(retention: Retention, now: datetime) -> None:
    """Forget people without a sign-up, and end the sign-ups that nothing renewed."""
    shortest = timedelta(days=min(retention.writer, retention.sign_up))
    writes = select(Action.id).where(
        Action.supporter_id == Supporter.id, Action.scrubbed_at.is_(None)
    )
    silent = db.session.scalars(
        select(Supporter)
        .where(
            Supporter.erased_at.is_(None),
            Supporter.last_contact_at <= now - shortest,
            ~writes.exists(),
        )
        .with_for_update(skip_locked=True)
    ).all()
    for supporter in silent:
        consents = standing(supporter.id)
        kept = retention.sign_up if consents else retention.writer
        if supporter.last_contact_at > now - timedelta(days=kept):
            continue
        record_consents(db.session(), supporter.id, consents, given=False, now=now)
        tallies.append(db.session(), sign_up_deltas(consents, now, -1))
        forget_supporter(db.session(), supporter.id, now=now)


def _traces(retention: Retention, now: datetime) -> None:
    events_before = now - timedelta(days=retention.event)
    db.session.execute(delete(DeliveryEvent).where(DeliveryEvent.at <= events_before))
    db.session.execute(delete(Receipt).where(Receipt.occurred_at <= events_before))
    _audit(retention, now)
    _exports(now - timedelta(days=retention.audit))
    db.session.execute(delete(JobRun).where(JobRun.ran_at <= now - JOB_RUNS_KEPT))


def _audit(retention: Retention, now: datetime) -> None:
    """Forget what staff did long ago; a restore is known while an old letter may be confirmed."""
    before = now - timedelta(days=retention.audit)
    waits = and_(
        AuditEntry.verb == AuditVerb.DELIVERIES_RESTORED,
        AuditEntry.at > now - timedelta(days=retention.unconfirmed),
    )
    db.session.execute(delete(AuditEntry).where(AuditEntry.at <= before, ~waits))


def _exports(before: datetime) -> None:
    """Forget who asked for which file, and why, for as long ago as what staff did."""
    db.session.execute(delete(Export).where(Export.asked_at <= before, Export.state.not_in(OPEN)))


def _in_doubt_since(before: datetime) -> ColumnElement[bool]:
    """Return whether a delivery came into doubt before a moment and is in doubt still, as SQL."""
    later = select(DeliveryEvent.id).where(
        DeliveryEvent.delivery_id == Delivery.id, DeliveryEvent.at > before
    )
    return and_(Delivery.status == DeliveryState.IN_DOUBT, ~later.exists())


def _with_letters(condition: ColumnElement[bool]) -> Select[str]:
    """Return the actions that have a letter whose delivery meets a condition."""
    return select(Letter.action_id).join(Delivery, Delivery.letter_id == Letter.id).where(condition)
