"""Counts everything again from the rows themselves, to prove the tallies right."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
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
    union_all,
)

from campaign.db import db
from campaign.domain.deliveries import DeliveryState
from campaign.domain.tallies import Delta, TallyKind
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.models.supporters import Consent
from campaign.models.tallies import Tally, TallyDelta
from campaign.queries.actions import went_on
from campaign.queries.rungs import is_highest_rung

AT_ONCE = 1_000

NO_DAY = date.min
"""Stands for the day until the campaign's time zone has told it."""

Sums: TypeAlias = Counter[Delta]
"""A number for each place where facts are counted; the place is a delta of nothing, n = 0."""

Dated: TypeAlias = tuple[Delta, datetime]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the tallies and the rows disagree."""

    place: Delta
    tallied: int
    counted: int


def tallied() -> Sums:
    """Return what the tallies and the facts that wait say together."""
    legs = [
        select(
            table.campaign_id,
            table.day,
            table.kind,
            table.recommendation_id,
            table.target_id,
            table.district_id,
            table.source_id,
            table.locale,
            table.n,
        )
        for table in (Tally, TallyDelta)
    ]
    facts = union_all(*legs).subquery()
    *lines, n = facts.c
    statement = select(*lines, func.sum(n).label("n")).group_by(*lines)
    sums: Sums = Counter()
    for row in db.session.execute(statement).mappings():
        fact = Delta(**row)
        sums[replace(fact, n=0)] = int(fact.n)
    return sums


def counted() -> Sums:
    """Return what the rows of letters and consents say.

    A letter counts on the campaign's day on which it was taken into the outbox, and is taken off
    on the day on which its writer took it back. A writer counts with the first letter taken and
    goes with the last. A sign-up counts when a yes follows no yes, and goes when a no follows it.
    """
    zones = {
        campaign_id: ZoneInfo(name)
        for campaign_id, name in db.session.execute(select(Campaign.id, Campaign.time_zone))
    }
    sums: Sums = Counter()
    facts = chain(_letters(asks=False), _letters(asks=True), _writers(), _sign_ups())
    for delta, at in facts:
        day = at.astimezone(zones[delta.campaign_id]).date()
        sums[replace(delta, day=day, n=0)] += delta.n
    return sums


def differences() -> list[Difference]:
    """Return every place where the tallies are not what the rows say."""
    says, is_so = tallied(), counted()
    return [
        Difference(place, says[place], is_so[place])
        for place in sorted({*says, *is_so}, key=repr)
        if says[place] != is_so[place]
    ]


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
    kind = TallyKind.ASK if asks else TallyKind.LETTER
    for campaign_id, *lines, accepted_at, taken_back_at in _stream(statement):
        fact = Delta(campaign_id, NO_DAY, kind, *lines)
        yield fact, accepted_at
        if taken_back_at is not None:
            yield replace(fact, n=-1), taken_back_at


def _writers() -> Iterator[Dated]:
    """Yield the writer of each action, and once more where every letter was taken back."""
    statement = (
        select(
            Action.campaign_id,
            func.coalesce(Action.source_id, ""),
            Action.locale,
            func.min(Letter.accepted_at),
            case((func.count() == func.count(_taken_back_at()), func.max(_taken_back_at()))),
        )
        .select_from(Letter)
        .join(Action, Action.id == Letter.action_id)
        .join(Delivery, _carries())
        .where(Letter.accepted_at.is_not(None))
        .group_by(Action.id, Action.campaign_id, Action.source_id, Action.locale)
    )
    for campaign_id, source_id, locale, accepted_at, taken_back_at in _stream(statement):
        fact = Delta(campaign_id, NO_DAY, TallyKind.WRITER, source_id=source_id, locale=locale)
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
    for _, rows in groupby(_stream(statement), key=lambda row: tuple(row[:4])):
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
    """Return when a letter was taken back, or another took its place; none where it stands."""
    ended = or_(Action.withdrawn_at.is_not(None), went_on())
    return case((and_(ended, Delivery.status == DeliveryState.CANCELLED), Delivery.final_at))


def _stream(statement: Executable) -> Iterator[Any]:
    """Yield rows a thousand at a time; Any stands for the columns, which differ by statement."""
    yield from db.session.execute(statement, execution_options={"yield_per": AT_ONCE})
