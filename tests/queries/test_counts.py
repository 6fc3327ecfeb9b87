"""Counts are exact, folded or not, along every line and through every filter."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.tallies import Delta, Place, TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.tallies import TallyDelta, add_up, append
from campaign.queries.counts import (
    CountFilter,
    Line,
    across,
    along,
    by_week_and_origin,
    totals,
)
from campaign.services.fold import fold_tallies
from tests.writers import found_campaign, write

Rows = scoped_session[Session]
LETTER = (TallyKind.LETTER,)
DAY = date(2026, 10, 14)


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    del session
    return found_campaign(now)


@pytest.fixture
def facts(session: Rows, campaign: Campaign) -> CountFilter:
    """Letters of two days, languages and sources; the first is folded, the others wait."""
    letter = Delta(campaign.id, DAY, TallyKind.LETTER, target_id="krell", locale="en")
    append(
        session(),
        [
            letter,
            Delta(campaign.id, DAY, TallyKind.LETTER, target_id="ashby", locale="es"),
            Delta(
                campaign.id,
                DAY + timedelta(days=1),
                TallyKind.LETTER,
                target_id="krell",
                source_id="fair",
                locale="es",
                n=5,
            ),
            Delta(campaign.id, DAY, TallyKind.SIGN_UP, locale="en"),
        ],
    )
    fold_first(session)
    session.commit()
    return CountFilter(campaign_id=campaign.id)


def fold_first(session: Rows) -> None:
    """Move the first waiting fact into the tallies."""
    first = session.scalars(select(TallyDelta).order_by(TallyDelta.id).limit(1)).one()
    place = Place._make(getattr(first, name) for name in Place._fields)
    add_up(session(), {place: first.n})
    session.execute(delete(TallyDelta).where(TallyDelta.id == first.id))


def test_totals_add_the_folded_and_the_waiting(facts: CountFilter) -> None:
    assert {kind: n for kind, n in totals(facts).items() if n} == {
        TallyKind.LETTER: 7,
        TallyKind.SIGN_UP: 1,
    }


def test_another_campaign_has_its_own_counts(facts: CountFilter) -> None:
    del facts

    assert not any(totals(CountFilter(campaign_id="another")).values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line.TARGET, {"krell": 6, "ashby": 1}),
        (Line.DAY, {DAY: 2, DAY + timedelta(days=1): 5}),
        (Line.LOCALE, {"en": 1, "es": 6}),
        (Line.SOURCE, {"": 2, "fair": 5}),
        (Line.RECOMMENDATION, {"": 7}),
    ],
)
def test_each_line_tells_the_letters_apart(
    facts: CountFilter, line: Line, expected: dict[str | date, int]
) -> None:
    found = along(line, LETTER, facts)

    assert {key: counts[TallyKind.LETTER] for key, counts in found.items()} == expected


@pytest.mark.parametrize(
    ("narrower", "letters"),
    [
        ({"first": DAY + timedelta(days=1)}, 5),
        ({"last": DAY}, 2),
        ({"locale": "es"}, 6),
        ({"source_ids": frozenset({"fair"})}, 5),
        ({"source_ids": frozenset({""})}, 2),
        ({"source_ids": frozenset({"", "fair"})}, 7),
        ({"source_ids": frozenset()}, 0),
        ({"locale": "es", "last": DAY}, 1),
    ],
)
def test_filters_narrow_the_counts(
    facts: CountFilter, narrower: dict[str, object], letters: int
) -> None:
    asked = CountFilter(campaign_id=facts.campaign_id, **narrower)

    assert totals(asked)[TallyKind.LETTER] == letters


def test_a_letter_with_one_ask_to_two_offices_is_two_letters_and_two_asks(
    campaign: Campaign, now: datetime
) -> None:
    write(campaign, now=now, consent_coalition=True)

    assert totals(CountFilter(campaign_id=campaign.id)) == {
        TallyKind.LETTER: 2,
        TallyKind.ASK: 2,
        TallyKind.WRITER: 1,
        TallyKind.SIGN_UP: 1,
        TallyKind.SUBMITTED: 1,
        TallyKind.CONFIRMED: 1,
        TallyKind.DELIVERED: 0,
        TallyKind.CALL: 0,
    }


@pytest.mark.parametrize("line", list(Line))
@pytest.mark.parametrize(
    "narrower",
    [
        {},
        {"first": DAY, "last": DAY + timedelta(days=2)},
        {"locale": "es"},
        {"source_ids": frozenset({""})},
        {"recommendation_id": "bus"},
        {"district_ids": frozenset({"d1"})},
        {"first": DAY, "locale": "en", "recommendation_id": "bus"},
    ],
)
def test_folded_counts_are_what_the_waiting_ones_were(
    session: Rows, campaign: Campaign, line: Line, narrower: dict[str, object]
) -> None:
    kinds = tuple(TallyKind)
    asked = CountFilter(campaign_id=campaign.id, **narrower)
    append(session(), _mixed(campaign.id))
    session.commit()
    waiting = along(line, kinds, asked)

    while fold_tallies():
        pass

    assert along(line, kinds, asked) == waiting


def test_weeks_begin_on_monday_whether_folded_or_not(session: Rows, campaign: Campaign) -> None:
    append(session(), _mixed(campaign.id))
    session.commit()
    waiting = by_week_and_origin(TallyKind.LETTER, campaign.id)

    fold_tallies()

    assert by_week_and_origin(TallyKind.LETTER, campaign.id) == waiting
    assert {week for week, _, _ in waiting} == {date(2026, 10, 12), date(2026, 10, 19)}


def _mixed(campaign_id: str) -> list[Delta]:
    """Return facts of every kind, on days of two weeks, from two places, in two languages."""
    facts = []
    for number, (days, locale, source) in enumerate(
        product((0, 1, 6), ("en", "es"), ("", "fair")), start=1
    ):
        plain = Delta(
            campaign_id,
            DAY + timedelta(days=days),
            TallyKind.SUBMITTED,
            source_id=source,
            locale=locale,
            n=number,
        )
        letter = replace(plain, kind=TallyKind.LETTER, target_id="t1", district_id="d1")
        facts += [
            plain,
            replace(plain, kind=TallyKind.SIGN_UP),
            replace(plain, kind=TallyKind.WRITER, facet="some"),
            replace(plain, kind=TallyKind.CONFIRMED, facet=f"{number:02}"),
            letter,
            replace(letter, target_id="t2", district_id="d2"),
            replace(letter, kind=TallyKind.DELIVERED, n=1),
            replace(letter, kind=TallyKind.ASK, recommendation_id="bus"),
            replace(letter, kind=TallyKind.ASK, recommendation_id="food", n=-1),
        ]
    return facts


def test_two_lines_are_counted_together(facts: CountFilter) -> None:
    found = across(Line.TARGET, Line.LOCALE, TallyKind.LETTER, facts)

    assert found["krell", "en"] >= 1
    assert found["ashby", "es"] == 1
    assert ("ashby", "en") not in found


def test_one_legislators_letters_are_counted_alone(facts: CountFilter) -> None:
    alone = CountFilter(campaign_id=facts.campaign_id, target_id="ashby")

    assert set(along(Line.TARGET, LETTER, alone)) == {"ashby"}
