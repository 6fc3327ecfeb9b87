"""Counts everything again from the rows themselves, to prove the tallies right."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Executable,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from campaign.db import db
from campaign.domain.calls import is_call
from campaign.domain.content import REHEARSAL
from campaign.domain.deliveries import DeliveryState
from campaign.domain.ladder import DECLINED
from campaign.domain.tallies import (
    NO_DAY,
    Delta,
    Place,
    TallyKind,
    own_words,
)
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.calls import CallWord
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.models.supporters import Consent
from campaign.queries.actions import went_on
from campaign.queries.doubts import ended_as
from campaign.queries.rungs import is_highest_rung

AT_ONCE = 1_000
PART = 100_000
"""Places that are counted before they are handed on."""

Dated: TypeAlias = tuple[Delta, datetime]
"""A fact whose day is told by the campaign's time zone, later, and the moment of it."""


def counted(kinds: Iterable[TallyKind] = tuple(TallyKind)) -> Iterator[Counter[Place]]:
    """Yield what the rows of actions, letters, deliveries and consents say, part by part.

    Everything counts on the campaign's day on which it came true, so a day that is over changes
    no more. A letter counts when it was taken into the outbox, and is taken off when its writer
    took it back. A writer counts with the first letter taken and goes with the last. A sign-up
    counts when a yes follows no yes, and goes when a no follows it. What went out to an office
    counts then, and is taken off when it came back. A call counts when its writer says that they
    made it, and is taken off when they say that they did not. Nothing of a rehearsal counts.

    A place may come in several parts, and no part is larger than memory likes.
    """
    zones = {
        campaign_id: ZoneInfo(name)
        for campaign_id, name in db.session.execute(
            select(Campaign.id, Campaign.time_zone).where(Campaign.slug != REHEARSAL)
        )
    }
    sums: Counter[Place] = Counter()
    for delta, at in chain.from_iterable(_FACTS[kind]() for kind in kinds):
        if delta.campaign_id not in zones:
            continue
        local = at.astimezone(zones[delta.campaign_id])
        facet = f"{local:%H}" if delta.kind is TallyKind.CONFIRMED else delta.facet
        sums[_place(replace(delta, day=local.date(), facet=facet))] += delta.n
        if len(sums) == PART:
            yield sums
            sums = Counter()
    yield sums


def _place(delta: Delta) -> Place:
    return Place._make(getattr(delta, name) for name in Place._fields)


def _submitted() -> Iterator[Dated]:
    """Yield every sending, confirmed or not."""
    statement = select(
        Action.campaign_id, func.coalesce(Action.source_id, ""), Action.locale, Action.submitted_at
    )
    for campaign_id, source_id, locale, at in stream(statement):
        yield (
            Delta(campaign_id, NO_DAY, TallyKind.SUBMITTED, source_id=source_id, locale=locale),
            at,
        )


def _confirmed() -> Iterator[Dated]:
    """Yield every sending that was confirmed; its hour is told with its day."""
    statement = select(
        Action.campaign_id, func.coalesce(Action.source_id, ""), Action.locale, Action.confirmed_at
    ).where(Action.confirmed_at.is_not(None))
    for campaign_id, source_id, locale, at in stream(statement):
        yield (
            Delta(campaign_id, NO_DAY, TallyKind.CONFIRMED, source_id=source_id, locale=locale),
            at,
        )


def _delivered() -> Iterator[Dated]:
    """Yield each letter that went out, and once more where it came back."""
    came_back = case((Delivery.status == DeliveryState.BOUNCED, Delivery.final_at))
    statement = (
        select(
            Action.campaign_id,
            literal(""),
            Letter.target_id,
            Target.district_id,
            func.coalesce(Action.source_id, ""),
            Action.locale,
            Delivery.sent_at,
            came_back,
        )
        .select_from(Delivery)
        .join(Letter, Letter.id == Delivery.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Target, Target.id == Letter.target_id)
        .where(Delivery.sent_at.is_not(None))
    )
    yield from _and_taken_off(TallyKind.DELIVERED, statement)


def _calls() -> Iterator[Dated]:
    """Yield each call of which somebody says that it was made, and each that they take back."""
    statement = (
        select(
            CallWord.letter_id,
            CallWord.outcome,
            CallWord.at,
            Action.campaign_id,
            Letter.target_id,
            Target.district_id,
            func.coalesce(Action.source_id, ""),
            Action.locale,
        )
        .join(Letter, Letter.id == CallWord.letter_id)
        .join(Action, Action.id == Letter.action_id)
        .join(Target, Target.id == Letter.target_id)
        .order_by(CallWord.letter_id, CallWord.id)
    )
    for _, rows in groupby(stream(statement), key=lambda row: row[0]):
        before = False
        for _letter_id, outcome, at, campaign_id, *lines in rows:
            made = is_call(outcome)
            if made != before:
                fact = Delta(campaign_id, NO_DAY, TallyKind.CALL, "", *lines)
                yield replace(fact, n=made - before), at
            before = made


