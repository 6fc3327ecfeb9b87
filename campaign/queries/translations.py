"""Wishes for an English version: what waits for a volunteer, and what waits for the writer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from campaign.db import db
from campaign.domain.deliveries import DeliveryState, HoldReason
from campaign.domain.translations import TranslationState, with_english
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.models.translations import Translation

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class WishedTranslation:
    """A writer's own words that wait for their English; not who wrote them."""

    id: str
    locale: str
    words: str
    deadline: datetime | None
    taken_by_id: str | None
    taken_until: datetime | None

    def is_taken(self, by_others_than: str, now: datetime) -> bool:
        """Tell whether somebody else is at it."""
        taken = self.taken_until is not None and self.taken_until > now
        return taken and self.taken_by_id != by_others_than


@dataclass(frozen=True, slots=True)
class OfferedLetter:
    """One letter in both versions: as it was confirmed, and with its own words in English.

    `recipient` is the office's address as it is now.
    """

    delivery_id: str
    letter_id: str
    legislator: str
    recipient: str
    subject: str
    body: str
    original_body: str
    in_english: str


@dataclass(frozen=True, slots=True)
class OfferedTranslation:
    """What a writer is asked about; no letters where none waits for their word any more."""

    words: str
    english: str
    locale: str
    deadline: datetime
    letters: tuple[OfferedLetter, ...]


def wished_translations() -> list[WishedTranslation]:
    """Return what waits for a volunteer, the nearest deadline first."""
    rows = db.session.scalars(
        select(Translation)
        .where(Translation.state == TranslationState.WAITING, _has_waiting_letters())
        .order_by(Translation.deadline, Translation.id)
        .limit(MOST_LISTED)
    )
    return [_wish(row) for row in rows]


def wished_translation(translation_id: str) -> WishedTranslation | None:
    """Return one that waits for a volunteer; None for any other."""
    row = db.session.scalars(
        select(Translation).where(
            Translation.id == translation_id, Translation.state == TranslationState.WAITING
        )
    ).one_or_none()
    return None if row is None else _wish(row)


def offered_translation(action_id: str) -> OfferedTranslation | None:
    """Return what a writer is asked about; None when they were never asked."""
    row = db.session.scalars(
        select(Translation).where(
            Translation.action_id == action_id, Translation.state == TranslationState.OFFERED
        )
    ).one_or_none()
    if row is None or row.deadline is None:
        return None
    letters = waiting_letters(action_id, row.words, row.english)
    return OfferedTranslation(row.words, row.english, row.locale, row.deadline, letters)


def waiting_letters(action_id: str, words: str, english: str) -> tuple[OfferedLetter, ...]:
    """Return the letters of an action that wait for a translation."""
    rows = db.session.execute(
        select(
            Delivery.id,
            Letter.id,
            Target.full_name,
            func.coalesce(func.nullif(Target.email, ""), Delivery.recipient),
            Letter.subject,
            Letter.body,
            Letter.original_body,
        )
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.action_id == action_id, _waits())
        .order_by(Letter.position)
    )
    return tuple(
        OfferedLetter(
            delivery_id=row[0],
            letter_id=row[1],
            legislator=row.full_name,
            recipient=row[3],
            subject=row.subject,
            body=row.body,
            original_body=row.original_body,
            in_english=with_english(row.body, words, english),
        )
        for row in rows
    )


def translations_over(now: datetime) -> list[str]:
    """Return the actions whose letters waited long enough.

    So did letters that wait on after their wish has ended, such as one that was in doubt then.
    """
    is_open = Translation.state.in_((TranslationState.WAITING, TranslationState.OFFERED))
    return list(
        db.session.scalars(
            select(Translation.action_id)
            .where(Translation.deadline <= now, or_(is_open, _has_waiting_letters()))
            .order_by(Translation.deadline)
        )
    )


def waiting_translations() -> int:
    """Return how many wishes wait for a volunteer."""
    waits = (
        select(func.count())
        .select_from(Translation)
        .where(Translation.state == TranslationState.WAITING, _has_waiting_letters())
    )
    return db.session.scalar(waits) or 0


def _waits() -> ColumnElement[bool]:
    return and_(
        Delivery.status == DeliveryState.HELD, Delivery.hold_reason == HoldReason.TRANSLATION
    )


def _has_waiting_letters() -> ColumnElement[bool]:
    return exists().where(
        Letter.action_id == Translation.action_id, Delivery.letter_id == Letter.id, _waits()
    )


def _wish(row: Translation) -> WishedTranslation:
    return WishedTranslation(
        id=row.id,
        locale=row.locale,
        words=row.words,
        deadline=row.deadline,
        taken_by_id=row.taken_by_id,
        taken_until=row.taken_until,
    )