def _letters(*, asks: bool) -> Iterator[Dated]:
    """Yield each letter, or each ask of each letter, and once more where it was taken back."""
    statement = (
        select(
            Action.campaign_id,
            ActionRecommendation.recommendation_id if asks else literal(""),
            Letter.target_id,
            Target.district_id,
            func.coalesce(Action.source_id, ""),
            Action.locale,
            Letter.accepted_at,
            _taken_back_at(),
        )
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Target, Target.id == Letter.target_id)
        .join(Delivery, _carries())
        .where(Letter.accepted_at.is_not(None))
    )
    if asks:
        statement = statement.join(
            ActionRecommendation, ActionRecommendation.action_id == Action.id
        )
    yield from _and_taken_off(TallyKind.ASK if asks else TallyKind.LETTER, statement)


def _and_taken_off(kind: TallyKind, statement: Executable) -> Iterator[Dated]:
    """Yield each row's fact, and once more where it was taken off again."""
    for campaign_id, *lines, at, taken_off_at in stream(statement):
        fact = Delta(campaign_id, NO_DAY, kind, *lines)
        yield fact, at
        if taken_off_at is not None:
            yield replace(fact, n=-1), taken_off_at


def _writers() -> Iterator[Dated]:
    """Yield the writer of each action, and once more where every letter was taken back."""
    statement = (
        select(
            Action.campaign_id,
            func.coalesce(Action.source_id, ""),
            Action.locale,
            Action.own_words_share,
            func.min(Letter.accepted_at),
            case((func.count() == func.count(_taken_back_at()), func.max(_taken_back_at()))),
        )
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Delivery, _carries())
        .where(Letter.accepted_at.is_not(None))
        .group_by(
            Action.id,
            Action.campaign_id,
            Action.source_id,
            Action.locale,
            Action.own_words_share,
        )
    )
    for campaign_id, source_id, locale, share, accepted_at, taken_back_at in stream(statement):
        fact = Delta(
            campaign_id,
            NO_DAY,
            TallyKind.WRITER,
            source_id=source_id,
            locale=locale,
            facet=own_words(share),
        )
        yield fact, accepted_at
        if taken_back_at is not None:
            yield replace(fact, n=-1), taken_back_at


def _sign_ups() -> Iterator[Dated]:
    """Yield each yes that follows no yes, and each no that follows a yes.

    A no carries the source and the language of the yes that it takes back.
    """
    statement = select(
        Consent.supporter_id,
        Consent.purpose,
        Consent.partner_id,
        Consent.campaign_id,
        Consent.source_id,
        Consent.locale,
        Consent.given,
        Consent.at,
    ).order_by(
        Consent.supporter_id,
        Consent.purpose,
        Consent.partner_id,
        Consent.campaign_id,
        Consent.id,
    )
    for _, rows in groupby(stream(statement), key=lambda row: tuple(row[:4])):
        standing: Delta | None = None
        for row in rows:
            if row.given and standing is None:
                standing = Delta(
                    row.campaign_id,
                    NO_DAY,
                    TallyKind.SIGN_UP,
                    source_id=row.source_id or "",
                    locale=row.locale,
                )
                yield standing, row.at
            elif not row.given and standing is not None:
                yield replace(standing, n=-1), row.at
                standing = None


def _carries() -> ColumnElement[bool]:
    return and_(Delivery.letter_id == Letter.id, is_highest_rung())


def _taken_back_at() -> ColumnElement[datetime | None]:
    """Return when a letter was taken back, replaced, or not sent; none where it stands."""
    ended = or_(
        Action.withdrawn_at.is_not(None),
        went_on(),
        ended_as(DeliveryState.CANCELLED, DECLINED),
    )
    return case((and_(ended, Delivery.status == DeliveryState.CANCELLED), Delivery.final_at))


def stream(statement: Executable) -> Iterator[Any]:
    """Yield rows a thousand at a time; Any stands for the columns, which differ by statement."""
    yield from db.session.execute(statement, execution_options={"yield_per": AT_ONCE})


_FACTS: Mapping[TallyKind, Callable[[], Iterator[Dated]]] = {
    TallyKind.SUBMITTED: _submitted,
    TallyKind.CONFIRMED: _confirmed,
    TallyKind.LETTER: partial(_letters, asks=False),
    TallyKind.ASK: partial(_letters, asks=True),
    TallyKind.WRITER: _writers,
    TallyKind.DELIVERED: _delivered,
    TallyKind.CALL: _calls,
    TallyKind.SIGN_UP: _sign_ups,
}
